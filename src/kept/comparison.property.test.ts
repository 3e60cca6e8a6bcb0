import { expect, test } from 'vitest';
import { uuid } from '../../integration_tests/units/ids.ts';
import { Dice } from '../../sandbox/data/dice.ts';
import { toInstant } from '../times.ts';
import { Baseline } from './baseline.ts';
import { createdSince } from './created.ts';
import { type Subject, unpackKey } from './keys.ts';
import { type ListedKey, Listing } from './listing.ts';

const START_MS = Date.parse('2026-01-01T00:00:00Z');
const ROUNDS = 250;

const nameOf = ({ id, parent }: Subject): string => `${parent ?? ''}/${id}`;
const namesOf = (subjects: Iterable<Subject>): string[] => [...subjects].map(nameOf).sort();

/** A baseline's knowledge, in plain sets. */
class NaiveBaseline {
  readonly kept: Set<string>;
  /** The known rows that are kept by themselves. */
  readonly written: Set<string>;
  readonly reported = new Set<string>();
  readonly unsure = new Set<string>();
  readonly #reportedBefore: Set<string>;

  constructor(listed: Iterable<string>, written: Iterable<string>, reportedBefore: Iterable<string> = []) {
    this.#reportedBefore = new Set(reportedBefore);
    this.written = new Set(written);
    this.kept = new Set([...listed, ...this.written]);
  }

  wrote(row: ListedKey, since: string): void {
    const isLost = [this.reported, this.#reportedBefore, this.unsure].some((names) => names.delete(nameOf(row)));
    if (!isLost && createdSince(row.createdAt, since) === false) return;
    this.kept.add(nameOf(row));
    this.written.add(nameOf(row));
  }

  tell(subject: Subject): void {
    this.kept.delete(nameOf(subject));
    this.written.delete(nameOf(subject));
    this.unsure.delete(nameOf(subject));
    if (!this.wasReported(nameOf(subject))) this.reported.add(nameOf(subject));
  }

  doubt(subject: Subject): void {
    for (const names of [this.kept, this.written, this.reported, this.#reportedBefore]) names.delete(nameOf(subject));
    this.unsure.add(nameOf(subject));
  }

  wasReported(name: string): boolean {
    return this.reported.has(name) || this.#reportedBefore.has(name);
  }

  compare() {
    const before = this.kept.union(this.unsure);
    const writtenBefore = this.written.union(this.unsure);
    const isOfNow = (name: string) => this.written.has(name) && !writtenBefore.has(name);
    const listed = new Map<string, ListedKey>();
    return {
      listed,
      see: (row: ListedKey) => void listed.set(nameOf(row), listed.get(nameOf(row)) ?? row),
      result: (startedAt: string) => ({
        gone: [...before].filter((name) => !listed.has(name) && !this.wasReported(name) && !isOfNow(name)).sort(),
        came: [...listed]
          .filter(([name, row]) =>
            this.wasReported(name) || this.unsure.has(name)
              ? true
              : !this.kept.has(name) && createdSince(row.createdAt, startedAt) !== true,
          )
          .map(([name]) => name)
          .sort(),
      }),
    };
  }
}

test.each(Array.from({ length: ROUNDS }, (_, seed) => seed))(
  'a comparison finds the same as plain sets, for any writes, reports and lists (round %i)',
  (seed) => {
    const dice = new Dice(1, seed);
    let now = START_MS;
    let since = toInstant(now);
    // Few enough for the table to hold all differences: it refuses only invalid ones.
    const rows: ListedKey[] = Array.from({ length: dice.between(1, 60) }, (_, index) => ({
      ...(seed % 3 === 0
        ? { id: uuid(dice), parent: String(index) }
        : { id: seed % 3 === 1 ? uuid(dice) : String(index) }),
      ...(dice.chance(0.8) && { createdAt: toInstant(START_MS + 1000 * dice.between(-20, 60)) }),
    }));
    /** As shown by a list that does not always include the creation time. */
    const shows = dice.pick([0, 0.5, 1]);
    const shown = (row: ListedKey): ListedKey => (dice.chance(shows) ? row : { ...row, createdAt: undefined });
    const first = dice.some(rows, dice.below(rows.length + 1));
    const listing = new Listing(since);
    for (const row of first) listing.see(shown(row));
    let baseline = Baseline.of(listing, 10);
    let naive = new NaiveBaseline(
      first.map(nameOf),
      [...listing.young].map((key) => nameOf(unpackKey(key) ?? { id: '' })),
    );
    const change = () => {
      const row = dice.pick(rows);
      if (dice.chance(0.6)) {
        const written = shown(row);
        baseline.wrote(written, since);
        naive.wrote(written, since);
      } else {
        baseline.reported(row);
        naive.tell(row);
      }
    };
    for (let sweep = 0; sweep < 4; sweep++) {
      for (let step = dice.below(30); step > 0; step--) {
        change();
        const row = dice.pick(rows);
        if (!dice.chance(0.1)) continue;
        baseline.doubt(row);
        naive.doubt(row);
      }
      baseline = Baseline.parse(baseline.text()) ?? expect.fail('cannot be read');
      now += 1000 * dice.below(20);
      const startedAt = toInstant(now);
      const writtenBefore = new Set(naive.written);
      const listed = dice.some(rows, dice.below(rows.length + 1));
      const [comparison, naiveOne] = [baseline.compare(startedAt), naive.compare()];
      for (const row of [...listed, ...dice.some(listed, 5)]) {
        const seen = shown(row);
        comparison.see(seen, since);
        naiveOne.see(seen);
        if (dice.chance(0.1)) change();
      }
      const result = comparison.result();
      expect(result && { gone: namesOf(result.gone), came: namesOf(result.came) }).toEqual(naiveOne.result(startedAt));
      expect(rows.map((row) => baseline.wasReported(row))).toEqual(rows.map((row) => naive.wasReported(nameOf(row))));
      // Refused: the old baseline stays.
      if (dice.chance(0.3)) continue;
      const unlisted = (name: string) => !naiveOne.listed.has(name);
      const [alive = [], gone = []] = [0, 1].map((side) =>
        (result?.gone ?? []).filter(({ id }) => id.charCodeAt(0) % 2 === side),
      );
      baseline = Baseline.after(comparison, 10, { alive, gone });
      const young = [...naiveOne.listed.values()].filter(({ createdAt }) => createdSince(createdAt, startedAt));
      const meanwhile = [...naive.written].filter((name) => unlisted(name) && !writtenBefore.has(name));
      naive = new NaiveBaseline(
        naiveOne.listed.keys(),
        [...namesOf([...young, ...alive]), ...meanwhile],
        [...[...naive.reported].filter(unlisted), ...namesOf(gone)],
      );
      expect(baseline.known).toBeLessThanOrEqual(naive.kept.size);
      since = startedAt;
    }
  },
);
