import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { widthOf } from '../src/printable.ts';
import { connector, type Run } from './connector.ts';
import { nextCommands } from './next_commands.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

describe('the demo', () => {
  let run: Run;
  const cwd = mkdtempSync(path.join(tmpdir(), 'demo-'));
  afterAll(() => rmSync(cwd, { recursive: true }));

  beforeAll(async () => {
    // Settings of this machine do not affect the sandbox's commands.
    run = await connector(['demo'], { cwd, env: { HTTP_PROXY: 'http://127.0.0.1:9', DEPLOYMENT_MODE: 'CLOUD' } });
  }, 60_000);

  test('reads every record and every change of the sandbox', () => {
    expect(run.stderr).toBe('');
    expect(run.exit).toBe(0);
    expect(run.stdout).toContain('Every record of the sandbox arrived exactly once.');
    expect(run.stdout).toMatch(/All \d+ changes are among them\./);
  });

  test('fits into 78 columns, and contains no protocol messages', () => {
    for (const line of run.stdout.split('\n')) expect(widthOf(line), line).toBeLessThanOrEqual(78);
    expect(run.stdout).not.toContain('{"type"');
  });

  test('shows rows of three streams, each as one table', () => {
    const tables = run.stdout.split('\n\n').filter((block) => /^-+( {2}-+)+$/m.test(block));

    expect(tables).toHaveLength(3);
    expect(tables.map((block) => /preview --stream (\w+)/.exec(block)?.[1])).toEqual([
      ...['persons', 'employments', 'absence_periods'],
    ]);
    for (const block of tables)
      expect(
        block
          .split(/^-+(?: {2}-+)+$/m)[1]
          ?.trim()
          .split('\n'),
      ).toHaveLength(3);
  });

  test('ends with what to type next, which works', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'demo-'));
    for (const name of ['dist', 'node_modules']) symlinkSync(path.join(ROOT, name), path.join(folder, name));
    const [first = '', ...next] = nextCommands(run.stdout);
    expect(first).toBe('npx node dist/main.js sandbox > config.json');
    expect(next).toHaveLength(2);
    const sandbox = inShell(first.replace('sandbox', 'sandbox --port 0 --persons 5'), folder);
    try {
      await ready(sandbox);
      const [preview = '', read = ''] = next;
      const shell = (command: string) => promisify(execFile)('sh', ['-c', command], { cwd: folder });
      expect((await shell(preview)).stdout).toMatch(/^id +first_name/);
      expect(await shell(read)).toEqual({ stdout: '', stderr: '' });
      expect(readFileSync(path.join(folder, 'records.jsonl'), 'utf8')).toMatch(/^\{"type":"RECORD".*"first_name"/m);
    } finally {
      process.kill(-Number(sandbox.pid));
      rmSync(folder, { recursive: true });
    }
  });

  test('says what it needs if no file can be written', async () => {
    const run = await connector(['demo'], { env: { TMPDIR: '/no/such/folder' } });

    expect(run.exit).toBe(1);
    expect(run.stderr).toBe('The demo cannot write to /no/such/folder: set TMPDIR.\n');
  });
});

/** In its own process group, because npx runs between the shell and the program. */
const inShell = (command: string, cwd: string): ChildProcess =>
  spawn('sh', ['-c', command], { cwd, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });

const ready = ({ stderr }: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let text = '';
    stderr?.on('data', (piece: Buffer) => {
      text += String(piece);
      if (text.includes('In another terminal')) resolve();
    });
    stderr?.on('end', () => reject(new Error(text)));
  });

describe('the sandbox as a command', () => {
  test('prints a config, says how to use it, serves, and exits cleanly on a signal', async () => {
    let answer: Promise<unknown> | undefined;
    const run = await connector(['sandbox', '--port', '0', '--persons', '3'], {
      onOutput: (stdout, { kill }) => {
        const { api_url: url } = JSON.parse(stdout) as { api_url: string };
        answer ??= fetch(`${url}/_sandbox/truth?ids=false`)
          .then((response) => response.json())
          .finally(() => kill('SIGTERM'));
      },
    });

    expect(await answer).toMatchObject({ persons: { count: 3 } });
    expect(run.exit).toBe(0);
    expect(Object.keys(JSON.parse(run.stdout))).toEqual(['client_id', 'client_secret', 'api_url']);
    expect(run.stderr).toBe(
      [
        'The sandbox is ready. The config for it is on stdout. Stop it with Ctrl-C.',
        'In another terminal: npx node dist/main.js preview --config config.json\n',
      ].join('\n'),
    );
  });

  test('can be reached from outside the image, and names a usable address', async () => {
    let asked: Promise<Response> | undefined;
    const run = await connector(['sandbox', '--port', '0', '--persons', '3'], {
      env: { AIRBYTE_ENTRYPOINT: 'node main.js' },
      onOutput: (stdout, { kill }) => {
        const { api_url: url } = JSON.parse(stdout) as { api_url: string };
        expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
        // Another address of this machine: only a server that listens on all of them answers there.
        asked ??= fetch(`${url.replace('127.0.0.1', '127.0.0.2')}/_sandbox/truth`).finally(() => kill('SIGTERM'));
      },
    });

    expect((await asked)?.status).toBe(200);
    expect(run.stderr).toContain('docker run --rm --network container:personio');
  });

  test('has its own options and help', async () => {
    const run = await connector(['sandbox', '--help']);

    expect(run.exit).toBe(0);
    expect(run.stdout).toContain('--latency MS');
    expect(run.stdout).not.toContain('--catalog');
  });

  test.each([
    ['an unknown option', ['--papi-secret'], /^The sandbox does not know this option.* --help\.\n$/],
    ['a word', ['papi-secret'], /^The sandbox does not know this option/],
    ['an invalid number', ['--persons', 'papi-secret'], /^--persons takes a number\.\n$/],
    ['invalid JSON in the settings', ['--settings', 'papi-secret'], /^--settings takes JSON\.\n$/],
  ])('refuses %s without repeating it', async (_, args, expected) => {
    const run = await connector(['sandbox', ...args]);

    expect(run.exit).toBe(1);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(expected);
    expect(run.stderr).not.toContain('secret');
  });

  test('says which port is in use', async () => {
    let second: Promise<Run> | undefined;
    await connector(['sandbox', '--port', '0', '--persons', '3'], {
      onOutput: (stdout, { kill }) => {
        const port = new URL((JSON.parse(stdout) as { api_url: string }).api_url).port;
        second ??= connector(['sandbox', '--port', port]).finally(() => kill('SIGTERM'));
      },
    });
    const run = await second;

    expect(run?.exit).toBe(1);
    expect(run?.stderr).toMatch(/^Port \d+ is in use\. Choose another one with --port\.\n$/);
  });
});
