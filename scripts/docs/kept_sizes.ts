// How long the texts are in which states remember rows, measured on invented keys.
import { createHash } from 'node:crypto';
import { Baseline } from '../../src/kept/baseline.ts';
import { Digests, digest48 } from '../../src/kept/digests.ts';
import type { Subject } from '../../src/kept/keys.ts';
import { Listing } from '../../src/kept/listing.ts';
import { thousands } from './accounts.ts';
import { table } from './markdown.ts';

/** The most that a stream keeps. */
const MOST_BYTES = 200 * 1024;
const COUNTS = [1000, 10_000];
const MOST_PERCENT = 10;
const PEOPLE_FROM = 4_100_000;
const MONTHS = ['2026-04-01', '2026-05-01', '2026-06-01'];

const number = (index: number): string => String(PEOPLE_FROM + index);

function uuid(index: number): string {
  const hex = createHash('sha256').update(`row ${index}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** Rows of lists that every sync compares, and their keys. */
const COMPARED: readonly { readonly what: string; readonly keys: (index: number) => string[] }[] = [
  { what: 'a row whose id is a number, such as a picture', keys: (index) => [number(index)] },
  {
    what: 'a row that has two in its key, such as a member of a project',
    keys: (index) => [`${index % 50}:${number(index)}`],
  },
  { what: 'a row whose id is a UUID, such as a cost center', keys: (index) => [uuid(index)] },
  { what: 'a person’s pay in three months', keys: (index) => MONTHS.map((month) => `${month}:${number(index)}`) },
];

function digests(keys: readonly string[]): number {
  const kept = new Digests();
  for (const key of keys) kept.set(key, digest48(key, 'a key'));
  return kept.text().length;
}

interface Swept {
  readonly what: string;
  readonly subject: (index: number) => Subject;
  /** How many rows a person has, and how many more come in the week until the next comparison. */
  readonly each: number;
  readonly weekly: number;
}

/** Rows of lists that are swept. */
const SWEPT: readonly Swept[] = [
  { what: 'people', subject: (index) => ({ id: number(index) }), each: 1, weekly: 0.01 },
  { what: 'employments', subject: (index) => ({ id: uuid(index), parent: number(index) }), each: 1, weekly: 0.01 },
  { what: 'absences, 12 a year for each person', subject: (index) => ({ id: uuid(index) }), each: 20, weekly: 12 / 52 },
];

const SINCE = '2026-06-01T00:00:00Z';
const LATER = '2026-06-02T00:00:00Z';
/** With more rows, the table of all rows is just as long. */
const ENOUGH = 10_000;

function baseline(people: number, { subject, each, weekly }: Swept): number {
  const rows = Math.min(people * each, ENOUGH);
  const listing = new Listing(SINCE);
  for (let index = 0; index < rows; index++) listing.see(subject(index));
  const kept = Baseline.of(listing, MOST_PERCENT);
  for (let index = 0; index < people * weekly; index++)
    kept.wrote({ ...subject(rows + index), createdAt: LATER }, SINCE);
  return kept.text().length;
}

const kib = (bytes: number): string => (bytes > MOST_BYTES ? 'too long' : `${(bytes / 1024).toFixed(1)} KiB`);

export function keptSizes(): string {
  const head = ['Of', ...COUNTS.map((count) => `${thousands(count)} of them`), 'Fit up to about'];
  const rows = COMPARED.map(({ what, keys }) => {
    const [few = 0, many = 0] = COUNTS.map((count) =>
      digests(Array.from({ length: count }, (_, index) => keys(index)).flat()),
    );
    const most = (MOST_BYTES / many) * (COUNTS.at(-1) ?? 0);
    return [what, kib(few), kib(many), thousands(Math.floor(most / 1000) * 1000)];
  });
  return table(head, rows);
}

export function sweptSizes(): string {
  return table(
    ['Kept of', ...COUNTS.map((count) => `${thousands(count)} people`)],
    SWEPT.map((swept) => [swept.what, ...COUNTS.map((count) => kib(baseline(count, swept)))]),
  );
}
