// The plain views of models/sql, which need no dbt, against the truth of the same account.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Check } from '../checks.ts';
import { ROOT } from '../engine.ts';
import { awkwardAccount } from './accounts/awkward.ts';
import { rowsOf } from './accounts/rows.ts';
import { sourcesOf } from './accounts/versions.ts';
import { comparisons, type Warehouse } from './checks_of_marts.ts';
import { load } from './load.ts';
import { staleFiles } from './plain_views.ts';
import { tableOf } from './tables.ts';
import { truthOf } from './truth/marts.ts';

const SCHEMA = 'plain_views';
const SEED = 4;

/** `dbt` is the program. */
export async function checksOfViews({ engine, database, address }: Warehouse, dbt: string): Promise<Check[]> {
  const title = `${engine}: plain views`;
  // They have no settings, so today is today.
  const [now] = await database.rows('select cast(current_date as text) as today');
  const facts = { ...awkwardAccount(SEED), today: String(now?.today) };
  let isBuilt = false;
  const current: Check = {
    name: `${title} are what dbt compiles`,
    run: async () => {
      const stale = await staleFiles(dbt, engine);
      if (stale.length > 0) throw new Error(`out of date, run npm run models: ${stale.join(', ')}`);
      return undefined;
    },
  };
  const created: Check = {
    name: `${title}: models:apply creates them`,
    run: async () => {
      const tables = sourcesOf(rowsOf(facts)).map((source) => tableOf(source, 'appended'));
      await load(database, tables, { schema: SCHEMA });
      const script = path.join(ROOT, 'scripts', 'apply_models.ts');
      const { stdout } = await promisify(execFile)(process.execPath, [script, ...address, '--schema', SCHEMA]);
      isBuilt = true;
      return /^Created \d+ views/m.exec(stdout)?.[0];
    },
  };
  const truth = truthOf(facts);
  return [current, created, ...comparisons({ title, schema: SCHEMA, truth, database, isBuilt: () => isBuilt })];
}
