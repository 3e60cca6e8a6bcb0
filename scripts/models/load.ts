// Loads records into the tables of DuckDB and PostgreSQL, and reads answers from them: one interface for both.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { openDuckdb, type Row } from '../../answers/duckdb.ts';
import { literal, quoted } from '../../answers/sql.ts';
import type { Engine } from '../../answers/views.ts';

/** The properties of a stream's JSON schema. */
export type Properties = Readonly<Record<string, object>>;

export interface Table {
  readonly name: string;
  readonly properties: Properties;
  readonly rows: readonly Row[];
}

export interface Database {
  readonly engine: Engine;
  run(statements: string): Promise<void>;
  /** The rows of a query. Dates are text, numbers are numbers. */
  rows(query: string): Promise<Row[]>;
  /** Fills a table that exists and whose columns these are. */
  insert(table: string, columns: Columns, rows: readonly Row[]): Promise<void>;
}

export interface LoadOptions {
  /** Created if it is missing. */
  readonly schema: string;
  /** All columns hold text, as some loaders leave them. */
  readonly isText?: boolean;
}

type Opened = Awaited<ReturnType<typeof openDuckdb>>;
type Columns = Readonly<Record<string, string>>;

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'bigint',
  number: 'double precision',
  boolean: 'boolean',
  date: 'date',
  'date-time': 'timestamptz',
};

export async function load(database: Database, tables: readonly Table[], options: LoadOptions): Promise<void> {
  const { schema, isText = false } = options;
  await database.run(`create schema if not exists ${quoted(schema)}`);
  for (const { name, properties, rows } of tables) {
    const columns = Object.fromEntries(
      Object.entries(properties).map(([column, type]) => [column, isText ? 'text' : columnType(type)]),
    );
    const table = `${quoted(schema)}.${quoted(name)}`;
    const declared = Object.entries(columns).map(([column, type]) => `${quoted(column)} ${type}`);
    await database.run(`drop table if exists ${table}; create table ${table} (${declared.join(', ')})`);
    await database.insert(table, columns, isText ? rows.map(asText) : rows);
  }
}

function columnType(property: object): string {
  const { type, format, airbyte_type } = property as { type?: unknown; format?: string; airbyte_type?: string };
  if (airbyte_type === 'timestamp_without_timezone') return 'timestamp';
  const [own = ''] = [type].flat().filter((each) => each !== 'null');
  return TYPES[String(format ?? own)] ?? 'json';
}

const asText = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      value === null || typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );

/** A file. It is open only while it is used, so that other programs can use it in between. */
export class DuckDb implements Database {
  readonly engine = 'duckdb';
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  async run(statements: string): Promise<void> {
    await this.#with((database) => database.run(statements));
  }

  async rows(query: string): Promise<Row[]> {
    const found = await this.#with((database) =>
      database.rows(`select to_json(answer) as row from (${query}) as answer`),
    );
    return found.map(({ row }) => JSON.parse(String(row)));
  }

  async insert(table: string, columns: Columns, rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'source-personio-load-'));
    try {
      const file = path.join(folder, 'rows.jsonl');
      fs.writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      const types = Object.entries(columns).map(([column, type]) => `${literal(column)}: ${literal(type)}`);
      await this.run(
        `insert into ${table} select * from read_json(${literal(file)}, format = 'newline_delimited', columns = {${types.join(', ')}})`,
      );
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  }

  async #with<T>(use: (database: Opened) => Promise<T>): Promise<T> {
    const database = await openDuckdb(this.file);
    try {
      return await use(database);
    } finally {
      database.close();
    }
  }
}

/** A server that asks for no password, through psql. */
export class Postgres implements Database {
  readonly engine = 'postgres';
  readonly #args: readonly string[];

  constructor({ port, user }: { readonly port: number; readonly user: string }) {
    const quietly = ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '-v', 'ON_ERROR_STOP=1'];
    this.#args = ['-h', '127.0.0.1', '-p', String(port), '-U', user, '-d', 'postgres', ...quietly];
  }

  async run(statements: string): Promise<void> {
    await this.#ask(statements);
  }

  async rows(query: string): Promise<Row[]> {
    return JSON.parse(await this.#ask(`select coalesce(json_agg(answer), '[]') from (${query}) as answer`));
  }

  async insert(table: string, _columns: Columns, rows: readonly Row[]): Promise<void> {
    await this.run(
      `insert into ${table} select * from json_populate_recordset(null::${table}, ${literal(JSON.stringify(rows))});
      analyze ${table}`,
    );
  }

  async #ask(statements: string): Promise<string> {
    const asked = promisify(execFile)('psql', this.#args, { maxBuffer: 2 ** 30 });
    asked.child.stdin?.end(statements);
    return (await asked).stdout;
  }
}
