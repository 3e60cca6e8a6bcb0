// Creates the plain views in a database with the tables of the connector: `npm run models:apply`.
import { parseArgs } from 'node:util';
import { type Plan, readViews } from '../answers/views.ts';
import { ConnectorError } from '../src/errors.ts';
import { applyToDuckdb } from './models/apply/duckdb.ts';
import { applyToPostgres } from './models/apply/postgres.ts';
import { sentences } from './models/apply/sentences.ts';

const USAGE = `Creates views with figures over the tables of source-personio.

  npm run models:apply -- --duckdb FILE [--schema main]
  npm run models:apply -- --postgres URL [--schema public]

The tables are named like the streams, and the views are created beside them.`;

async function apply(args: readonly string[]): Promise<Plan> {
  const { duckdb, postgres, schema } = optionsIn(args);
  if ((duckdb === undefined) === (postgres === undefined)) throw new ConnectorError('config_error', USAGE);
  if (duckdb !== undefined) return await applyToDuckdb(duckdb, schema ?? 'main', readViews('duckdb'));
  return await applyToPostgres(postgres ?? '', schema ?? 'public', readViews('postgres'));
}

function optionsIn(args: readonly string[]): { duckdb?: string; postgres?: string; schema?: string } {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...args], options: { duckdb: text, postgres: text, schema: text } }).values;
  } catch {
    throw new ConnectorError('config_error', USAGE);
  }
}

try {
  for (const sentence of sentences(await apply(process.argv.slice(2)))) console.log(sentence);
} catch (error) {
  if (!(error instanceof ConnectorError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
