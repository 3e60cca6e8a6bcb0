// The Python environments of the clients: one for each, made once and kept in a cache folder.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Skip } from '../checks.ts';
import { ROOT } from '../engine.ts';

const exec = promisify(execFile);
const CACHE = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'source-personio', 'clients');
const REQUIREMENTS = path.join(ROOT, 'integration_tests', 'clients', 'requirements');

/** The name of an environment is the name of its requirements file. */
export type Client = 'protocol' | 'cdk' | 'pyairbyte' | 'meltano' | 'target_jsonl' | 'tap_airbyte' | 'dbt';

/** Not in any package registry. It declares Python older than 3.11, and runs on newer ones. */
const TAP_AIRBYTE = {
  repository: 'https://github.com/MeltanoLabs/tap-airbyte-wrapper.git',
  commit: 'e874473c2b0806bd6cc5b86d0001f041db7699da',
};

export interface Python {
  /** Any of `python3.12`, `python3` … */
  readonly command: string;
  readonly version: string;
}

/** The first Python that all clients run on: PyAirbyte needs 3.10 to 3.12. */
export async function findPython(): Promise<Python | undefined> {
  const script = 'import sys, venv, ensurepip; print("%d.%d.%d" % sys.version_info[:3])';
  const given = process.env.PYTHON === undefined ? [] : [process.env.PYTHON];
  for (const command of [...given, 'python3.12', 'python3.11', 'python3.10', 'python3', 'python']) {
    const found = await exec(command, ['-c', script]).catch(() => undefined);
    const version = found?.stdout.trim() ?? '';
    if (/^3\.1[012]\./.test(version)) return { command, version };
  }
  return undefined;
}

export class Environments {
  private readonly python: Python;
  private readonly made = new Map<Client, Promise<string>>();
  /** One pip per core at a time; more would slow each other down. */
  private queue: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];

  constructor(python: Python) {
    this.python = python;
  }

  /** Starts to make them, in this order. */
  prepare(clients: readonly Client[]): void {
    for (const client of clients) {
      const made = this.enqueue(() => this.make(client));
      // The check that needs the environment gets the error.
      made.catch(() => {});
      this.made.set(client, made);
    }
  }

  /** The folder with the programs of an environment. */
  async programs(client: Client): Promise<string> {
    const folder = this.made.get(client);
    if (folder === undefined) throw new Error(`${client} was not prepared`);
    return path.join(await folder, 'bin');
  }

  private enqueue<T>(work: () => Promise<T>): Promise<T> {
    const [next = Promise.resolve(), ...others] = this.queue;
    const result = next.then(work);
    this.queue = [...others, result.catch(() => {})];
    return result;
  }

  private async make(client: Client): Promise<string> {
    const file = path.join(REQUIREMENTS, `${client}.txt`);
    const hash = createHash('sha256').update(fs.readFileSync(file)).update(this.python.version);
    if (client === 'tap_airbyte') hash.update(TAP_AIRBYTE.commit);
    const folder = path.join(CACHE, `${client}-${hash.digest('hex').slice(0, 12)}`);
    const complete = path.join(folder, 'complete');
    if (fs.existsSync(complete)) return folder;

    const env = { ...process.env, GIT_TERMINAL_PROMPT: '0' };
    if (client === 'tap_airbyte') {
      await exec('git', ['ls-remote', TAP_AIRBYTE.repository, 'HEAD'], { env, timeout: 20_000 }).catch(() => {
        throw new Skip('tap-airbyte is only on GitHub, which does not answer');
      });
    }
    fs.rmSync(folder, { recursive: true, force: true });
    await exec(this.python.command, ['-m', 'venv', folder]);
    const pip = (...args: string[]) =>
      exec(path.join(folder, 'bin', 'python'), ['-m', 'pip', '--disable-pip-version-check', '--quiet', ...args], {
        env,
      });
    try {
      // The list is complete, so pip has nothing to resolve.
      await pip('install', '--no-deps', '--requirement', file);
    } catch (error) {
      const { stderr } = error as { stderr: string };
      await pip('download', '--no-deps', '--no-cache-dir', '--dest', folder, 'typing-extensions==4.16.0').catch(() => {
        throw new Skip('no package registry answers');
      });
      throw new Error(`pip could not install ${client}: ${stderr.trim().slice(-600)}`);
    }
    if (client === 'tap_airbyte') {
      const { repository, commit } = TAP_AIRBYTE;
      await pip('install', '--no-deps', '--ignore-requires-python', `tap-airbyte @ git+${repository}@${commit}`);
    }
    fs.writeFileSync(complete, '');
    return folder;
  }
}
