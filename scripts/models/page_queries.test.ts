// The queries of docs/queries.md in DuckDB and, where it is installed, in a private PostgreSQL, over the plain views and
// records as the built connector writes them. `WRITE_EXPECTED=yes npx vitest run scripts/models/page_queries.test.ts`
// writes the answers into the page.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../answers/duckdb.ts';
import { plan, readViews } from '../../answers/views.ts';
import { discover, readOffered, recordsOf } from '../../integration_tests/all_streams.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { Skip } from '../checks.ts';
import { type PostgresServer, startPostgres } from '../clients/postgres.ts';
import { table, withLists } from '../docs/markdown.ts';
import { blocksOf } from '../docs_commands/blocks.ts';
import { type Database, DuckDb, load, Postgres, type Table } from './load.ts';
import { STREAMS } from './streams.ts';

const PAGE = 'docs/queries.md';
const FILE = new URL(`../../${PAGE}`, import.meta.url);
/** As the page says. */
const NOW = new Date('2026-02-10T12:00:00Z');
const ACCOUNT = {
  persons: 60,
  seed: 3,
  absences: 15,
  attendances: 40,
  compensated: 0.6,
  applications: 4,
  now: NOW,
  limits: { on: false },
};

const pageText = (): string => readFileSync(FILE, 'utf8');
const TITLES = [...pageText().matchAll(/^<!-- list: (\w+) -->$/gm)].map(([, title = '']) => title);
const folder = mkdtempSync(path.join(os.tmpdir(), 'source-personio-page-'));
let tables: Table[];
let duckdb: Database;
let postgres: Database | undefined;
let server: PostgresServer | undefined;

beforeAll(async () => {
  tables = await readAccount();
  duckdb = await withViews(new DuckDb(path.join(folder, 'page.duckdb')), 'main');
  // The server has a user of its own.
  chmodSync(folder, 0o755);
  server = await startPostgres(path.join(folder, 'server'), 'Asia/Kathmandu').catch((error) => {
    if (error instanceof Skip) return undefined;
    throw error;
  });
  if (server !== undefined) postgres = await withViews(new Postgres(server), 'public');
}, 180_000);

afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true });
});

async function readAccount(): Promise<Table[]> {
  const sandbox = await startSandbox(ACCOUNT);
  try {
    const config = { ...sandbox.config, extra_streams: ['legacy', 'per_person', 'recruiting'] };
    // Clocks that are months apart would not be trusted.
    const clock = { clock: NOW };
    const streams = (await discover(config, clock)).streams.filter(({ name }) => STREAMS.includes(name));
    const run = await readOffered(config, streams, undefined, clock);
    expect([run.exit, run.errors]).toEqual([0, []]);
    const records = recordsOf(run);
    return streams.map(({ name, json_schema: { properties } }) => ({
      name,
      properties,
      rows: records.get(name) ?? [],
    }));
  } finally {
    await sandbox.close();
  }
}

/** The tables, and the views that everybody can create, as of the day of the account. */
async function withViews(database: Database, schema: string): Promise<Database> {
  await load(database, tables, { schema });
  const relations = tables.map(({ name }) => ({ name, isView: false }));
  const { statements } = plan(readViews(database.engine), relations, schema);
  await database.run(onThatDay(statements.join('\n')));
  return database;
}

const onThatDay = (sql: string): string =>
  sql.replaceAll('current_date', `cast('${NOW.toISOString().slice(0, 10)}' as date)`);

async function answerOf(database: Database, title: string): Promise<Row[]> {
  const query = blocksOf(PAGE).find((block) => block.title === `${title}.sql`)?.text ?? '';
  return await database.rows(onThatDay(query));
}

/** As the page shows it. Databases write the same number in many ways. */
function shown(rows: readonly Row[]): string {
  const cell = (value: unknown): string => (value === null ? '' : String(value));
  return table(
    Object.keys(rows[0] ?? {}),
    rows.map((row) => Object.values(row).map(cell)),
  );
}

const ENGINES = {
  DuckDB: () => duckdb,
  PostgreSQL: () => postgres,
} as const;

test.runIf(process.env.WRITE_EXPECTED === 'yes')('writes the answers', async () => {
  const lists: Record<string, () => string> = {};
  for (const title of TITLES) {
    const answer = shown(await answerOf(duckdb, title));
    lists[title] = () => answer;
  }
  writeFileSync(FILE, withLists(PAGE, pageText(), lists));
});

describe.each(Object.entries(ENGINES))('%s', (_, database) => {
  test.for(TITLES)('%s.sql gives the answer on the page', async (title, { skip }) => {
    const asked = database() ?? skip('no PostgreSQL server is installed');
    const rows = await answerOf(asked, title);

    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length, 'an answer fits on a screen').toBeLessThanOrEqual(10);
    expect(pageText()).toContain(`<!-- list: ${title} -->\n\n${shown(rows)}\n\n<!-- end -->`);
  });
});

test('every query of the page has an answer on it', () => {
  const titles = blocksOf(PAGE).map(({ title = '' }) => title.replace('.sql', ''));

  expect(titles).toEqual([...TITLES, 'labels']);
});

test('the page describes the account', () => {
  const day = NOW.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

  expect(pageText().replace(/\s+/g, ' ')).toContain(`an invented account with ${ACCOUNT.persons} people on ${day}`);
});
