import { describe, expect, test } from 'vitest';
import { Baseline } from '../../kept/baseline.ts';
import { Listing } from '../../kept/listing.ts';
import type { RowNote } from '../../records/builder.ts';
import { AttendancePeriods } from '../../streams/attendance.ts';
import { PersonCustomAttributes } from '../../streams/custom_attributes.ts';
import { Employments } from '../../streams/employments.ts';
import { Persons } from '../../streams/persons.ts';
import type { Removals } from '../../streams/removals.ts';
import type { Stream } from '../../streams/stream.ts';
import { type Kept, MOST_KEPT, NOTHING_KEPT, parseKept } from './kept_text.ts';
import { SweepTracking } from './sweep_tracking.ts';

const AT = '2026-02-11T09:00:00Z';
const BEFORE = '2026-02-04T09:00:00Z';
const OLD = '2020-01-01T00:00:00Z';

interface Given {
  readonly stream?: Stream;
  readonly kept?: Partial<Kept>;
  readonly isFresh?: boolean;
  readonly since?: string | undefined;
}

function tracking(given: Given = {}): SweepTracking {
  const { stream = new Persons(), kept = {}, isFresh = false } = given;
  const since = isFresh || 'since' in given ? given.since : BEFORE;
  return new SweepTracking({ ...NOTHING_KEPT, ...kept }, stream.removals as Removals, { isFresh, since, at: AT });
}

function write(tracked: SweepTracking, ...notes: RowNote[]): void {
  tracked.open().take(notes.map((note) => ({ key: note.id ?? '', data: '{}', changes: [], note })));
}

/** What is kept of a list of this many old rows. */
function baselineOf(count: number): string {
  const listing = new Listing(BEFORE);
  for (let id = 1; id <= count; id++) listing.see({ id: String(id), createdAt: OLD });
  return Baseline.of(listing, 10).text();
}

const known: Partial<Kept> = { comparedAt: BEFORE, lookedAt: BEFORE, count: 3, body: baselineOf(3) };
const keptIn = (tracked: SweepTracking) => parseKept(tracked.state.kept) ?? NOTHING_KEPT;

describe('records', () => {
  test('are all written, as they come', () => {
    const records = [{ key: '1', data: '{"id":"1"}', changes: [], note: { id: '1' } }];
    const batch = tracking().open();

    expect([batch.take(records), batch.take(records), batch.rest(), batch.holds]).toEqual([
      records,
      records,
      [],
      false,
    ]);
    expect(batch.take([{ key: '2', data: '{}', changes: [] }])).toHaveLength(1);
  });
});

describe('a sync that reads everything', () => {
  test('collects the rows, and counts them from zero', () => {
    const fresh = tracking({ isFresh: true, kept: known });
    write(fresh, { id: '1', createdAt: OLD }, { id: '2', createdAt: AT }, { id: '2', createdAt: AT });

    expect(fresh.baseline).toBeUndefined();
    expect([fresh.collected?.listed.size, fresh.collected?.young.size]).toEqual([2, 1]);
    expect(fresh.kept.count).toBe(3);
  });

  test('continues counting if the sync before did not get to the end', () => {
    const stream = new AttendancePeriods();
    const resumed = tracking({ stream, since: undefined, kept: { count: 3 } });
    write(resumed, { id: '1' });
    const later = tracking({ stream, kept: resumed.kept });
    write(later, { id: '1' });

    expect([resumed.kept.count, later.kept.count]).toEqual([4, 4]);
  });

  test('only counts if nothing is compared', () => {
    const fresh = tracking({ stream: new AttendancePeriods(), isFresh: true });
    write(fresh, { id: '1' });

    expect([fresh.collected, fresh.baseline, fresh.kept.count]).toEqual([undefined, undefined, 1]);
  });

  test('collects nothing if a record stands for another row, which may have none', () => {
    expect(tracking({ stream: new PersonCustomAttributes(), isFresh: true }).collected).toBeUndefined();
    expect(tracking({ stream: new Employments(), isFresh: true }).collected).toBeDefined();
  });
});

describe('a sync that reads changes', () => {
  test('knows the rows of the last comparison, and those written since', () => {
    const next = tracking({ kept: known });
    write(next, { id: '2', createdAt: OLD }, { id: '9', createdAt: AT });
    const again = tracking({ kept: keptIn(next) });

    expect(next.collected).toBeUndefined();
    expect(next.kept.count).toBe(3);
    expect(again.baseline?.known).toBe(4);
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['something unreadable', 'hello'],
    ['something truncated', baselineOf(3).slice(0, -9)],
  ])('has no baseline if there is %s', (_, body) => {
    expect(tracking({ kept: { ...known, body } }).baseline).toBeUndefined();
  });

  test('has none if only events report removals: there new rows are counted, each in the sync that sees it first', () => {
    const next = tracking({ stream: new AttendancePeriods(), kept: known });
    write(next, { id: '2', createdAt: OLD }, { id: '9', createdAt: AT }, { id: '8' });

    expect([next.baseline, next.kept.count]).toEqual([undefined, 4]);
  });
});

describe('the highest cursor', () => {
  const highestOf = (...cursors: unknown[]) => {
    const tracked = tracking();
    for (const cursor of cursors) write(tracked, { id: '1', cursor });
    return tracked.highest;
  };

  test.each<[string, unknown[], string]>([
    ['is none before any row', [], ''],
    ['is that of the latest row', [BEFORE, AT, OLD], AT],
    [
      'is compared as a time, in whatever zone it is written',
      ['2026-02-11T09:30:00+01:00', '2026-02-11T09:00:00Z'],
      AT,
    ],
    ['is the end of a second', ['2026-02-11T08:59:59.001Z'], AT],
    ['ignores what is no time', [undefined, null, 7, 'soon'], ''],
  ])('%s', (_, cursors, expected) => {
    expect(highestOf(...cursors)).toBe(expected);
  });

  test('is never below that of an earlier sync', () => {
    const next = tracking({ kept: { highest: AT } });
    write(next, { id: '1', cursor: BEFORE });

    expect(next.highest).toBe(AT);
    expect(keptIn(next).highest).toBe(AT);
  });
});

describe('a comparison', () => {
  const listing = new Listing(AT);
  listing.see({ id: '1', createdAt: OLD });

  test('starts over with what it has found', () => {
    const tracked = tracking({ kept: known });
    const baseline = Baseline.of(listing, 10);
    tracked.compared(AT, { baseline, count: 1 });

    expect(tracked.baseline).toBe(baseline);
    expect(keptIn(tracked)).toMatchObject({ comparedAt: AT, lookedAt: AT, count: 1 });
  });

  test('without rows leaves nothing to compare with', () => {
    const tracked = tracking({ kept: known });
    tracked.compared(AT);

    expect(tracked.baseline).toBeUndefined();
    expect(keptIn(tracked)).toMatchObject({ comparedAt: AT, count: 3, body: '' });
  });

  test('does not mark events as seen if they could not be read', () => {
    const tracked = tracking({ kept: known });
    tracked.missed = true;
    tracked.compared(AT);

    expect(keptIn(tracked)).toMatchObject({ comparedAt: AT, lookedAt: BEFORE });
  });

  test('has to begin with all rows only if records name their parents, and nothing was compared', () => {
    const stream = new Employments();

    expect(tracking({ stream }).needsAll).toBe(true);
    expect(tracking({ stream, isFresh: true }).needsAll).toBe(false);
    expect(tracking({ stream, kept: known }).needsAll).toBe(false);
    expect(tracking().needsAll).toBe(false);
  });

  test('is impossible once it has shown that parents do not name all rows, until the stream is refreshed', () => {
    const stream = new Employments();
    const shown = tracking({ stream });
    expect(shown.cannotCompare).toBe(false);

    shown.compared('2026-02-11T09:00:00Z');

    expect(shown.cannotCompare).toBe(true);
    expect(tracking({ stream, kept: { ...known, body: '' } }).cannotCompare).toBe(true);
    expect(tracking({ kept: { ...known, body: '' } }).cannotCompare).toBe(false);
  });
});

describe('the state', () => {
  test('is one text, empty if there is nothing', () => {
    expect(tracking().state).toEqual({ kept: '' });
    expect([tracking().length, tracking().keepsTooMuch]).toEqual([0, false]);
    const tracked = tracking({ kept: known });
    expect(tracked.length).toBe(String(tracked.state.kept).length);
  });

  test('covers everything written after each record', () => {
    const tracked = tracking({ kept: known });
    const [before] = [tracked.state.kept];
    write(tracked, { id: '9', createdAt: AT, cursor: AT });

    expect(tracked.state.kept).not.toBe(before);
    expect(keptIn(tracked)).toMatchObject({ highest: AT, comparedAt: BEFORE });
  });

  test('of more rows than fit keeps nothing, and says so: a comparison is due', () => {
    const tracked = tracking({ kept: known });
    for (let id = 0; id < 20_000; id++) write(tracked, { id: `new-${id}`, createdAt: AT });

    expect(tracked.state.kept === '').toBe(true);
    expect([tracked.keepsTooMuch, tracked.length]).toEqual([true, MOST_KEPT]);
  });
});

test('a row written in this sync exists, whatever events say, if they alone report removals', () => {
  const [events, swept] = [tracking({ stream: new AttendancePeriods() }), tracking()];
  for (const each of [events, swept]) write(each, { id: '1' });

  expect([events.hasSeen('1'), events.hasSeen('2'), swept.hasSeen('1')]).toEqual([true, false, false]);
});

test('a removal reported in this sync is remembered, by its parent as well', () => {
  const now = tracking();
  now.reported({ id: '1', parent: '2' });

  expect([now.hasTold({ id: '1', parent: '2' }), now.hasTold({ id: '1' })]).toEqual([true, false]);
});
