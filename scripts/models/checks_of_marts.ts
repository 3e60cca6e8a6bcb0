// Builds the models over an account's tables and compares each mart with the truth.
import { type Check, Skip } from '../checks.ts';
import { differenceOf } from './compare.ts';
import type { Build, Dbt, Place } from './dbt.ts';
import { type Database, load, type Table } from './load.ts';
import type { TruthRow } from './truth/marts.ts';

/** A database, and how dbt reaches it. */
export interface Warehouse extends Place {
  readonly database: Database;
  /** How `npm run models:apply` reaches it. */
  readonly address: readonly string[];
  /** The schemas whose tables are loaded. */
  readonly filled: Set<string>;
}

export interface Case {
  readonly name: string;
  readonly schema: string;
  /** What the schema holds, and whether all columns are text. */
  readonly tables: readonly Table[];
  readonly isText: boolean;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly truth: Readonly<Record<string, readonly TruthRow[]>>;
  /** Whether the tests of the package run, too. */
  readonly isTested?: boolean;
  /** Marts that are not built, and that dbt names in a sentence. */
  readonly off?: readonly string[];
}

const MART = /^personio__/;

export function checksOfMarts(each: Case, warehouse: Warehouse, dbt: Dbt): Check[] {
  const { database, engine, filled } = warehouse;
  const { name, schema, tables, isText, truth, isTested = true, off = [] } = each;
  const title = `${engine}: ${name}`;
  const models = `${schema}_${name.replaceAll(/\W+/g, '_')}`.slice(0, LONGEST);
  let build: Build | undefined;
  const built: Check = {
    name: `${title}: dbt builds the models`,
    run: async () => {
      if (!filled.has(schema)) await load(database, tables, { schema, isText });
      filled.add(schema);
      const vars = { ...each.vars, personio_schema: schema };
      build = await dbt.build(warehouse, { vars, schema: models, command: isTested ? 'build' : 'run' });
      expectOff(build, off);
      // Views that cannot be read are only found by reading them.
      const others = build.models.filter((model) => MART.test(model) && truth[model] === undefined);
      for (const mart of others) await database.rows(`select count(*) as count from ${models}.${mart}`);
      return `${build.models.length} models, ${build.tests} tests`;
    },
  };
  return [built, ...comparisons({ title, schema: models, truth, database, isBuilt: () => build !== undefined })];
}

interface Compared {
  readonly title: string;
  readonly schema: string;
  readonly truth: Case['truth'];
  readonly database: Database;
  readonly isBuilt: () => boolean;
}

/** A check for each mart in a schema. */
export function comparisons({ title, schema, truth, database, isBuilt }: Compared): Check[] {
  return Object.entries(truth).map(([mart, rows]) => ({
    name: `${title}: ${mart}`,
    run: async () => {
      if (!isBuilt()) throw new Skip('the models are not built');
      const difference = differenceOf(await database.rows(`select * from ${schema}.${mart}`), rows);
      if (difference !== undefined) throw new Error(difference);
      return `${rows.length} rows`;
    },
  }));
}

/** For names in PostgreSQL. */
const LONGEST = 63;

function expectOff({ models, log }: Build, off: readonly string[]): void {
  const built = off.filter((mart) => models.includes(mart));
  if (built.length > 0) throw new Error(`built without a stream that they need: ${built.join(', ')}`);
  const silent = off.filter((mart) => !log.includes(`${mart} is off: it needs `));
  if (silent.length > 0) throw new Error(`no sentence says that these are off: ${silent.join(', ')}`);
}
