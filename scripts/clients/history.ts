// The statements of docs/changes-and-deletions.md and docs/privacy.md on small invented tables, with the expected
// answers. In SQL that both DuckDB and PostgreSQL understand.

import { fixedSchema } from '../../src/account/available.ts';
import { changeColumns } from '../../src/account/change_columns.ts';
import { allStreams } from '../../src/streams/index.ts';
import type { Stream } from '../../src/streams/stream.ts';
import { blocksOf } from '../docs_commands/blocks.ts';

const CHANGES = 'docs/changes-and-deletions.md';
const PRIVACY = 'docs/privacy.md';

export type Cell = string | number | boolean | null;

export interface Story {
  readonly name: string;
  /** Tables, and statements that change them. */
  readonly before: string;
  readonly select: string;
  readonly answer: readonly (readonly Cell[])[];
}

function statement(page: string, title: string): string {
  const text = blocksOf(page).find((block) => block.title === `${title}.sql`)?.text;
  if (text === undefined) throw new Error(`${page} has no ${title}.sql.`);
  return text;
}

const PROJECTS = `
CREATE TABLE projects (id text, name text, status text, observed_at timestamp, _ab_cdc_deleted_at timestamp);
INSERT INTO projects VALUES
  ('1', 'Alpha', 'ACTIVE', '2026-01-01 06:00:00', NULL),
  ('1', 'Alpha', 'ACTIVE', '2026-01-02 06:00:00', NULL),
  ('1', 'Beta', 'ACTIVE', '2026-02-01 06:00:00', NULL),
  ('1', 'Beta', NULL, '2026-03-01 06:00:00', NULL),
  ('2', 'Gone', 'ACTIVE', '2026-01-01 06:00:00', NULL),
  ('2', NULL, NULL, '2026-02-01 06:00:00', '2026-02-01 05:00:00'),
  ('2', NULL, NULL, '2026-02-02 06:00:00', '2026-02-02 05:00:00'),
  ('3', 'Back', 'ACTIVE', '2026-01-01 06:00:00', NULL),
  ('3', NULL, NULL, '2026-02-01 06:00:00', '2026-02-01 05:00:00'),
  ('3', 'Back', 'ACTIVE', '2026-03-01 06:00:00', NULL);`;

const COMPENSATIONS = `
CREATE TABLE compensations (id text, month date, person_id text, amount_value integer, observed_at timestamp);
INSERT INTO compensations VALUES
  ('salary', '2026-01-01', '1', 100, '2026-02-01 06:00:00'),
  ('bonus', '2026-01-01', '1', 10, '2026-02-01 06:00:00'),
  ('salary', '2026-01-01', '1', 120, '2026-02-05 06:00:00'),
  ('salary', '2026-02-01', '1', 120, '2026-02-05 06:00:00'),
  ('other', '2026-01-01', '2', 200, '2026-02-01 06:00:00');`;

const [JANUARY, FEBRUARY, MARCH] = ['2026-01-01T06:00:00', '2026-02-01T06:00:00', '2026-03-01T06:00:00'];
const CORRECTED = '2026-02-05T06:00:00';

const HISTORY: readonly Story[] = [
  {
    name: 'history.sql',
    before: PROJECTS,
    select: statement(CHANGES, 'history'),
    answer: [
      ['1', 'Alpha', 'ACTIVE', JANUARY, FEBRUARY, false, false],
      ['1', 'Beta', 'ACTIVE', FEBRUARY, MARCH, false, false],
      ['1', 'Beta', null, MARCH, null, true, false],
      ['2', 'Gone', 'ACTIVE', JANUARY, FEBRUARY, false, false],
      ['2', null, null, FEBRUARY, null, false, true],
      ['3', 'Back', 'ACTIVE', JANUARY, FEBRUARY, false, false],
      ['3', null, null, FEBRUARY, MARCH, false, true],
      ['3', 'Back', 'ACTIVE', MARCH, null, true, false],
    ],
  },
  {
    name: 'present.sql',
    before: PROJECTS,
    select: `SELECT id, name, status FROM (${statement(CHANGES, 'present')}) AS present ORDER BY id`,
    answer: [
      ['1', 'Beta', null],
      ['3', 'Back', 'ACTIVE'],
    ],
  },
  {
    name: 'pay_history.sql',
    before: COMPENSATIONS,
    select: statement(CHANGES, 'pay_history'),
    answer: [
      ['2026-01-01', '1', 'bonus', 10, FEBRUARY, CORRECTED, false],
      ['2026-01-01', '1', 'salary', 100, FEBRUARY, CORRECTED, false],
      ['2026-01-01', '1', 'salary', 120, CORRECTED, null, true],
      ['2026-01-01', '2', 'other', 200, FEBRUARY, null, true],
      ['2026-02-01', '1', 'salary', 120, CORRECTED, null, true],
    ],
  },
];

// Erasure

/** What a destination makes of a tombstone. */
type Effect = 'gone' | 'blanked' | 'kept';

const [ERASED, LIVING] = ['4711', '4712'];
const BEFORE = '2026-01-01T00:00:00Z';
const AFTER = '2026-02-01T00:00:00Z';

/** Whom a row belongs to. For the days of absences, and in recruiting, that is a row of another table. */
const OWNERS: Readonly<Record<string, string>> = {
  absence_breakdowns: 'absence_period_id',
  documents: 'owner_id',
  persons: 'id',
  recruiting_applications: 'candidate_id',
  recruiting_candidates: 'id',
  recruiting_stage_transitions: 'application_id',
};

const columnsOf = (stream: Stream): string[] => [
  ...Object.keys(fixedSchema(stream).properties ?? {}),
  ...Object.keys(changeColumns(stream)),
];

/** Streams with rows of people or candidates, as their tables are. */
const TABLES = allStreams().flatMap((stream) => {
  const columns = columnsOf(stream);
  const owner = OWNERS[stream.name] ?? (columns.includes('person_id') ? 'person_id' : undefined);
  return owner === undefined ? [] : [{ stream, columns, owner }];
});

type Values = Readonly<Record<string, string>>;

/** The rows of one person in a table, if the person was erased and that is reported for the table's rows. */
function rowsOf(person: string, { stream, owner }: (typeof TABLES)[number], effect: Effect): Values[] {
  const key = stream.primaryKey;
  const row = { [key]: person, [owner]: person, ...(stream.cursorField && { [stream.cursorField]: BEFORE }) };
  if (person !== ERASED || stream.removals === undefined) return [row];
  const tombstone = {
    [key]: person,
    ...(stream.cursorField && { [stream.cursorField]: AFTER }),
    _ab_cdc_deleted_at: AFTER,
  };
  return { gone: [], blanked: [tombstone], kept: [row, tombstone] }[effect];
}

function tables(effect: Effect): string {
  const text = (value: string) => `'${value}'`;
  return TABLES.flatMap((table) => {
    const { name } = table.stream;
    const rows = [ERASED, LIVING].flatMap((person) => rowsOf(person, table, effect));
    return [
      `CREATE TABLE ${name} (${table.columns.map((column) => `"${column}" text`).join(', ')});`,
      ...rows.map(
        (row) =>
          `INSERT INTO ${name} (${Object.keys(row).join(', ')}) VALUES (${Object.values(row).map(text).join(', ')});`,
      ),
    ];
  }).join('\n');
}

const STEPS: Readonly<Record<Effect, readonly string[]>> = {
  gone: ['missing', 'still_missing', 'erase', 'orphans'],
  blanked: ['erased', 'erase', 'blanked', 'orphans'],
  kept: ['erased', 'erase', 'orphans'],
};

const SELECTED: Readonly<Record<string, string>> = {
  // What remains of an application that is gone: its own key.
  recruiting_applications: 'WHERE _ab_cdc_deleted_at IS NULL',
};

function remaining(name: string, before: string, of: typeof TABLES): Story {
  const selects = of.map(
    ({ stream: { name: table, primaryKey: key } }) =>
      `SELECT '${table}' AS name, ${key} AS key FROM ${table} ${SELECTED[table] ?? ''}`,
  );
  const select = `SELECT name, key FROM (${selects.join(' UNION ALL ')}) AS remaining ORDER BY name, key`;
  return { name, before, select, answer: of.map(({ stream }) => [stream.name, LIVING]) };
}

const isRecruiting = ({ stream }: { readonly stream: Stream }): boolean => stream.group === 'recruiting';

const ERASURE: readonly Story[] = Object.entries(STEPS).flatMap(([effect, steps]) => {
  const all = tables(effect as Effect);
  const done = (titles: readonly string[]) => [all, ...titles.map((title) => statement(PRIVACY, title))].join('\n');
  return [
    remaining(
      `where rows are ${effect}: ${steps.join(', ')}`,
      done(steps),
      TABLES.filter((table) => !isRecruiting(table)),
    ),
    remaining(`where rows are ${effect}: candidates`, done(['candidates']), TABLES.filter(isRecruiting)),
  ];
});

export const STORIES: readonly Story[] = [...HISTORY, ...ERASURE];
