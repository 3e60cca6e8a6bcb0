import { describe, expect, test } from 'vitest';
import { AT, cursor, type Given, unfinished } from '../../integration_tests/units/cursor.ts';
import type { StreamState } from '../airbyte/protocol.ts';
import { AbsenceTypes } from '../streams/absences.ts';
import { AttendancePeriods } from '../streams/attendance.ts';
import { Compensations } from '../streams/compensations.ts';
import { Employments } from '../streams/employments.ts';
import type { Cursor } from './cursor.ts';
import type { Pass } from './pass.ts';

/** Reads every pass of a sync in full. */
function readAll(of: Cursor): Pass[] {
  const passes: Pass[] = [];
  for (const { pass, complete } of of.passes()) {
    passes.push(pass);
    complete();
  }
  return passes;
}

function firstPass(of: Cursor): Pass {
  const first = of.passes().next().value;
  if (!first) throw new Error('there is no pass');
  return first.pass;
}

describe('an incremental sync', () => {
  test('reads everything the first time and leaves the cursor where it began', () => {
    const first = cursor();
    const before = first.state;

    const passes = readAll(first);

    expect(passes.map(({ window }) => window)).toEqual([{ at: AT, lookbackDays: 1 }]);
    expect(first.asksFor).toBe(`changes since ${AT}`);
    expect(before).toEqual({ version: 1, updated_at: '', started_at: AT, generation_id: '', done: [], next: [] });
    expect(first.state).toEqual({ version: 1, updated_at: AT, started_at: AT, generation_id: '', done: [], next: [] });
  });

  test('reads what changed since then the next time', () => {
    const first = cursor();
    readAll(first);
    const second = cursor(first.state, { at: '2026-02-12T09:00:00Z' });

    expect(second.asksFor).toBe(`changes since ${AT}`);
    expect(readAll(second).map(({ window }) => window)).toEqual([
      { at: '2026-02-12T09:00:00Z', since: AT, lookbackDays: 1 },
    ]);
    expect(second.state).toMatchObject({ updated_at: '2026-02-12T09:00:00Z' });
  });

  test('leaves the cursor where it was if it did not read everything', () => {
    const sync = cursor({ version: 1, updated_at: '2026-02-01T00:00:00Z' });

    for (const { pass } of sync.passes()) pass.finished('a');

    expect(sync.state).toEqual({
      version: 1,
      updated_at: '2026-02-01T00:00:00Z',
      started_at: AT,
      generation_id: '',
      done: ['a'],
      next: [],
    });
  });

  test('keeps its start date and its lookback', () => {
    const limits = { lookbackDays: 7, startDate: '2025-01-01' };

    expect(firstPass(cursor(undefined, { limits })).window).toEqual({ at: AT, ...limits });
  });

  test('of a stream without a cursor is a full refresh', () => {
    const sync = cursor(undefined, { stream: new AbsenceTypes() });
    readAll(sync);

    expect(sync.state).toEqual({ version: 1, started_at: AT, generation_id: 'none', done: [], next: [] });
    expect(firstPass(cursor(sync.state, { stream: new AbsenceTypes() })).window).toEqual({ at: AT, lookbackDays: 1 });
  });

  test('by months has the month as its cursor', () => {
    const sync = cursor(undefined, { stream: new Compensations() });
    readAll(sync);

    expect(sync.state).toMatchObject({ month: '2026-02-01' });
    expect(cursor(sync.state, { stream: new Compensations() }).asksFor).toBe('changes since 2026-02-01');
  });
});

describe('an unfinished pass', () => {
  test('resumes: finished parts are skipped, the others continue behind their links', () => {
    const pass = firstPass(cursor(unfinished()));

    expect(['a', 'b', 'c', 'd'].map((key) => pass.isDone(key))).toEqual([true, true, false, false]);
    expect(['a', 'c', 'd'].map((key) => pass.link(key))).toEqual([undefined, '/v2/persons?cursor=c7', undefined]);
    expect(pass.window).toEqual({ at: '2026-02-10T00:00:00Z', since: '2026-02-01T00:00:00Z', lookbackDays: 1 });
  });

  test('is completed as of its own start; then come the changes since', () => {
    const sync = cursor(unfinished());
    const states: StreamState[] = [];

    const passes: Pass[] = [];
    for (const { pass, complete } of sync.passes()) {
      passes.push(pass);
      complete();
      states.push(sync.state);
    }

    expect(passes.map(({ window: { at, since } }) => [since, at])).toEqual([
      ['2026-02-01T00:00:00Z', '2026-02-10T00:00:00Z'],
      ['2026-02-10T00:00:00Z', AT],
    ]);
    expect(states.map(({ updated_at }) => updated_at)).toEqual(['2026-02-10T00:00:00Z', AT]);
  });

  test('resumes as before when it is interrupted again', () => {
    const again = cursor(unfinished());
    const pass = firstPass(again);
    pass.finished('c');
    pass.moved('d', '/v2/persons?cursor=d1');

    expect(again.state).toEqual({
      ...unfinished(),
      generation_id: '',
      done: ['a', 'b', 'c'],
      next: [{ partition: 'd', link: '/v2/persons?cursor=d1' }],
    });
  });

  test('keeps the cursor if it cannot be completed; the changes since are read but not recorded', () => {
    const sync = cursor(unfinished());
    const before = sync.state;

    const [, extra, ...more] = [...sync.passes()].map(({ pass, complete }, index) => {
      if (index > 0) {
        pass.finished('x');
        complete();
      }
      return pass;
    });

    expect(more).toEqual([]);
    expect(extra?.window).toMatchObject({ since: '2026-02-10T00:00:00Z' });
    expect(extra?.isDone('a')).toBe(false);
    expect(sync.state).toEqual(before);
  });

  test('does not hold up later months if it cannot be completed', () => {
    const state = {
      version: 1,
      month: '2025-11-01',
      started_at: '2025-12-31T00:00:00Z',
      done: ['2025-09-01'],
      next: [],
    };

    const wants = [...cursor(state, { stream: new Compensations() }).passes()].map(({ pass }) => pass.window);

    expect(wants.at(-1)?.at).toBe(AT);
  });

  test('resumes however old it is: it has a cursor to continue from', () => {
    const state = unfinished({ updated_at: '', started_at: '2025-06-01T00:00:00Z' });

    const passes = readAll(cursor(state));

    expect(passes[0]?.isDone('a')).toBe(true);
    expect(passes.map(({ window: { since } }) => since)).toEqual([undefined, '2025-06-01T00:00:00Z']);
  });

  test('without its start time is discarded', () => {
    const sync = cursor({ version: 1, updated_at: '', done: ['a'], next: [{ partition: 'c', link: 'x' }] });

    expect(firstPass(sync).isDone('a')).toBe(false);
    expect(sync.state).toMatchObject({ started_at: AT, generation_id: '', done: [], next: [] });
  });

  test.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'survives a round trip through text in any situation (round %i)',
    (seed) => {
      let state = seed;
      const roll = (below: number) => {
        // mulberry32: neighbouring seeds are unrelated.
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
      };
      const sync = cursor({ version: 1, updated_at: '2026-02-01T00:00:00Z' });
      const pass = firstPass(sync);
      const done = new Set<string>();
      const links = new Map<string, string>();
      for (let i = 0; i < 40; i++) {
        const key = `key ${roll(10)}`;
        if (done.has(key)) continue;
        if (roll(3) === 0) {
          pass.finished(key);
          done.add(key);
          links.delete(key);
        } else {
          pass.moved(key, `link ${i}`);
          links.set(key, `link ${i}`);
        }
      }

      const resumed = firstPass(cursor(sync.state, { at: '2026-02-12T00:00:00Z' }));

      for (let i = 0; i < 10; i++) {
        expect(resumed.isDone(`key ${i}`)).toBe(done.has(`key ${i}`));
        expect(resumed.link(`key ${i}`)).toBe(links.get(`key ${i}`));
      }
      expect(resumed.window).toEqual(pass.window);
    },
  );
});

describe('a full refresh', () => {
  const full = (state?: StreamState, given: Given = {}) =>
    cursor(state, { incremental: false, generation: 7, ...given });
  const begun = (more: StreamState = {}) =>
    unfinished({ updated_at: '', started_at: '2026-02-11T08:00:00Z', generation_id: '7', ...more });

  test('has no cursor, before and after', () => {
    const sync = full();
    const passes = readAll(sync);

    expect(passes.map(({ window }) => window)).toEqual([{ at: AT, lookbackDays: 1 }]);
    expect(sync.asksFor).toBe('everything');
    expect(sync.state).toEqual({
      version: 1,
      updated_at: '',
      started_at: AT,
      generation_id: '7',
      done: [],
      next: [],
    });
  });

  test.each([
    ['resumes within a day', '2026-02-10T09:00:01Z', true],
    ['starts from the beginning after a day', '2026-02-10T09:00:00Z', false],
  ])('%s if it is unfinished', (_, started_at, resumed) => {
    const sync = full(begun({ started_at }));
    const passes = readAll(sync);

    expect(passes).toHaveLength(1);
    expect(passes[0]?.isDone('a')).toBe(resumed);
    expect(passes[0]?.window.at).toBe(resumed ? started_at : AT);
  });

  test.each<[string, StreamState, number | undefined, boolean]>([
    ['of the same generation', begun(), 7, true],
    ['of generation 0', begun({ generation_id: '0' }), 0, true],
    ['whose generation is written as a number', begun({ generation_id: 7 }), 7, true],
    ['of an earlier generation', begun({ generation_id: '6' }), 7, false],
    ['of a later generation', begun({ generation_id: '8' }), 7, false],
    ['without a generation, as one of generation 7', begun({ generation_id: 'none' }), 7, false],
    ['without a generation, as one without', begun({ generation_id: 'none' }), undefined, false],
    ['of generation 7, as one without', begun(), undefined, false],
    ['of an earlier version, as one of generation 7', unfinished({ updated_at: '' }), 7, false],
    ['of an earlier version, as one without a generation', unfinished({ updated_at: '' }), undefined, false],
    ['that was an incremental sync, as one of generation 7', begun({ generation_id: '' }), 7, false],
    ['that was an incremental sync, as one without a generation', begun({ generation_id: '' }), undefined, false],
  ])('after one %s', (_, state, generation, resumed) => {
    const sync = full(state, { generation });

    expect(firstPass(sync).isDone('a')).toBe(resumed);
    expect(sync.state).toMatchObject({
      started_at: resumed ? '2026-02-11T08:00:00Z' : AT,
      generation_id: String(generation ?? 'none'),
    });
  });

  test('resumes in the same generation after a second interruption', () => {
    const again = full(begun());
    firstPass(again).finished('c');

    expect(firstPass(full(again.state)).isDone('c')).toBe(true);
    expect(firstPass(full(again.state, { generation: 8 })).isDone('c')).toBe(false);
  });

  test.each([7, undefined])('starts from the beginning if it was finished (generation %o)', (generation) => {
    const first = full(undefined, { generation });
    for (const { pass, complete } of first.passes()) {
      pass.finished('a');
      complete();
    }

    const second = firstPass(full(first.state, { at: '2026-02-11T09:05:00Z', generation }));

    expect(second.isDone('a')).toBe(false);
    expect(second.window.at).toBe('2026-02-11T09:05:00Z');
  });

  test('does not resume an incremental pass, nor read from its cursor', () => {
    const pass = firstPass(full(unfinished({ started_at: '2026-02-11T08:00:00Z' })));

    expect(pass.isDone('a')).toBe(false);
    expect(pass.window).toEqual({ at: AT, lookbackDays: 1 });
  });

  test.each(['7', 'none'])('is not resumed by an incremental sync if unfinished (generation %s)', (generation_id) => {
    const sync = cursor(begun({ generation_id }), { generation: 7 });

    expect(readAll(sync).map((pass) => pass.isDone('a'))).toEqual([false]);
    expect(sync.state).toMatchObject({ updated_at: AT, generation_id: '' });
  });

  test('respects generations if the stream has no cursor, whatever mode is requested', () => {
    const types = (state: StreamState | undefined, generation: number | undefined) =>
      cursor(state, { stream: new AbsenceTypes(), generation });
    const first = types(undefined, 7);
    firstPass(first).finished('a');

    expect(firstPass(types(first.state, 7)).isDone('a')).toBe(true);
    expect(firstPass(types(first.state, undefined)).isDone('a')).toBe(false);
  });

  test('ends in a state that differs from the previous one, so that no runner drops it', () => {
    const [first, second] = [full(), full(undefined, { at: '2026-02-12T09:00:00Z' })];
    readAll(first);
    readAll(second);

    expect(first.state).not.toEqual(second.state);
  });
});

describe('a cursor in the future', () => {
  test.each([
    ['far away', '2030-01-01T00:00:00Z', true],
    ['beyond the overlap', '2026-02-12T09:00:01Z', true],
    ['within the overlap', '2026-02-12T09:00:00Z', false],
    ['in the past', '2026-02-11T08:59:59Z', false],
  ])('%s', (_, updated_at, expected) => {
    expect(cursor({ version: 1, updated_at }).inFuture).toBe(expected);
  });

  test('has one more day of overlap if times are naive', () => {
    const state = { version: 1, updated_at: '2026-02-13T09:00:00Z' };

    expect(cursor(state).inFuture).toBe(true);
    expect(cursor(state, { stream: new AttendancePeriods() }).inFuture).toBe(false);
  });

  test('stays as it is', () => {
    expect(cursor({ version: 1, updated_at: '2030-01-01T00:00:00Z' }).state).toMatchObject({
      updated_at: '2030-01-01T00:00:00Z',
    });
  });

  test('can be a later month for monthly cursors', () => {
    const at = (month: string) => cursor({ version: 1, month }, { stream: new Compensations() }).inFuture;

    expect([at('2026-03-01'), at('2026-02-01'), at('2026-01-01')]).toEqual([true, false, false]);
  });

  test('does not exist in a full refresh or without a cursor', () => {
    expect(cursor({ version: 1, updated_at: '2030-01-01T00:00:00Z' }, { incremental: false }).inFuture).toBe(false);
    expect(cursor().inFuture).toBe(false);
  });
});

describe('when the time is in doubt', () => {
  const MARK = '2026-02-01T00:00:00Z';
  const doubt = { lookbackDays: 1, latest: '2026-11-28T12:00:00Z' };
  const saved = { version: 1, generation_id: '', updated_at: MARK, started_at: MARK, done: [], next: [] };

  test('a first sync reads everything and saves neither a cursor nor anything to resume', () => {
    const first = cursor(undefined, { limits: doubt });
    const passes = readAll(first);

    expect(passes.map(({ window }) => window)).toEqual([{ ...doubt, at: AT }]);
    expect(first.stays).toBe(true);
    expect(first.state).toEqual({ version: 1, generation_id: '', updated_at: '', started_at: '', done: [], next: [] });
    expect(cursor(first.state).asksFor).toBe('everything');
  });

  test('a first sync of months saves no cursor either', () => {
    const first = cursor(undefined, { stream: new Compensations(), limits: doubt });
    readAll(first);

    expect(first.state).toMatchObject({ month: '', started_at: '' });
  });

  test('a first sync that is killed starts over in the next one', () => {
    const first = cursor(undefined, { limits: doubt });
    firstPass(first).finished('a');

    expect(firstPass(cursor(first.state)).isDone('a')).toBe(false);
  });

  test('a later sync reads changes since the cursor, without an end, and leaves the cursor where it is', () => {
    const later = cursor(saved, { limits: doubt });
    const passes = readAll(later);

    expect(passes.map(({ window }) => window)).toEqual([{ ...doubt, at: MARK, since: MARK }]);
    expect(later.state).toEqual(saved);
  });

  test('a later sync that is killed is resumed by the next one, which then reads the changes until now', () => {
    const later = cursor(saved, { limits: doubt });
    firstPass(later).finished('a');
    const next = cursor(later.state);
    const passes = readAll(next);

    expect(passes.map((pass) => [pass.isDone('a'), pass.window.since, pass.window.at])).toEqual([
      [true, MARK, MARK],
      [false, MARK, AT],
    ]);
    expect(next.state.updated_at).toBe(AT);
  });

  test('a pass that began at a certain time is completed as of that time', () => {
    const resumed = cursor(unfinished(), { limits: doubt });
    readAll(resumed);

    expect(resumed.state.updated_at).toBe('2026-02-10T00:00:00Z');
  });

  test('a monthly cursor stays, too', () => {
    const stream = new Compensations();
    const state = { version: 1, month: '2026-01-01', started_at: AT, done: [], next: [] };
    const later = cursor(state, { stream, limits: doubt });
    const [pass] = readAll(later);

    expect(pass?.window).toMatchObject({ since: '2026-01-01' });
    expect(later.state).toMatchObject({ month: '2026-01-01', started_at: '2026-01-01T00:00:00Z' });
    expect(cursor(later.state, { stream }).asksFor).toBe('changes since 2026-01-01');
  });

  test('a full refresh is not resumed, since its age is unknown', () => {
    const { updated_at: _, ...state } = unfinished({ started_at: AT, generation_id: '7' });
    const refresh = { incremental: false, generation: 7 };

    expect(firstPass(cursor(state, refresh)).isDone('a')).toBe(true);
    expect(firstPass(cursor(state, { ...refresh, limits: doubt })).isDone('a')).toBe(false);
  });

  test('no cursor counts as being in the future', () => {
    expect(cursor({ ...saved, updated_at: '2999-01-01T00:00:00Z' }, { limits: doubt }).inFuture).toBe(false);
    expect(cursor({ ...saved, updated_at: '2999-01-01T00:00:00Z' }).inFuture).toBe(true);
  });
});

describe('the rotation of parents', () => {
  const stream = new Employments();
  const turn = { from: '40000000', at: '2026-02-09T00:00:00Z' };
  const state = {
    version: 1,
    updated_at: '2026-02-10T00:00:00Z',
    reread_from: turn.from,
    reread_at: turn.at,
  };

  test('is in the state of a stream that may skip some', () => {
    expect(cursor(state, { stream }).turn).toEqual(turn);
    expect(cursor(undefined, { stream }).state).toMatchObject({ reread_from: '', reread_at: '' });
    expect(cursor().state).not.toHaveProperty('reread_from');
  });

  test('advances when the pass is complete, and not before', () => {
    const next = { from: '50000000', at: AT };
    const of = cursor(state, { stream });
    const [pass] = of.passes();
    expect(of.state).toMatchObject({ reread_from: turn.from, reread_at: turn.at });

    pass?.complete(next);

    expect(of.turn).toEqual(next);
    expect(of.state).toMatchObject({ updated_at: AT, reread_from: next.from, reread_at: next.at });
  });

  test('is reset by a full refresh, and when all parents were visited', () => {
    const all = cursor(state, { stream });
    for (const { complete } of all.passes()) complete();

    expect(all.state).toMatchObject({ reread_from: '', reread_at: '' });
    expect(cursor(state, { stream, incremental: false }).state).toMatchObject({ reread_from: '', reread_at: '' });
  });

  test('is refused if it is invalid', () => {
    expect(() => cursor({ ...state, reread_from: 'x' }, { stream })).toThrow('its state cannot be read');
  });
});
