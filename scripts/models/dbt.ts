// Runs dbt on the package in models/.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Engine } from '../../answers/views.ts';
import { ROOT } from '../engine.ts';

export interface Place {
  readonly engine: Engine;
  /** How dbt reaches the database: the entries of a profile. */
  readonly connection: Readonly<Record<string, unknown>>;
}

export interface BuildOptions {
  readonly vars: Readonly<Record<string, unknown>>;
  /** The models are created there. */
  readonly schema: string;
  /** `build` also runs the tests of the package. */
  readonly command?: 'build' | 'run';
}

export interface Build {
  /** What dbt logged. */
  readonly log: string;
  readonly models: readonly string[];
  readonly tests: number;
}

interface Result {
  readonly unique_id: string;
  readonly status: string;
  readonly message: string | null;
}

export class Dbt {
  readonly #program: string;
  readonly #folder: string;
  readonly #zone: string;

  /** dbt keeps its files in `folder`, and `zone` is the time zone of its process. */
  constructor(program: string, folder: string, zone: string) {
    this.#zone = zone;
    this.#program = program;
    this.#folder = folder;
  }

  /** Throws if a model cannot be made or a test fails. */
  async build({ engine, connection }: Place, options: BuildOptions): Promise<Build> {
    const { vars, schema, command = 'build' } = options;
    const own = path.join(this.#folder, `${engine}-${schema}`);
    fs.mkdirSync(own, { recursive: true });
    const output = { ...connection, type: engine, schema, threads: 2 };
    const profiles = { personio: { target: 'test', outputs: { test: output } } };
    // JSON is YAML.
    fs.writeFileSync(path.join(own, 'profiles.yml'), JSON.stringify(profiles));
    const target = path.join(own, 'target');
    fs.rmSync(path.join(target, 'run_results.json'), { force: true });
    const folders = ['--project-dir', path.join(ROOT, 'models'), '--profiles-dir', own, '--target-path', target];
    const args = [command, ...folders, '--log-path', own, '--vars', JSON.stringify(vars), '--no-use-colors'];
    const env = { ...process.env, TZ: this.#zone, DO_NOT_TRACK: '1', DBT_SEND_ANONYMOUS_USAGE_STATS: 'false' };
    const { log, failed } = await promisify(execFile)(this.#program, args, { env, maxBuffer: 2 ** 26 }).then(
      ({ stdout }) => ({ log: stdout, failed: false }),
      ({ stdout, stderr }) => ({ log: `${stdout}${stderr}`, failed: true }),
    );
    const results = resultsIn(target);
    const wrong = results.filter(({ status }) => status !== 'success' && status !== 'pass');
    if (failed || wrong.length > 0)
      throw new Error(wrong.length > 0 ? wrong.map(sentenceOf).join('; ') : log.slice(-1500));
    const models = results.flatMap(({ unique_id: id }) => (id.startsWith('model.') ? [nameOf(id)] : []));
    const tests = results.filter(({ unique_id: id }) => id.startsWith('test.'));
    return { log, models, tests: tests.length };
  }
}

function resultsIn(target: string): Result[] {
  const file = path.join(target, 'run_results.json');
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).results : [];
}

const nameOf = (id: string): string => id.split('.')[2] ?? id;
const sentenceOf = ({ unique_id: id, status, message }: Result): string => `${nameOf(id)}: ${status} ${message ?? ''}`;
