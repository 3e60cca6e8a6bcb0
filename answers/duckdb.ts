// DuckDB is a development dependency: the bundle does not contain it, and it may be missing.
import { ConnectorError } from '../src/errors.ts';
import { literal } from './sql.ts';
import type { Relation } from './views.ts';

export type Row = Readonly<Record<string, unknown>>;

export interface Database {
  run(statement: string): Promise<void>;
  /** Numbers that JavaScript cannot hold exactly, and dates, are text. */
  rows(query: string): Promise<Row[]>;
  close(): void;
}

/** Opens a file, or a database in memory. Throws DuckDB's own error if it cannot. */
export async function openDuckdb(file = ':memory:'): Promise<Database> {
  const { DuckDBInstance } = await import('@duckdb/node-api').catch((cause: unknown) => {
    throw new ConnectorError(
      'config_error',
      'DuckDB cannot be loaded: its npm package @duckdb/node-api is not installed for this machine.',
      { cause },
    );
  });
  // Nothing is downloaded.
  const instance = await DuckDBInstance.create(file, { autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  return {
    run: async (statement) => {
      await connection.run(statement);
    },
    rows: async (query) => (await connection.runAndReadAll(query)).getRowObjectsJson(),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** The tables and views of a schema of the open database. */
export async function relationsIn(database: Database, schema: string): Promise<Relation[]> {
  const found = await database.rows(`
    select table_name as name, table_type as type from information_schema.tables
    where table_catalog = current_database() and table_schema = ${literal(schema)}`);
  return found.map(({ name, type }) => ({ name: String(name), isView: type === 'VIEW' }));
}
