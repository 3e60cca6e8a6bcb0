// Builds the dbt package in models/ over accounts of known truth, in DuckDB and PostgreSQL: `npm run test:models`.
// One line per check; the last line is `N passed, N failed, N skipped`. dbt is pinned in
// integration_tests/clients/requirements and kept in a cache folder. Checks are skipped if the machine lacks Python, a
// package registry or PostgreSQL. Words after `--` select the checks whose name has them all: `-- duckdb sandbox`.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Engine } from '../answers/views.ts';
import { type Check, Tally } from './checks.ts';
import { Environments, findPython } from './clients/environments.ts';
import { startPostgres } from './clients/postgres.ts';
import { SandboxAccount } from './models/accounts/sandbox.ts';
import { Cases } from './models/cases.ts';
import { checksOfMarts, type Warehouse } from './models/checks_of_marts.ts';
import { checksOfViews } from './models/checks_of_views.ts';
import { Dbt } from './models/dbt.ts';
import { DuckDb, Postgres } from './models/load.ts';
import { endAll } from './process.ts';

/** Far from UTC, so that a wrong zone shows. */
const ZONE = 'America/Los_Angeles';

async function main(): Promise<void> {
  const tally = new Tally();
  const python = await findPython();
  if (python === undefined) {
    console.log('No Python from 3.10 to 3.12 with venv and pip is here: the models are not tested.');
    tally.count.skipped = 1;
    tally.close();
    return;
  }
  const environments = new Environments(python);
  environments.prepare(['dbt']);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'source-personio-models-'));
  fs.chmodSync(folder, 0o755);
  const account = await SandboxAccount.start();
  const closings = [() => account.close()];
  try {
    const cases = await Cases.of(account);
    const program = path.join(await environments.programs('dbt'), 'dbt');
    const dbt = new Dbt(program, folder, ZONE);
    const checksIn = async (warehouse: Warehouse): Promise<Check[]> => {
      const built = cases.of(warehouse.engine).flatMap((each) => checksOfMarts(each, warehouse, dbt));
      return [...built, ...(await checksOfViews(warehouse, program))].filter(isSelected);
    };
    const server = startPostgres(path.join(folder, 'server'), ZONE);
    await Promise.all([
      checksIn(inDuckDb(folder)).then((checks) => tally.attemptAll(checks)),
      server.then(
        async (postgres) => {
          closings.push(() => postgres.close());
          await tally.attemptAll(await checksIn(inPostgres(postgres)));
        },
        (error) => tally.attemptAll([without('postgres', error)]),
      ),
    ]);
  } catch (error) {
    await tally.attemptAll([without('duckdb', error)]);
  } finally {
    for (const close of closings) await close();
    endAll();
    fs.rmSync(folder, { recursive: true, force: true });
  }
  tally.close();
}

const isSelected = ({ name }: Check): boolean => process.argv.slice(2).every((word) => name.includes(word));

function inDuckDb(folder: string): Warehouse {
  const file = path.join(folder, 'models.duckdb');
  const connection = { path: file };
  return { engine: 'duckdb', database: new DuckDb(file), connection, address: ['--duckdb', file], filled: new Set() };
}

function inPostgres(server: { readonly port: number; readonly user: string }): Warehouse {
  const connection = { host: '127.0.0.1', port: server.port, user: server.user, password: 'none', dbname: 'postgres' };
  const address = ['--postgres', `postgresql://${server.user}@127.0.0.1:${server.port}/postgres`];
  return { engine: 'postgres', database: new Postgres(server), connection, address, filled: new Set() };
}

const without = (engine: Engine, error: unknown): Check => ({
  name: `${engine}: the models`,
  run: async () => {
    throw error;
  },
});

await main();
