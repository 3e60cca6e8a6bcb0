// The statements of docs/changes-and-deletions.md and docs/privacy.md in the DuckDB that comes with PyAirbyte.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Check } from '../checks.ts';
import { ROOT } from '../engine.ts';
import type { Environments } from './environments.ts';
import { STORIES } from './history.ts';

const SCRIPT = path.join(ROOT, 'integration_tests', 'clients', 'duckdb_answer.py');
const exec = promisify(execFile);

export function duckdbChecks(environments: Environments): Check[] {
  return STORIES.map(({ name, before, select, answer }) => ({
    name: `DuckDB: ${name}`,
    run: async () => {
      const python = path.join(await environments.programs('pyairbyte'), 'python');
      const { stdout } = await exec(python, [SCRIPT, `${before}\n${select}`]);
      assert.deepEqual(JSON.parse(stdout), answer);
      return `${answer.length} rows`;
    },
  }));
}
