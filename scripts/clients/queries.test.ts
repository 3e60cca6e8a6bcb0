// The statements of docs/queries.md in a private PostgreSQL, over records as the built connector writes them. The same
// through real clients, and in DuckDB: npm run test:clients.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { discover, type OfferedStream, readOffered, recordsOf } from '../../integration_tests/all_streams.ts';
import type { Json } from '../../integration_tests/connector.ts';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { Skip } from '../checks.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';
import { type Answer, differenceOf, QUESTIONS, type Question, statementFor } from './questions.ts';
import { truthOf } from './truth.ts';

const STREAMS = [
  'employments',
  'org_units',
  'absence_types',
  'absence_periods',
  'absence_breakdowns',
  'attendance_periods',
  'compensations',
];

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'bigint',
  number: 'numeric',
  boolean: 'boolean',
  date: 'date',
  'date-time': 'timestamp',
};

const MISSING = 'no PostgreSQL server is installed';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'source-personio-queries-'));
const now = new Date();
now.setUTCHours(12, 0, 0, 0);
let sandbox: Sandbox;
let server: PostgresServer | undefined;
let expected: Record<Question, Answer>;

beforeAll(async () => {
  fs.chmodSync(folder, 0o755);
  server = await startPostgres(path.join(folder, 'server'), 'UTC').catch((error) => {
    if (error instanceof Skip) return undefined;
    throw error;
  });
  if (server === undefined) return;
  sandbox = await startSandbox({ persons: 400, seed: 11, now, limits: { on: false } });
  const config = { ...sandbox.config, extra_streams: ['per_person'] };
  const streams = (await discover(config)).streams.filter(({ name }) => STREAMS.includes(name));
  const run = await readOffered(config, streams);
  expect([run.exit, run.errors]).toEqual([0, []]);
  const records = recordsOf(run);
  for (const stream of streams) load(stream, records.get(stream.name) ?? []);
  expected = truthOf(sandbox, now);
});

afterAll(async () => {
  await server?.close();
  await sandbox?.close();
  fs.rmSync(folder, { recursive: true });
});

function sql(text: string): string {
  const args = ['-h', '127.0.0.1', '-p', String(server?.port), '-U', server?.user ?? '', '-d', 'postgres'];
  const quietly = ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '-v', 'ON_ERROR_STOP=1'];
  return execFileSync('psql', [...args, ...quietly], { input: text, encoding: 'utf8', maxBuffer: 2 ** 28 });
}

/** A table for a stream, as its schema has it. */
function load({ name, json_schema: { properties } }: OfferedStream, records: readonly Json[]): void {
  const columns = Object.entries(properties).map(([column, { type, format }]) => {
    const [own = ''] = [type].flat().filter((each) => each !== 'null');
    return `"${column}" ${TYPES[String(format ?? own)] ?? 'jsonb'}`;
  });
  const rows = JSON.stringify(records).replaceAll("'", "''");
  sql(`CREATE TABLE ${name} (${columns.join(', ')});
    INSERT INTO ${name} SELECT * FROM json_populate_recordset(NULL::${name}, '${rows}')`);
}

function ask(statement: string): Answer {
  const rows: Record<string, string | number>[] = JSON.parse(
    sql(`SELECT json_agg(answer) FROM (${statement}) AS answer`),
  );
  return rows.map((row) => Object.values(row));
}

describe.each(QUESTIONS)('%s.sql', (question) => {
  test('gives the answer of the account', (context) => {
    if (server === undefined) context.skip(MISSING);
    expect(expected[question].length).toBeGreaterThan(1);
    expect(differenceOf(ask(statementFor(question, now)), expected[question])).toBeUndefined();
  });
});

describe('the account contains the cases that the questions easily get wrong', () => {
  const asked = (question: Question, from: string, to: string): string | undefined => {
    const statement = statementFor(question, now);
    expect(statement).toContain(from);
    return differenceOf(ask(statement.replace(from, to)), expected[question]);
  };

  test.for<[Question, string, string, string]>([
    ['headcount', 'leavers', 'AND coalesce(left_on, month_ends.day) >= month_ends.day', ''],
    ['turnover', 'adjacent employments', 'spans.last_day + 1', 'spans.last_day'],
    ['absence_breakdown_days', 'absences that are not approved', "approval_status = 'APPROVED' AND", ''],
    ['absence_days', 'half days', "end_half = 'FIRST_HALF'", 'false'],
    ['absence_days', 'open ends', 'coalesce(ends_on, day)', 'ends_on'],
    ['hours', 'breaks', "type = 'WORK' AND", ''],
    ['hours', 'rejected hours', "AND approval_status = 'CONFIRMED'", ''],
    ['pay', 'hourly pay', "'HOURLY', ", ''],
    ['pay', 'pay for several months', '1.0 / 3', '1'],
  ])('%s.sql is wrong if it ignores %s', ([question, _, from, to], context) => {
    if (server === undefined) context.skip(MISSING);
    expect(asked(question, from, to)).toBeDefined();
  });
});

test('pay.sql counts hourly pay without hours as nothing', (context) => {
  if (server === undefined) context.skip(MISSING);
  const rows = sql(`BEGIN;
    UPDATE compensations SET type_category = 'HOURLY', weekly_working_hours = NULL;
    SELECT count(*), count(*) FILTER (WHERE per_month = 0) FROM (${statementFor('pay', now)}) AS answer;
    ROLLBACK`);
  const [all, empty] = rows.trim().split('|').map(Number);
  expect(all).toBeGreaterThan(0);
  expect(empty).toBe(all);
});
