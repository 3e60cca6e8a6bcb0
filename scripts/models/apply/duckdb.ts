// Creates the views in a DuckDB file.
import { existsSync } from 'node:fs';
import { type Database, openDuckdb, relationsIn } from '../../../answers/duckdb.ts';
import { literal, quoted } from '../../../answers/sql.ts';
import { type Plan, plan, type View } from '../../../answers/views.ts';
import { ConnectorError } from '../../../src/errors.ts';

export async function applyToDuckdb(file: string, schema: string, views: readonly View[]): Promise<Plan> {
  // DuckDB would create it.
  if (!existsSync(file)) throw new ConnectorError('config_error', `There is no file ${file}.`);
  const database = await openDuckdb(file).catch((error: unknown) => {
    throw unopened(file, error);
  });
  try {
    return await apply(database, schema, views);
  } finally {
    database.close();
  }
}

async function apply(database: Database, schema: string, views: readonly View[]): Promise<Plan> {
  const schemas = await database.rows(
    'select distinct schema_name as name from information_schema.schemata where catalog_name = current_database()',
  );
  const own = schemas.map(({ name }) => String(name)).filter((name) => !BUILT_IN.has(name));
  if (!own.includes(schema))
    throw new ConnectorError('config_error', `There is no schema ${schema}. Those of the file are: ${own.join(', ')}.`);
  const planned = plan(views, await relationsIn(database, schema), schema);
  await database.run(`set search_path = ${literal(quoted(schema))}`);
  await database.run('begin');
  for (const name of planned.stale) await database.run(`drop view ${quoted(name)}`);
  for (const statement of planned.statements)
    await database.run(statement).catch((cause: unknown) => {
      throw new ConnectorError('config_error', `DuckDB says: ${firstLine(cause)}`, { cause });
    });
  await database.run('commit');
  return planned;
}

const firstLine = (error: unknown): string => {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line;
};

const BUILT_IN: ReadonlySet<string> = new Set(['information_schema', 'pg_catalog']);

/** What DuckDB says, and what it means. */
const REASONS: readonly (readonly [said: RegExp, meaning: (file: string) => string])[] = [
  [/set lock/, (file) => `Another program has ${file} open. Close it there, and try again.`],
  [/not a valid DuckDB/, (file) => `${file} is not a file of DuckDB.`],
  [
    /version number/,
    (file) =>
      `${file} was written by another version of DuckDB than the one of this script: run the files of models/sql/duckdb in their order with that version.`,
  ],
];

function unopened(file: string, error: unknown): unknown {
  if (error instanceof ConnectorError) return error;
  const said = firstLine(error);
  const [, meaning = () => `DuckDB cannot open ${file}: ${said}`] = REASONS.find(([reason]) => reason.test(said)) ?? [];
  return new ConnectorError('config_error', meaning(file), { cause: error });
}
