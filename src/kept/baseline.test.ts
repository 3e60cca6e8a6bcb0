import { describe, expect, test } from 'vitest';
import { hashed, uuid } from '../../integration_tests/units/ids.ts';
import { Dice } from '../../sandbox/data/dice.ts';
import { Baseline } from './baseline.ts';
import { Writer } from './bytes.ts';
import type { Comparison } from './comparison.ts';
import { Iblt } from './iblt.ts';
import { KeySet } from './key_set.ts';
import { packKey, type Subject, writeKeys } from './keys.ts';
import { type ListedKey, Listing } from './listing.ts';

const SINCE = '2026-11-21T08:00:05Z';
const OLD = '2026-11-21T08:00:04Z';
const NEW = '2026-11-21T08:00:05Z';
const LATER = '2026-11-28T08:00:00Z';
const EMPLOYMENT = '8c1d0f7e-0000-4000-8000-000000000001';

const keySet = (subjects: readonly Subject[]): KeySet =>
  new KeySet(subjects.map((subject) => packKey(subject) ?? Buffer.of()));

const ids = (...all: readonly number[]): Subject[] => all.map((id) => ({ id: String(id) }));

function baselineOf(rows: readonly ListedKey[], mostPercent = 10): Baseline {
  const list = new Listing(SINCE);
  for (const row of rows) list.see(row);
  return Baseline.of(list, mostPercent);
}

const parsed = (baseline: Baseline): Baseline => Baseline.parse(baseline.text()) ?? expect.fail('cannot be read');

function listing(baseline: Baseline, rows: readonly ListedKey[]): Comparison {
  const comparison = baseline.compare(LATER);
  for (const row of rows) comparison.see(row, SINCE);
  return comparison;
}

/** As text, sorted. */
function found(baseline: Baseline, rows: readonly ListedKey[]) {
  const result = listing(baseline, rows).result();
  const texts = (subjects: readonly Subject[]) =>
    subjects.map(({ id, parent }) => (parent === undefined ? id : `${parent}/${id}`)).sort();
  return result && { gone: texts(result.gone), came: texts(result.came) };
}

const old = (...all: readonly number[]): ListedKey[] => ids(...all).map(({ id }) => ({ id, createdAt: OLD }));

describe('a comparison', () => {
  test('finds nothing if nothing changed', () => {
    expect(found(baselineOf(ids(1, 2, 3)), old(3, 2, 1))).toEqual({ gone: [], came: [] });
  });

  test('finds removed and new rows once, even if pages are listed twice', () => {
    expect(found(baselineOf(ids(1, 2, 3, 4)), old(2, 5, 3, 2, 5, 2))).toEqual({ gone: ['1', '4'], came: ['5'] });
  });

  test('identifies rows with a parent by both: a row that moved to another parent still exists', () => {
    const of = (parent: string) => ({ id: EMPLOYMENT, parent });
    const other = { id: EMPLOYMENT.replace('8c', '9d'), parent: '5' };
    expect(found(baselineOf([of('5'), other]), [of('6')])).toEqual({
      gone: [`5/${other.id}`],
      came: [`6/${EMPLOYMENT}`],
    });
  });

  test('ignores rows created while the list was read: the next changes include them', () => {
    expect(found(baselineOf([]), [{ id: '1', createdAt: LATER }])).toEqual({ gone: [], came: [] });
    for (const createdAt of [OLD, NEW, '2026-11-28T07:59:59Z', undefined])
      expect(found(baselineOf([]), [{ id: '1', createdAt }])?.came).toEqual(['1']);
  });

  test('finds any number of new rows that were not among the changes', () => {
    const many = Array.from({ length: 500 }, (_, id) => ({ id: String(id), createdAt: NEW }));
    expect(found(baselineOf([]), many)?.came).toHaveLength(500);
    const baseline = baselineOf([]);
    for (const row of many.slice(1)) baseline.wrote(row, SINCE);
    expect(found(baseline, many)).toEqual({ gone: [], came: ['0'] });
  });

  test('does not treat a row listed without a time as new', () => {
    expect(found(baselineOf(ids(1)), [{ id: '1', createdAt: NEW }])).toEqual({ gone: [], came: [] });
  });

  test('contains every listed row once, old or new', () => {
    const comparison = listing(baselineOf(ids(1)), [{ id: '1' }, { id: '2', createdAt: LATER }, { id: '1' }]);
    const { listed } = comparison.listing;
    expect([listed.size, listed.has(packKey({ id: '2' }) ?? Buffer.of())]).toEqual([2, true]);
  });

  test('counts rows that it cannot hold', () => {
    const { unpackable, listed } = listing(baselineOf([]), [
      { id: 'x'.repeat(25) },
      { id: '1', parent: '2' },
      { id: '1' },
    ]).listing;
    expect([unpackable, listed.size]).toEqual([2, 1]);
  });

  test('refuses more differences than the table can hold', () => {
    const many = Array.from({ length: 500 }, (_, id) => id);
    expect(found(baselineOf(ids(...many)), [])).toBeUndefined();
    expect(found(baselineOf(ids(...many)), old(...many.slice(80)))?.gone).toHaveLength(80);
  });
});

describe('a row written since then', () => {
  test('is gone if it is not listed, and makes no difference if it is', () => {
    const baseline = baselineOf(ids(1));
    baseline.wrote({ id: '2', createdAt: NEW }, SINCE);
    baseline.wrote({ id: '3' }, SINCE);
    baseline.wrote({ id: '4', createdAt: OLD }, SINCE);
    expect(found(parsed(baseline), old(1))).toEqual({ gone: ['2', '3'], came: [] });
    expect(found(parsed(baseline), [...old(1, 3), { id: '2', createdAt: NEW }])).toEqual({ gone: [], came: [] });
    expect(found(parsed(baseline), ids(1, 2, 3))).toEqual({ gone: [], came: [] });
  });

  test('takes no space in the table, in any number and with any creation time', () => {
    const all = Array.from({ length: 2000 }, (_, id) => id);
    const baseline = baselineOf(ids(...all));
    // Old rows that changed, with unknown creation times.
    for (const row of ids(...all)) baseline.wrote(row, SINCE);
    for (const { id } of ids(...all)) baseline.wrote({ id: `new ${id}`, createdAt: NEW }, SINCE);
    const listed = [...ids(...all), ...ids(...all).map(({ id }) => ({ id: `new ${id}` }))];
    expect(found(parsed(baseline), listed.slice(1, -1))).toEqual({ gone: ['0', 'new 1999'], came: [] });
  });

  test('takes no space in the table if it is new, with an unknown creation time', () => {
    const baseline = baselineOf(ids(1, 2, 3));
    const many = Array.from({ length: 2000 }, (_, index) => ({ id: `new ${index}` }));
    for (const row of [...many, { id: '3' }]) baseline.wrote(row, SINCE);
    const listed = [...ids(2, 3, 4), ...many.slice(1)];
    expect(found(parsed(baseline), listed)).toEqual({ gone: ['1', 'new 0'], came: ['4'] });
  });

  test('is not a candidate in the sync that wrote it, because a list may lag behind', () => {
    const baseline = parsed(baselineOf(ids(1, 2)));
    baseline.wrote({ id: '2' }, SINCE);
    baseline.wrote({ id: '3', createdAt: NEW }, SINCE);
    expect(found(baseline, old(1))).toEqual({ gone: [], came: [] });
    expect(found(parsed(baseline), old(1))).toEqual({ gone: ['2', '3'], came: [] });
  });

  test('is not a candidate if it was written after the comparison began', () => {
    const baseline = baselineOf(ids(1));
    const comparison = baseline.compare(LATER);
    comparison.see({ id: '1', createdAt: OLD }, SINCE);
    comparison.see({ id: '3' }, SINCE);
    for (const id of ['2', '3']) baseline.wrote({ id }, SINCE);
    baseline.wrote({ id: '4', createdAt: NEW }, SINCE);
    expect(comparison.result()).toEqual({ gone: [], came: [] });
    expect(found(parsed(baseline), old(1))?.gone).toEqual(['2', '3', '4']);
  });

  test('is ignored if its key cannot be held', () => {
    const baseline = baselineOf([]);
    baseline.wrote({ id: 'x'.repeat(25) }, SINCE);
    expect(baseline.known).toBe(0);
  });
});

describe('a row that was reported removed', () => {
  const reported = (baseline: Baseline, ...all: readonly number[]) => {
    for (const subject of ids(...all)) baseline.reported(subject);
  };

  test('is not a candidate again, however it was kept', () => {
    const baseline = baselineOf(ids(1, 2));
    baseline.wrote({ id: '3', createdAt: NEW }, SINCE);
    baseline.wrote({ id: '4' }, SINCE);
    baseline.wrote({ id: '2' }, SINCE);
    reported(baseline, 1, 2, 3, 4, 1);
    expect(found(parsed(baseline), [])).toEqual({ gone: [], came: [] });
    expect(ids(1, 2, 3, 4, 5).map((subject) => parsed(baseline).wasReported(subject))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  test('comes back if it is listed again, and is written again', () => {
    const baseline = baselineOf(ids(1, 2));
    reported(baseline, 1, 7);
    const listed = [...old(1, 2), { id: '7', createdAt: NEW }];
    expect(found(baseline, listed)).toEqual({ gone: [], came: ['1', '7'] });
    for (const id of ['1', '7']) baseline.wrote({ id, createdAt: OLD }, SINCE);
    expect(baseline.wasReported({ id: '1' })).toBe(false);
    expect(found(parsed(baseline), listed)).toEqual({ gone: [], came: [] });
    expect(found(parsed(baseline), old(2))).toEqual({ gone: ['1', '7'], came: [] });
  });

  test('takes no space in the table', () => {
    const many = Array.from({ length: 500 }, (_, id) => id);
    const baseline = baselineOf(ids(...many));
    reported(baseline, ...many.slice(1));
    expect(found(baseline, [])).toEqual({ gone: ['0'], came: [] });
  });

  test('is ignored if its key cannot be held', () => {
    const baseline = baselineOf([]);
    baseline.reported({ id: 'x'.repeat(25) });
    expect(baseline.wasReported({ id: 'x'.repeat(25) })).toBe(false);
  });
});

describe('a row that may have been reported removed', () => {
  const doubted = () => {
    const baseline = baselineOf(ids(1, 2));
    baseline.wrote({ id: '3', createdAt: NEW }, SINCE);
    baseline.reported({ id: '4' });
    for (const subject of ids(1, 3, 4, 1)) baseline.doubt(subject);
    return baseline;
  };

  test('is reported again while it is not listed, and written again if it is', () => {
    expect(found(parsed(doubted()), old(2))).toEqual({ gone: ['1', '3', '4'], came: [] });
    expect(found(parsed(doubted()), old(1, 2, 3, 4))).toEqual({ gone: [], came: ['1', '3', '4'] });
    expect(['1', '3', '4'].map((id) => doubted().wasReported({ id }))).toEqual([false, false, false]);
  });

  test('is certain once it is reported or written', () => {
    const baseline = doubted();
    baseline.reported({ id: '1' });
    baseline.wrote({ id: '3', createdAt: OLD }, SINCE);
    expect(found(parsed(baseline), old(2))).toEqual({ gone: ['3', '4'], came: [] });
    expect(found(parsed(baseline), old(1, 2, 3))).toEqual({ gone: ['4'], came: ['1'] });
  });

  test('is ignored if its key cannot be held', () => {
    const baseline = baselineOf([]);
    baseline.doubt({ id: 'x'.repeat(25) });
    expect(baseline.known).toBe(0);
  });
});

describe('the baseline after a comparison', () => {
  const of = (rows: readonly ListedKey[]) => found(baseline, rows);
  const young = { id: '2', createdAt: LATER };
  const earlier = baselineOf(ids(1, 5));
  earlier.wrote({ id: '6' }, SINCE);
  const before = parsed(earlier);
  const comparison = before.compare(LATER);
  for (const row of [...old(1), young]) comparison.see(row, SINCE);
  for (const id of ['1', '3']) before.wrote({ id }, SINCE);
  before.wrote({ id: '4', createdAt: LATER }, SINCE);
  const baseline = parsed(Baseline.after(comparison, 10, { gone: [], alive: ids(5) }));

  test('contains listed rows, rows written in the meantime, and unlisted rows that exist', () => {
    expect(baseline.known).toBe(4);
    expect(of([])).toEqual({ gone: ['1', '2', '3', '4', '5'], came: [] });
    expect(of([...old(1), young, { id: '4', createdAt: LATER }, ...ids(3, 5)])).toEqual({ gone: [], came: [] });
  });

  test('is independent of the old one', () => {
    const own = new Listing(SINCE);
    own.see({ id: '1', createdAt: NEW });
    const first = Baseline.of(own, 10);
    first.reported({ id: '1' });
    expect(Baseline.of(own, 10).known).toBe(1);
  });
});

describe('the number of known rows', () => {
  test('is that of the list and the rows written since, minus those reported removed', () => {
    const baseline = baselineOf(ids(1, 2, 3, 4));
    expect(baseline.known).toBe(4);
    for (const id of ['5', '6', '5']) baseline.wrote({ id, createdAt: NEW }, SINCE);
    expect(parsed(baseline).known).toBe(6);
    for (const subject of ids(1, 5, 5)) baseline.reported(subject);
    expect(parsed(baseline).known).toBe(4);
    baseline.wrote({ id: '1' }, SINCE);
    expect(baseline.known).toBe(5);
  });

  test('counts a row that may also be listed only once', () => {
    const baseline = baselineOf(ids(1, 2));
    for (const id of ['1', '2', '3']) baseline.wrote({ id }, SINCE);
    expect(baseline.known).toBe(3);
    baseline.reported({ id: '1' });
    baseline.wrote({ id: '1' }, SINCE);
    expect(baseline.known).toBe(3);
    baseline.wrote({ id: '2', createdAt: NEW }, SINCE);
    baseline.wrote({ id: '2' }, SINCE);
    expect(baseline.known).toBe(3);
  });

  test('is never negative', () => {
    const baseline = baselineOf([]);
    for (const subject of ids(1, 2)) baseline.reported(subject);
    expect(parsed(baseline).known).toBe(0);
  });
});

describe('the text of a baseline', () => {
  const dice = new Dice(1);
  const many = (count: number, subject: () => Subject) => Array.from({ length: count }, subject);
  const kibibytes = (baseline: Baseline) => baseline.text().length / 1024;

  test.each([
    [0, 10, 8],
    [500, 10, 8],
    [1000, 10, 15],
    [1000, 0, 8],
    [3000, 10, 38],
    [10_000, 10, 62],
    [10_000, 100, 62],
  ])('of %i rows, of which %i percent may be removed, takes at most %i KiB', (count, percent, most) => {
    const size = kibibytes(
      baselineOf(
        many(count, () => ({ id: uuid(dice) })),
        percent,
      ),
    );
    expect(size).toBeLessThan(most);
    expect(size).toBeGreaterThan(most / 2);
  });

  test('grows only with rows written since', () => {
    const baseline = baselineOf(many(10_000, () => ({ id: uuid(dice), parent: '1234567' })));
    for (const { id } of many(2300, () => ({ id: uuid(dice) }))) baseline.wrote({ id, createdAt: NEW }, SINCE);
    expect(kibibytes(baseline)).toBeLessThan(62 + 52);
  });

  test('contains no separator of the state, and is always the same', () => {
    const subjects = many(300, () => ({ id: hashed(dice) }));
    const make = (order: readonly Subject[]) => {
      const baseline = baselineOf(order);
      for (const { id } of order)
        baseline.wrote({ id: id.slice(1), createdAt: id.startsWith('A') ? undefined : NEW }, SINCE);
      return baseline.text();
    };
    expect(make(subjects)).toMatch(/^[\w-]+$/);
    expect(make(subjects.toReversed())).toBe(make(subjects));
  });

  test.each(['', 'x', 'AAAA', '1.2.3', '{}', 'A'.repeat(2_000_000)])('is not %s', (text) => {
    expect(Baseline.parse(text)).toBeUndefined();
  });

  test('is invalid with any character changed, or truncated', () => {
    const text = baselineOf(ids(1, 2, 3)).text();
    for (let round = 0; round < 300; round++) {
      const at = dice.below(text.length);
      const letter = text[at] === 'A' ? 'B' : 'A';
      expect(Baseline.parse(text.slice(0, at) + letter + text.slice(at + 1))).toBeUndefined();
      expect(Baseline.parse(text.slice(0, at))).toBeUndefined();
    }
  });

  test('is harmless with arbitrary bytes and a valid seal', () => {
    for (let round = 0; round < 300; round++) {
      const writer = new Writer();
      writer.varint(dice.below(1000));
      const table = Iblt.of(dice.below(100)).bytes.map((byte) => (dice.chance(0.01) ? dice.below(256) : byte));
      writer.varint(table.length + (dice.chance(0.1) ? 1 : 0));
      writer.raw(table);
      for (let set = 0; set < 5; set++)
        if (dice.chance(0.8)) writeKeys(writer, keySet(ids(dice.below(5), dice.below(5))));
        else writer.raw(Buffer.from(many(dice.below(30), () => ({ id: '' })).map(() => dice.below(256))));
      const baseline = Baseline.parse(writer.text());
      baseline?.wrote({ id: '1' }, SINCE);
      baseline?.reported({ id: '2' });
      if (baseline) found(baseline, old(1, 2, 3));
    }
  });

  test('cannot name a row by bytes that are not a key', () => {
    // A table whose only cell names bytes that `packKey` never produces.
    const table = Iblt.of(100);
    table.toggle(Buffer.alloc(25, 0xff), 1);
    const writer = new Writer();
    writer.varint(1);
    writer.varint(table.bytes.length);
    writer.raw(table.bytes);
    for (let set = 0; set < 5; set++) writeKeys(writer, []);
    const baseline = Baseline.parse(writer.text());
    expect(baseline && found(baseline, [])).toBeUndefined();
    expect(baseline?.known).toBe(1);
  });
});
