// Builds the models over an account's tables and compares each mart with the truth.
import { type Check, Skip } from '../checks.ts';
import { differenceOf } from './compare.ts';
import type { Build, Dbt, Place } from './dbt.ts';
import { type Database, load, type Table } from './load.ts';
import type { TruthRow } from './truth/marts.ts';

/** A database with the way in which dbt reaches it. */
export interface Warehouse extends Place {
  readonly database: Database;
}

export interface Case {
  readonly name: string;
  /** The tables, the schema they go to, and whether all their columns are text. */
  readonly tables: readonly Table[];
  readonly schema: string;
  readonly isText?: boolean;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly truth: Readonly<Record<string, readonly TruthRow[]>>;
  /** Whether the tests of the package run, too. */
  readonly isTested?: boolean;
}

export function checksOfMarts(each: Case, warehouse: Warehouse, dbt: Dbt): Check[] {
  const { database, engine } = warehouse;
  const { name, schema, tables, isText = false, truth, isTested = true } = each;
  const title = `${engine}: ${name}`;
  const models = `${schema}_models`;
  let build: Build | undefined;
  const built: Check = {
    name: `${title}: dbt builds the models`,
    run: async () => {
      await load(database, tables, { schema, isText });
      const vars = { ...each.vars, personio_schema: schema };
      build = await dbt.build(warehouse, { vars, schema: models, command: isTested ? 'build' : 'run' });
      return `${build.models.length} models, ${build.tests} tests`;
    },
  };
  const compared = Object.entries(truth).map(
    ([mart, rows]): Check => ({
      name: `${title}: ${mart}`,
      run: async () => {
        if (build === undefined) throw new Skip('the models are not built');
        const difference = differenceOf(await database.rows(`select * from ${models}.${mart}`), rows);
        if (difference !== undefined) throw new Error(difference);
        return `${rows.length} rows`;
      },
    }),
  );
  return [built, ...compared];
}
