// The statements of docs/queries.md, and the expected answers.
import { type Block, blocksOf } from '../docs_commands/blocks.ts';

const PAGE = 'docs/queries.md';

export const QUESTIONS = ['headcount', 'turnover', 'absence_breakdown_days', 'absence_days', 'hours', 'pay'] as const;
export type Question = (typeof QUESTIONS)[number];

/** The rows of an answer. Numbers count as numbers, even if they are written as text. */
export type Answer = readonly (readonly (string | number)[])[];

/** The example years on the page, and those for which the sandbox, which lives today, has data. */
const EXAMPLE_YEARS = [2024, 2025] as const;
export const yearsOf = (now: Date): readonly [number, number] => [now.getUTCFullYear() - 2, now.getUTCFullYear() - 1];

export function statementOf(title: Question | 'labels'): string {
  const block = blocksOf(PAGE).find((each: Block) => each.title === `${title}.sql`);
  if (block === undefined) throw new Error(`${PAGE} has no ${title}.sql.`);
  return block.text;
}

/** The statement of the page with other years in its dates. */
export function statementFor(question: Question, now: Date): string {
  const years = yearsOf(now);
  return statementOf(question).replaceAll(/'(\d{4})(?=-\d\d-\d\d')/g, (date, year) => {
    const place = EXAMPLE_YEARS.indexOf(Number(year) as 2024);
    return place === -1 ? date : `'${years[place]}`;
  });
}

/** The difference between two answers, in the order of their rows; undefined if there is none. */
export function differenceOf(given: Answer, expected: Answer): string | undefined {
  const [rows, truth] = [sorted(given), sorted(expected)];
  for (let at = 0; at < Math.max(rows.length, truth.length); at++) {
    if (!isSame(rows[at], truth[at]))
      return `row ${at} of ${rows.length} is ${JSON.stringify(rows[at])}, of ${truth.length} expected ${JSON.stringify(truth[at])}`;
  }
  return undefined;
}

type AnswerRow = readonly (string | number)[];

const sorted = (answer: Answer): AnswerRow[] => answer.map((row) => row.map(plain)).sort(byLabels);

/** Databases and JSON write the same number in many ways. */
const plain = (value: string | number): string | number =>
  typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;

const labelsOf = (row: AnswerRow): string => JSON.stringify(row.filter((value) => typeof value === 'string'));
const byLabels = (a: AnswerRow, b: AnswerRow): number => {
  const [one, other] = [labelsOf(a), labelsOf(b)];
  if (one !== other) return one < other ? -1 : 1;
  return Number(a[0]) - Number(b[0]) || 0;
};

function isSame(one: AnswerRow | undefined, other: AnswerRow | undefined): boolean {
  if (one === undefined || other === undefined || one.length !== other.length) return false;
  return one.every((value, at) => {
    const against = other[at];
    if (typeof value === 'number' && typeof against === 'number') return Math.abs(value - against) < 1e-6;
    return value === against;
  });
}
