import { describe, expect, test } from 'vitest';
import { Digests } from '../../kept/digests.ts';
import type { BuiltRecord } from '../../records/builder.ts';
import type { Partition } from '../../streams/partition.ts';
import { ChangeTracking } from './change_tracking.ts';
import { MOST_KEPT, NOTHING_KEPT, parseKept } from './kept_text.ts';
import { Versions } from './versions.ts';

const AT = '2026-02-11T09:00:00Z';
const LATER = '2026-02-12T09:00:00Z';

const partition = (key = ''): Partition => ({ key, path: '/', query: {} });
const record = (key: string, data: object = {}, group?: string): BuiltRecord => ({
  key,
  data: JSON.stringify({ id: key, ...data }),
  changes: [],
  ...(group !== undefined && { note: { group } }),
});

interface Given {
  readonly before?: ChangeTracking;
  readonly observedAt?: string;
  readonly showsObservedAt?: boolean;
  readonly keepsGroups?: (partition: { readonly key: string }) => boolean;
  readonly most?: number;
  readonly digestKey?: string;
}

/** The tracking of a sync that begins with the state of the one before, as it comes back from a file. */
function tracking({
  before,
  observedAt = AT,
  showsObservedAt = true,
  keepsGroups,
  most = 100_000,
  digestKey = 'a key',
}: Given = {}) {
  const kept = parseKept(before?.state.kept) ?? { ...NOTHING_KEPT, conditions: 'c' };
  const versions = new Versions(Digests.parse(kept.body) ?? new Digests(), most);
  return new ChangeTracking({ observedAt, showsObservedAt, digestKey, versions, keepsGroups, kept });
}

const grouped = (more: Given = {}) => tracking({ keepsGroups: () => true, ...more });

/** What is written of a partition that arrives in these pages. */
function written(
  tracked: ChangeTracking,
  pages: readonly (readonly BuiltRecord[])[],
  key = '',
): Record<string, unknown>[] {
  const batch = tracked.open(partition(key));
  return [...pages.flatMap((page) => batch.take(page)), ...batch.rest()].map(({ data }) => JSON.parse(data));
}

const idsOf = (records: readonly Record<string, unknown>[]) => records.map(({ id }) => id);

describe('rows', () => {
  const rows = [record('1', { name: 'A' }), record('2', { name: 'B' })];

  test('are written once, with the time of the sync', () => {
    const one = tracking();

    expect(written(one, [rows])).toEqual([
      { observed_at: AT, id: '1', name: 'A' },
      { observed_at: AT, id: '2', name: 'B' },
    ]);
    const two = tracking({ before: one, observedAt: LATER });
    expect(written(two, [rows])).toEqual([]);
    expect([one.unchanged, two.unchanged]).toEqual([0, 2]);
  });

  test('are written only if they are new or changed', () => {
    const one = tracking();
    written(one, [rows]);
    const two = tracking({ before: one, observedAt: LATER });

    expect(written(two, [[record('3')], [record('2', { name: 'C' }), record('1', { name: 'A' })]])).toEqual([
      { observed_at: LATER, id: '3' },
      { observed_at: LATER, id: '2', name: 'C' },
    ]);
    expect(two.unchanged).toBe(1);
  });

  test('are all written once with another key, and none is forgotten', () => {
    const one = tracking();
    written(one, [rows]);
    const two = tracking({ before: one, digestKey: 'another key' });

    expect(two.versions?.unseen()).toEqual(['1', '2']);
    expect(written(two, [rows])).toHaveLength(2);
    expect(written(tracking({ before: two, digestKey: 'another key' }), [rows])).toEqual([]);
  });

  test('are the same if only their links differ', () => {
    const one = tracking();
    written(one, [[record('1', { logo: { _meta: 1 } })]]);

    expect(written(tracking({ before: one }), [[record('1', { logo: { _meta: 2 } })]])).toEqual([]);
  });

  test('are never held back, and still report what they lost', () => {
    const changes = [{ field: 'a', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' }] as const;
    const batch = tracking().open(partition());

    expect(batch.holds).toBe(false);
    expect(batch.take([{ ...record('1'), changes }])).toEqual([{ data: `{"observed_at":"${AT}","id":"1"}`, changes }]);
    expect(batch.rest()).toEqual([]);
  });

  test('are in the state as soon as they are written', () => {
    const one = tracking();
    const batch = one.open(partition());
    batch.take([record('1')]);
    const stopped = tracking({ before: one });

    expect(written(stopped, [[record('1'), record('2')]])).toEqual([{ observed_at: AT, id: '2' }]);
  });

  test('do not say when they were seen if that is not requested', () => {
    expect(written(tracking({ showsObservedAt: false }), [[record('1')]])).toEqual([{ id: '1' }]);
  });
});

describe('without versions', () => {
  const all = () =>
    new ChangeTracking({ observedAt: AT, showsObservedAt: true, digestKey: 'a key', kept: NOTHING_KEPT });

  test('everything is written, and nothing kept', () => {
    const tracked = all();

    expect(written(tracked, [[record('1')], [record('1')]])).toHaveLength(2);
    expect(tracked.state).toEqual({ observed_at: AT, kept: '' });
    expect([tracked.keepsTooMuch, tracked.unchanged]).toEqual([false, 0]);
  });
});

describe('the state', () => {
  test('has the same two members, whatever there is to keep', () => {
    const empty = tracking();
    const some = tracking();
    written(some, [[record('1')]]);

    expect(empty.state).toEqual({ observed_at: AT, kept: '' });
    expect(some.state).toEqual({ observed_at: AT, kept: expect.stringMatching(/^1\.c\./) });
  });

  test('is the same text for the same rows in another order', () => {
    const [one, two] = [tracking(), tracking()];
    written(one, [[record('1'), record('2')]]);
    written(two, [[record('2')], [record('1')]]);

    expect(one.state).toEqual(two.state);
  });

  test('keeps nothing of more rows than may be kept', () => {
    const one = tracking({ most: 2 });
    written(one, [[record('1'), record('2')]]);
    expect(one.keepsTooMuch).toBe(false);
    written(one, [[record('3')]]);

    expect([one.keepsTooMuch, one.state.kept]).toEqual([true, '']);
    expect(written(one, [[record('1')]])).toHaveLength(1);
  });

  test('keeps nothing if it would be longer than 200 KiB, and everything up to there', () => {
    const uuids = (count: number) =>
      Array.from({ length: count }, (_, index) => record(`4e2f0b9c-0000-4000-8000-${String(index).padStart(12, '0')}`));
    const [small, large] = [tracking(), tracking()];
    written(small, [uuids(6900)]);
    written(large, [uuids(7100)]);

    expect([small.keepsTooMuch, large.keepsTooMuch]).toEqual([false, true]);
    expect(String(small.state.kept).length).toBeGreaterThan(0.95 * MOST_KEPT);
    expect(large.state.kept).toBe('');
    expect(written(tracking({ before: small }), [uuids(6900)])).toEqual([]);
    expect(written(tracking({ before: large }), [uuids(7100)])).toHaveLength(7100);
  });
});

describe('groups', () => {
  const a1 = record('1', { pay: 1 }, 'm:a');
  const a2 = record('2', { pay: 2 }, 'm:a');
  const b1 = record('3', { pay: 3 }, 'm:b');
  const pages = [[a1, b1], [a2]];

  function known(): ChangeTracking {
    const one = grouped();
    written(one, pages, 'm');
    return one;
  }

  test('are held until the partition was read, then written whole', () => {
    const one = grouped();
    const batch = one.open(partition('m'));

    expect([batch.holds, batch.take([a1, b1]), batch.take([a2])]).toEqual([true, [], []]);
    expect(idsOf(batch.rest().map(({ data }) => JSON.parse(data)))).toEqual(['1', '2', '3']);
    expect(batch.rest()).toEqual([]);
  });

  test('are not written if unchanged, in whichever order and pages they come', () => {
    const two = grouped({ before: known() });

    expect(written(two, [[a2], [b1], [a1]], 'm')).toEqual([]);
    expect(two.unchanged).toBe(3);
  });

  test.each<[string, readonly BuiltRecord[], readonly string[]]>([
    ['an entry changed', [a1, record('2', { pay: 9 }, 'm:a'), b1], ['1', '2']],
    ['an entry vanished', [a2, b1], ['2']],
    ['an entry came', [a1, a2, record('9', {}, 'm:a'), b1], ['1', '2', '9']],
    ['a group came', [a1, a2, b1, record('9', {}, 'm:c')], ['9']],
    ['an entry moved to another group', [a1, record('2', { pay: 2 }, 'm:b'), b1], ['1', '2', '3']],
    ['a group vanished', [a1, a2], []],
  ])('%s: the whole group is written, and no other', (_, rows, expected) => {
    const two = grouped({ before: known(), observedAt: LATER });
    const records = written(two, [rows], 'm');

    expect(idsOf(records).sort()).toEqual(expected);
    for (const { observed_at } of records) expect(observed_at).toBe(LATER);
    expect(written(grouped({ before: two }), [rows], 'm')).toEqual([]);
  });

  test('are written when they come back after they vanished', () => {
    const two = grouped({ before: known() });
    written(two, [[a1, a2]], 'm');
    const three = grouped({ before: two });

    expect(idsOf(written(three, pages, 'm'))).toEqual(['3']);
  });

  test('of another partition are ignored, even if their names begin alike', () => {
    const one = known();
    written(one, [[record('7', {}, 'm2:a')]], 'm2');
    const two = grouped({ before: one });
    written(two, [[a1, a2, b1]], 'm');

    expect(written(two, [[record('7', {}, 'm2:a')]], 'm2')).toEqual([]);
  });

  test('are unknown after an interruption: the state has them only with their records', () => {
    const one = grouped();
    const before = known().state;
    const broken = one.open(partition('m'));
    broken.take([a1, b1]);
    expect(one.state.kept).toBe('');
    const again = written(one, pages, 'm');

    expect(idsOf(again).sort()).toEqual(['1', '2', '3']);
    expect(one.state).toEqual(before);
    expect(idsOf(written(grouped({ before: one }), pages, 'm'))).toEqual([]);
  });

  test('keep their old version after an interruption until they were read', () => {
    const changed = [record('1', { pay: 9 }, 'm:a'), a2];
    const two = grouped({ before: known() });
    two.open(partition('m')).take(changed);
    const three = grouped({ before: two });

    expect(idsOf(written(three, [changed, [b1]], 'm'))).toEqual(['1', '2']);
  });

  test('of partitions that are not read again are written immediately, and not kept', () => {
    const one = grouped({ keepsGroups: ({ key }) => key === 'm' });
    const batch = one.open(partition('old'));

    expect(batch.holds).toBe(false);
    expect(batch.take([record('7', {}, 'old:a')])).toHaveLength(1);
    expect(one.state.kept).toBe('');
  });

  test('of partitions that are not read again are compared once more if they were kept, then dropped', () => {
    const one = grouped();
    written(one, [[record('1', {}, 'm:1')], [record('2', {}, 'm:2')]], 'm');
    const two = grouped({ before: one, keepsGroups: () => false });

    expect(idsOf(written(two, [[record('1', {}, 'm:1'), record('2', { a: 1 }, 'm:2')]], 'm'))).toEqual(['2']);
    expect(two.state.kept).toBe(tracking({ keepsGroups: () => true }).state.kept);
  });

  test('include rows without the member that names them', () => {
    const one = grouped();
    expect(written(one, [[record('1')]], 'm')).toHaveLength(1);
    expect(written(grouped({ before: one }), [[record('1')]], 'm')).toEqual([]);
  });

  test('are written as they come if they are too many to hold, and nothing is kept', () => {
    const one = grouped();
    const many = Array.from({ length: 20_000 }, (_, index) => record(String(index), {}, `m:${index}`));
    const [first, second] = [one.open(partition('m')), one.open(partition('n'))];

    expect(first.take(many)).toEqual([]);
    expect(second.take(many)).toHaveLength(20_000);
    // Held records go out with the next page, or at the end.
    expect(first.take([a1])).toHaveLength(20_001);
    expect([...first.rest(), ...second.rest()]).toEqual([]);
    expect([one.keepsTooMuch, one.state.kept]).toEqual([true, '']);
  });

  test('make room for others once they are released', () => {
    const one = grouped();
    const many = Array.from({ length: 20_000 }, (_, index) => record(String(index), {}, `m:${index % 1000}`));
    for (let round = 0; round < 3; round++) written(one, [many], 'm');
    // A failed partition is read again, and counts once.
    for (let round = 0; round < 3; round++) one.open(partition('m')).take(many);

    expect(one.keepsTooMuch).toBe(false);
  });
});
