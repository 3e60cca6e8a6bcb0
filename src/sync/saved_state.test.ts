import { describe, expect, test } from 'vitest';
import { cursor, persons, unfinished } from '../../integration_tests/units/cursor.ts';
import type { StreamState } from '../airbyte/protocol.ts';
import { ConnectorError } from '../errors.ts';
import { AbsencePeriods } from '../streams/absences.ts';
import { Compensations } from '../streams/compensations.ts';
import type { Stream } from '../streams/stream.ts';

describe('a state', () => {
  test('has the same keys at any time, for runners that merge states', () => {
    const keys = (of: StreamState) => Object.keys(of).sort();
    const expected = ['done', 'generation_id', 'next', 'started_at', 'updated_at', 'version'];

    for (const incremental of [true, false]) {
      const fresh = cursor(undefined, { incremental });
      expect(keys(fresh.state)).toEqual(expected);
      for (const { pass, complete } of fresh.passes()) {
        pass.moved('a', 'x');
        expect(keys(fresh.state)).toEqual(expected);
        complete();
      }
      expect(keys(fresh.state)).toEqual(expected);
      expect(keys(cursor(unfinished(), { incremental }).state)).toEqual(expected);
    }
  });

  test.each([
    ['none', undefined],
    ['an empty one', {}],
    [
      'one with nulls',
      { version: null, updated_at: null, started_at: null, generation_id: null, done: null, next: null },
    ],
    ['one with only a version', { version: 1 }],
    ['an empty cursor', { version: 1, updated_at: '' }],
  ])('%s starts from scratch', (_, state) => {
    const sync = cursor(state);

    expect(sync.asksFor).toBe('everything');
    expect(sync.inFuture).toBe(false);
  });

  test.each([
    ['with an offset', '2026-02-01T01:00:00+01:00', '2026-02-01T00:00:00Z'],
    ['with fractions', '2026-02-01T00:00:00.999Z', '2026-02-01T00:00:00Z'],
    ['without a zone', '2026-02-01T00:00:00', '2026-02-01T00:00:00Z'],
    ['without a colon in its offset', '2026-02-01T01:00:00+0100', '2026-02-01T00:00:00Z'],
    ['that is a day', '2026-02-01', '2026-02-01T00:00:00Z'],
  ])('with a cursor %s is read as UTC, never later than it says', (_, updated_at, expected) => {
    expect(cursor({ version: 1, updated_at }).state).toMatchObject({ updated_at: expected });
  });

  test.each(['2026-01-01', '2026-01', '2026-01-15', '2026-01-15T08:00:00Z'])(
    'with a month as %s is read as its first day',
    (month) => {
      const sync = cursor({ version: 1, month }, { stream: new Compensations() });

      expect(sync.state).toMatchObject({ month: '2026-01-01' });
      expect(sync.asksFor).toBe('changes since 2026-01-01');
    },
  );

  test.each([
    ['with an offset', '2026-02-01T01:00:00+01:00'],
    ['with fractions', '2026-02-01T00:00:00.999Z'],
    ['without a zone', '2026-02-01T00:00:00'],
    ['that is a day', '2026-02-01'],
  ])('with a start time %s resumes from it, in UTC', (_, started_at) => {
    const sync = cursor({ ...unfinished(), started_at });

    expect(sync.state).toMatchObject({ started_at: '2026-02-01T00:00:00Z', done: unfinished().done });
    expect(sync.passes().next().value?.pass.window.at).toBe('2026-02-01T00:00:00Z');
  });

  const refusal = (state: StreamState, stream: Stream = persons): ConnectorError => {
    try {
      cursor(state, { stream });
    } catch (error) {
      if (error instanceof ConnectorError) return error;
      throw error;
    }
    throw new Error('it was accepted');
  };

  test.each([[2], [0], ['1'], [99]])('of version %o is refused with a remedy', (version) => {
    const { failureType, message } = refusal({ version, updated_at: '2026-02-01T00:00:00Z' });

    expect(failureType).toBe('config_error');
    expect(message).toContain('persons');
    expect(message).toContain(String(version));
    expect(message).toContain('reset the stream');
  });

  test.each([
    ['a cursor that is no time', { updated_at: 'yesterday' }],
    ['a cursor with a day that does not exist', { updated_at: '2026-02-30' }],
    ['a cursor that is a number', { updated_at: 1_770_000_000 }],
    ['a start time that is no time', { started_at: 'now' }],
    ['done that is not a list', { done: 'a' }],
    ['done that holds numbers', { done: [1] }],
    ['next that is a map', { next: { a: 'x' } }],
    ['next without a partition', { next: [{ link: 'x' }] }],
    ['next without a link', { next: [{ partition: 'x', link: 1 }] }],
    ['next that holds null', { next: [null] }],
  ])('with %s is refused', (_, wrong) => {
    const { failureType, message } = refusal({ version: 1, ...wrong });

    expect(failureType).toBe('config_error');
    expect(message).toContain('persons');
  });

  test('with an invalid month is refused', () => {
    for (const month of ['soon', 'January', 1])
      expect(refusal({ month }, new Compensations()).failureType).toBe('config_error');
  });

  test.each(['inclusive', 'toString', 1, {}])(
    'with the form %j, which its stream does not have, is refused',
    (form) => {
      expect(refusal({ ends_on_form: form as string }, new AbsencePeriods()).failureType).toBe('config_error');
    },
  );

  test('has the form of a convention if its stream has one, and other streams ignore it', () => {
    const state = { ends_on_form: 'last_day' };

    expect(cursor(state, { stream: new AbsencePeriods() }).state).toMatchObject(state);
    expect(cursor(undefined, { stream: new AbsencePeriods() }).state).toMatchObject({ ends_on_form: '' });
    expect(cursor({ ends_on_form: null }, { stream: new AbsencePeriods() }).state).toMatchObject({ ends_on_form: '' });
    expect(cursor(state).state).not.toHaveProperty('ends_on_form');
  });

  test.each(['2025-13', '2025-00', '2025-99', '2025-02xx', '2025-02-30', '2025-02-01 08:00'])(
    'with the month %s is refused',
    (month) => {
      expect(refusal({ month }, new Compensations()).failureType).toBe('config_error');
    },
  );
});
