// The script that creates the plain views, on both engines.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDuckdb } from '../answers/duckdb.ts';
import { Skip } from './checks.ts';
import { type PostgresServer, startPostgres } from './clients/postgres.ts';

const SCRIPT = path.join(import.meta.dirname, 'apply_models.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'source-personio-apply-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Applied {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

const apply = (args: readonly string[], env: NodeJS.ProcessEnv = process.env): Applied => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [SCRIPT, ...args], { env, encoding: 'utf8' });
  return { stdout, stderr, status };
};
const refused = (sentence: string): Applied => ({ stdout: '', stderr: `${sentence}\n`, status: 1 });

/** An employment until today, as a loader that knows no types would write it. */
const tables = (schema: string): string => `
  create schema "${schema}";
  create table "${schema}"."Employments" ("id" text, "person_id" text, "employment_start_date" text, "left_on" text);
  insert into "${schema}"."Employments" values ('e1', 'p1', '2020-01-01', null), ('e2', 'p2', '2021-05-01', '2022-03-31')`;
const SPELLS = 'select count(*) as spells, count(ended_on) as ended from personio__employment_spells';

const MADE =
  /^Created \d+ views to query: .*\bpersonio__employment_spells\b.*\. They read \d+ other views, created as well\.$/m;
const NEEDS =
  /^personio__staff was not created: it needs the table persons\. Select the stream persons, and run this again after a sync\.$/m;
const EMPTY = /^Without a table, and read as empty: .*\borg_units\b.*\. Columns that come from them are null\.$/m;

test('without a database it shows how it is used', () => {
  expect(apply([]).stderr).toMatch(/models:apply -- --duckdb FILE/);
  expect(apply(['--duckdb', 'a', '--postgres', 'b']).stderr).toMatch(/models:apply -- --duckdb FILE/);
  expect(apply(['--oracle']).status).toBe(1);
});

/** A DuckDB file as a version of DuckDB with that number for its format would begin it. */
function ofVersion(version: number, file: Buffer): Buffer {
  const [checksum, word] = [0, 8];
  const checksumOf = (number: bigint): bigint => BigInt.asUintN(64, number * 0xbf58476d1ce4e5b9n);
  const before = file.readBigUInt64LE(word);
  file.writeUInt8(version, word + 'DUCK'.length);
  const change = checksumOf(before) ^ checksumOf(file.readBigUInt64LE(word));
  file.writeBigUInt64LE(file.readBigUInt64LE(checksum) ^ change, checksum);
  return file;
}

describe('on DuckDB', () => {
  const file = path.join(folder, "hr's.duckdb");
  const ask = async (...statements: string[]) => {
    const database = await openDuckdb(file);
    try {
      for (const statement of statements.slice(0, -1)) await database.run(statement);
      return await database.rows(statements.at(-1) ?? '');
    } finally {
      database.close();
    }
  };
  beforeAll(() => ask(tables('Our data'), 'select 1'));
  const here = ['--duckdb', file, '--schema', 'Our data'];

  test('creates what the tables allow, and names the rest; twice', async () => {
    const first = apply(here);

    expect(first).toMatchObject({ stderr: '', status: 0 });
    for (const sentence of [MADE, NEEDS, EMPTY]) expect(first.stdout).toMatch(sentence);
    expect(apply(here)).toEqual(first);
    expect(await ask('use "Our data"', SPELLS)).toEqual([{ spells: '2', ended: '1' }]);
  });

  test('drops the views whose table is gone', async () => {
    await ask('use "Our data"', 'create table persons ("id" text)', 'select 1');
    expect(apply(here).stdout).toMatch(/\bpersonio__staff\b/);
    await ask('use "Our data"', 'drop table persons', 'select 1');

    expect(apply(here).stdout).toMatch(NEEDS);
    expect(await ask("select 1 from information_schema.tables where table_name = 'personio__staff'")).toEqual([]);
  });

  test('says what is wrong with the file or the schema', async () => {
    const text = path.join(folder, 'text.txt');
    writeFileSync(text, 'text'.repeat(5_000));
    const missing = path.join(folder, 'missing.duckdb');

    expect(apply(['--duckdb', missing])).toEqual(refused(`There is no file ${missing}.`));
    expect(existsSync(missing)).toBe(false);
    expect(apply(['--duckdb', text])).toEqual(refused(`${text} is not a file of DuckDB.`));
    const newer = path.join(folder, 'newer.duckdb');
    writeFileSync(newer, ofVersion(200, readFileSync(file)));
    expect(apply(['--duckdb', newer]).stderr).toMatch(/newer\.duckdb was written by another version of DuckDB/);
    expect(apply(['--duckdb', file, '--schema', 'x'])).toEqual(
      refused('There is no schema x. Those of the file are: Our data, main.'),
    );
    expect(apply(['--duckdb', file])).toEqual(
      refused('Schema main has no table with the name of a stream. Is it another schema?'),
    );
    const open = await openDuckdb(file);
    expect(apply(here)).toEqual(refused(`Another program has ${file} open. Close it there, and try again.`));
    open.close();
  });
});

describe('on PostgreSQL', () => {
  let server: PostgresServer | undefined;
  const url = (): string => `postgresql://${server?.user}:se%20cret@127.0.0.1:${server?.port}/postgres`;
  const ask = (statements: string): string =>
    execFileSync('psql', [url(), '-XqAt', '-v', 'ON_ERROR_STOP=1'], { input: statements, encoding: 'utf8' }).trim();

  beforeAll(async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'source-personio-apply-'));
    execFileSync('chmod', ['755', home]);
    server = await startPostgres(path.join(home, 'server'), 'Asia/Tokyo').catch((error: unknown) => {
      if (error instanceof Skip) return undefined;
      throw error;
    });
    if (server !== undefined) ask(tables('Our data'));
    return async () => {
      await server?.close();
      rmSync(home, { recursive: true });
    };
  });
  const here = (): string[] => ['--postgres', url(), '--schema', 'Our data'];

  test('creates what the tables allow, and names the rest; twice', ({ skip }) => {
    skip(server === undefined, 'no PostgreSQL server is installed');
    const first = apply(here());

    expect(first).toMatchObject({ stderr: '', status: 0 });
    for (const sentence of [MADE, NEEDS, EMPTY]) expect(first.stdout).toMatch(sentence);
    expect(apply(here())).toEqual(first);
    expect(ask(`set search_path to "Our data"; ${SPELLS}`)).toBe('2|1');
  });

  test('renews views whose columns changed, but not under the views of others', ({ skip }) => {
    skip(server === undefined, 'no PostgreSQL server is installed');
    const earlier =
      'drop view if exists personio__turnover_company_monthly; create view personio__turnover_company_monthly as select 1 as earlier';
    ask(
      `set search_path to "Our data"; ${earlier}; create view mine as select * from personio__turnover_company_monthly`,
    );

    expect(apply(here()).stderr).toMatch(
      /^Views of your own depend on a view that has to be dropped\. .* PostgreSQL says: cannot drop view \w+ because other objects depend on it\n$/,
    );
    expect(ask('select * from "Our data".mine')).toBe('1');
    ask('drop view "Our data".mine');
    expect(apply(here())).toMatchObject({ stderr: '', status: 0 });
    expect(ask('select max(closing) from "Our data".personio__turnover_company_monthly')).toBe('2');
    // Views of others do not matter while the columns stay.
    ask('create view "Our data".mine as select * from "Our data".personio__turnover_company_monthly');
    expect(apply(here())).toMatchObject({ stderr: '', status: 0 });
  });

  test('says what is wrong with the address, the schema or the client', ({ skip }) => {
    skip(server === undefined, 'no PostgreSQL server is installed');
    expect(apply(['--postgres', 'personio'])).toEqual(
      refused('--postgres takes a URL: postgresql://user@host:5432/database.'),
    );
    expect(apply(['--postgres', url(), '--schema', 'x'])).toEqual(
      refused('There is no schema x. Those of the database are: Our data, public.'),
    );
    expect(apply(['--postgres', 'postgresql://hr:secret@127.0.0.1:1/x'])).toEqual(
      refused('PostgreSQL says: connection to server at "127.0.0.1", port 1 failed: Connection refused'),
    );
    expect(apply(here(), { PATH: '/no/such/folder' })).toEqual(
      refused(
        'psql is not installed: install it, or run the files of models/sql/postgres in their order with any other client.',
      ),
    );
  });
});
