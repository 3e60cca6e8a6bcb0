import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type GivenOptions, type Sandbox, startSandbox } from '../sandbox/server.ts';
import { fixedSchema } from '../src/account/available.ts';
import { type AnyMessage, connector, file, type Json, Run, read } from './connector.ts';
import { Destination } from './destination.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const CHANGING = ['persons', 'employments', 'absence_periods', 'attendance_periods'] as const;
const OTHERS = ['absence_types', 'projects', 'project_members', 'org_units', 'compensations'] as const;

let sandbox: Sandbox;

afterEach(async () => {
  await sandbox.close();
});

/** A run whose stdout is a real pipe that is read only on demand. */
class PipedRun {
  readonly #child: ChildProcess;
  readonly #pipe: number;
  readonly #ended: Promise<[number | null, NodeJS.Signals | null]>;
  readonly files: readonly string[];
  #closed = false;
  #stderr = '';
  text = '';
  endedAt = 0;

  constructor(config: object, streams: readonly string[]) {
    const catalog = {
      streams: streams.map((name) => ({
        stream: { name, json_schema: fixedSchema({ name }) },
        sync_mode: 'incremental',
      })),
    };
    this.files = [file('config.json', config), file('catalog.json', catalog)];
    const fifo = join(mkdtempSync(join(tmpdir(), 'source-personio-')), 'stdout');
    execFileSync('mkfifo', [fifo]);
    this.#pipe = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
    const end = openSync(fifo, constants.O_WRONLY);
    const args = [main, 'read', '--config', this.files[0] ?? '', '--catalog', this.files[1] ?? ''];
    this.#child = spawn(process.execPath, args, { env: {}, stdio: ['ignore', end, 'pipe'] });
    closeSync(end);
    this.#ended = once(this.#child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    this.#child.once('exit', () => {
      this.endedAt = performance.now();
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    onTestFinished(() => {
      this.#child.kill('SIGKILL');
      this.close();
    });
  }

  /** Reads everything that arrives; resolves once `condition` holds. */
  async flow(condition: (text: string) => boolean = () => false): Promise<void> {
    const socket = new Socket({ fd: this.#pipe, readable: true, writable: false });
    this.#closed = true;
    await new Promise<void>((resolve) => {
      socket.setEncoding('utf8').on('data', (text: string) => {
        this.text += text;
        if (condition(this.text)) resolve();
      });
      socket.once('close', resolve);
    });
  }

  /** Reads at most this many bytes waiting in the pipe. */
  take(bytes: number): void {
    const buffer = Buffer.alloc(bytes);
    try {
      this.text += buffer.toString('latin1', 0, readSync(this.#pipe, buffer, 0, bytes, null));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }

  /** The reader goes away. */
  close(): void {
    if (!this.#closed) closeSync(this.#pipe);
    this.#closed = true;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  get memoryMb(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }

  async end(): Promise<Run> {
    const [code, signal] = await this.#ended;
    return new Run(this.text, this.#stderr, code ?? signal ?? 'unknown');
  }
}

async function open(options: GivenOptions): Promise<void> {
  sandbox = await startSandbox({ seed: 11, limits: { on: false }, ...options });
}

const complete = (text: string): string => text.slice(0, text.lastIndexOf('\n') + 1);

/** What is true of a stopped run: no error, INCOMPLETE for what had begun, and states that count their records. */
function expectGoodManners(run: Run): void {
  expect(run.stderr).toBe('');
  expect(run.errors).toEqual([]);
  const started = new Set(
    run.messages.flatMap((message: AnyMessage) =>
      message.type === 'TRACE' && message.trace.type === 'STREAM_STATUS'
        ? [message.trace.stream_status.stream_descriptor.name]
        : [],
    ),
  );
  for (const name of started) expect(run.statuses(name).at(-1), name).toMatch(/^(IN)?COMPLETE$/);
  new Destination().take(run.stdout);
}

describe('SIGKILL after the n-th line', () => {
  beforeEach(async () => {
    await open({ persons: 100, attendances: 130 });
  });

  test.each([1, 30, 700, 4000, 5200, 7000, 9000, 10_500])('n = %i: the next run misses nothing', async (lines) => {
    const run = await read({
      schema: (name) => fixedSchema({ name }),
      config: sandbox.config,
      streams: [...CHANGING, ...OTHERS],
      onOutput: (stdout, process) => {
        if (countLines(stdout) >= lines) process.kill('SIGKILL');
      },
    });
    const destination = new Destination();
    // What the process wrote after that line and before the signal arrived was never read.
    destination.take(`${run.stdout.split('\n').slice(0, lines).join('\n')}\n`, 'what a state covers');
    const last = await read({
      schema: (name) => fixedSchema({ name }),
      config: sandbox.config,
      streams: [...CHANGING, ...OTHERS],
      state: destination.state,
    });
    destination.take(last.stdout);

    expect(run.exit).toBe('SIGKILL');
    expect(last.exit).toBe(0);
    for (const name of CHANGING) expect(destination.differences(name, sandbox.rows(name))).toEqual([]);
    const truth = sandbox.truth();
    for (const name of OTHERS) expect(destination.keys(name), name).toEqual([...(truth[name]?.ids ?? [])].sort());
  });
});

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

describe('SIGTERM', () => {
  /** Long enough for anything in flight to have begun. */
  const UNDER_WAY_MS = 700;

  test.each<[string, GivenOptions]>([
    ['the login hangs', { trouble: [{ match: { path: 'auth' }, act: { kind: 'hang' } }] }],
    ['the login is throttled', loginThrottled()],
    ['the login keeps failing', { trouble: [{ match: { path: 'auth' }, act: { kind: 'status', status: 503 } }] }],
    ['it waits for the rate limit', { limits: { on: true, burst: 1, rates: { default: 0.02, persons: 0.02 } } }],
    ['it waits for a Retry-After', retryAfter(30)],
    ['a request hangs', { trouble: [{ match: { path: 'GET', after: 3 }, act: { kind: 'hang' } }] }],
    ['a body hangs', { trouble: [{ match: { path: 'GET', after: 3 }, act: { kind: 'hang', when: 'body' } }] }],
    ['bodies trickle', { trouble: [{ match: { path: 'GET' }, act: { kind: 'trickle', bytes: 1 } }] }],
    [
      'requests keep failing',
      { trouble: [{ match: { path: 'GET', after: 5 }, act: { kind: 'status', status: 502 } }] },
    ],
    ['all goes well', { latencyMs: 30 }],
  ])('while %s: ends immediately with 143', async (_, options) => {
    await open({ persons: 300, ...options });
    const run = new PipedRun(sandbox.config, [...CHANGING, ...OTHERS]);
    void run.flow();
    await sleep(UNDER_WAY_MS);
    const killedAt = performance.now();
    run.kill('SIGTERM');
    const result = await run.end();

    expect(result.exit).toBe(143);
    expect(run.endedAt - killedAt).toBeLessThan(1000);
    expect(result.stdout).toBe(complete(result.stdout));
    expectGoodManners(result);
  });

  test.each([0, 20, 40, 60, 80, 100, 150, 200, 250, 300, 400])('%i ms after the start', async (ms) => {
    await open({ persons: 300, latencyMs: 10 });
    const run = new PipedRun(sandbox.config, CHANGING);
    void run.flow();
    await sleep(ms);
    const killedAt = performance.now();
    run.kill('SIGTERM');
    const result = await run.end();

    // Before its first line runs, no program can handle a signal.
    expect(result.stdout === '' ? ['SIGTERM', 143] : [143]).toContain(result.exit);
    expect(run.endedAt - killedAt).toBeLessThan(500);
    expect(result.stdout).toBe(complete(result.stdout));
    expectGoodManners(result);
  });

  test('while nobody reads its output: ends within a second', async () => {
    await open({ persons: 3000 });
    const run = new PipedRun(sandbox.config, CHANGING);
    await sleep(1500);
    const killedAt = performance.now();
    run.kill('SIGTERM');
    await sleep(1500);
    await run.flow();
    const result = await run.end();

    expect(result.exit).toBe(143);
    expect(run.endedAt - killedAt).toBeLessThan(1000);
    expect(result.stderr).toBe('');
    // The pipe was full in the middle of a line; complete lines are true.
    new Destination().take(result.stdout);
    expect(result.errors).toEqual([]);
  });

  test('while its reader has stalled, which then continues: nothing is torn', async () => {
    await open({ persons: 3000 });
    const run = new PipedRun(sandbox.config, CHANGING);
    await sleep(1500);
    run.kill('SIGTERM');
    await sleep(200);
    await run.flow();
    const result = await run.end();

    expect(result.exit).toBe(143);
    expect(result.stdout).toBe(complete(result.stdout));
    expectGoodManners(result);
    expect(result.statuses('persons').at(-1)).toBe('INCOMPLETE');
  });

  test('leaves a state from which the next run resumes', async () => {
    await open({ persons: 400, attendances: 40, latencyMs: 5 });
    const destination = new Destination();
    const lengths: number[] = [];
    for (let round = 0; round < 4; round++) {
      let killed = false;
      const run = await read({
        schema: (name) => fixedSchema({ name }),
        config: sandbox.config,
        streams: CHANGING,
        state: destination.state,
        onOutput: (stdout, process) => {
          // Once: a second one may meet a process whose handlers are already gone.
          if (stdout.length > 1_500_000 && !killed) process.kill('SIGTERM');
          killed ||= stdout.length > 1_500_000;
        },
      });
      destination.take(run.stdout, 'what a state covers');
      lengths.push(run.stdout.length);
      if (run.exit === 0) break;
      expect(run.exit).toBe(143);
    }
    const last = await read({
      schema: (name) => fixedSchema({ name }),
      config: sandbox.config,
      streams: CHANGING,
      state: destination.state,
    });
    destination.take(last.stdout);

    expect(last.exit).toBe(0);
    expect(lengths.length).toBeGreaterThan(1);
    for (const name of CHANGING) expect(destination.differences(name, sandbox.rows(name))).toEqual([]);
  });

  test('a second one changes nothing', async () => {
    await open({ persons: 1000, latencyMs: 20 });
    const run = new PipedRun(sandbox.config, CHANGING);
    void run.flow();
    await sleep(600);
    run.kill('SIGTERM');
    run.kill('SIGTERM');
    const result = await run.end();

    expect(result.exit).toBe(143);
    expectGoodManners(result);
  });

  test('SIGINT ends with 130', async () => {
    await open({ persons: 1000, latencyMs: 20 });
    const run = new PipedRun(sandbox.config, CHANGING);
    void run.flow();
    await sleep(600);
    run.kill('SIGINT');
    const result = await run.end();

    expect(result.exit).toBe(130);
    expectGoodManners(result);
  });
});

function retryAfter(seconds: number): GivenOptions {
  const act = { kind: 'status', status: 429, retryAfterSeconds: seconds } as const;
  return { trouble: [{ match: { path: 'GET', after: 3 }, act }] };
}

function loginThrottled(): GivenOptions {
  return { trouble: [{ match: { path: 'auth' }, act: { kind: 'status', status: 429, retryAfterSeconds: 20 } }] };
}

describe('a process that has written everything', () => {
  test('ends, whatever requests are still queued', async () => {
    await open({ limits: { on: true, burst: 1, rates: { default: 0.05, persons: 0.05 } } });
    let answeredAt = 0;
    const run = await connector(['check', '--config', file('config.json', sandbox.config)], {
      onOutput: (stdout) => {
        if (stdout.includes('CONNECTION_STATUS')) answeredAt ||= performance.now();
      },
    });

    expect(run.connectionStatus).toBeDefined();
    expect(performance.now() - answeredAt).toBeLessThan(1000);
  });
});

describe('a reader', () => {
  test.each([0, 1, 500, 20_000, 70_000, 300_000, 2_000_000])('that goes away after %i bytes', async (bytes) => {
    await open({ persons: 1500 });
    const run = new PipedRun(sandbox.config, [...CHANGING, ...OTHERS]);
    while (run.text.length < bytes) {
      run.take(Math.min(65_536, bytes - run.text.length));
      await sleep(1);
    }
    const closedAt = performance.now();
    run.close();
    const result = await run.end();

    expect(result.exit).toBe(1);
    expect(result.stderr).toBe('');
    expect(run.endedAt - closedAt).toBeLessThan(bytes === 0 ? 2000 : 500);
  });

  test('that reads a byte every few milliseconds: memory stays flat and requests stop', async () => {
    await open({ persons: 5000 });
    const run = new PipedRun(sandbox.config, CHANGING);
    const samples: number[] = [];
    const timer = setInterval(() => run.take(1), 3);
    await sleep(2500);
    const requests = sandbox.requests.length;
    for (let count = 0; count < 50; count++) {
      await sleep(100);
      samples.push(run.memoryMb);
    }
    clearInterval(timer);

    expect(sandbox.requests.length - requests).toBeLessThan(20);
    const [first = 0] = samples;
    expect(Math.max(...samples) - first).toBeLessThan(10);
    run.close();
    expect((await run.end()).exit).toBe(1);
  });
});

describe('stdout redirected to a file', () => {
  const isRoot = process.getuid?.() === 0;

  async function readInto(path: string, streams: readonly string[]) {
    const catalog = {
      streams: streams.map((name) => ({
        stream: { name, json_schema: fixedSchema({ name }) },
        sync_mode: 'incremental',
      })),
    };
    const out = openSync(path, 'w');
    const args = [main, 'read', '--config', file('config.json', sandbox.config)];
    const child = spawn(process.execPath, [...args, '--catalog', file('catalog.json', catalog)], {
      env: {},
      stdio: ['ignore', out, 'pipe'],
    });
    closeSync(out);
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [code, signal] = await once(child, 'close');
    return { exit: code ?? signal, stderr };
  }

  function expectOneSentence(stderr: string): void {
    expect(stderr).toMatch(/^[A-Z][^\n]*(space|ENOSPC)[^\n]*\n$/);
    expect(stderr).not.toMatch(/\n\s+at /);
  }

  test('holds everything', async () => {
    await open({ persons: 500 });
    const path = file('stdout', '');

    const { exit, stderr } = await readInto(path, CHANGING);

    const run = new Run(readFileSync(path, 'utf8'), stderr, exit);
    expect(run.exit).toBe(0);
    const destination = new Destination();
    destination.take(run.stdout);
    for (const name of CHANGING) expect(destination.differences(name, sandbox.rows(name))).toEqual([]);
  });

  test('on a device that is full: fails with one sentence', async () => {
    await open({ persons: 100 });

    const { exit, stderr } = await readInto('/dev/full', CHANGING);

    expect(exit).toBe(1);
    expectOneSentence(stderr);
  });

  /** The last write before the end of the disk is a short one. */
  test.runIf(isRoot && canMount()).each([4, 64, 200, 900])(
    'on a disk of %i KB: fails with one sentence',
    async (kilobytes) => {
      await open({ persons: 1000 });
      const folder = mkdtempSync(join(tmpdir(), 'source-personio-disk-'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder]);
      try {
        const path = join(folder, 'stdout');
        const { exit, stderr } = await readInto(path, CHANGING);

        expect(exit).toBe(1);
        expectOneSentence(stderr);
        expect(statSync(path).size).toBe(kilobytes * 1024);
        // What was written is correct.
        new Destination().take(readFileSync(path, 'utf8'));
      } finally {
        execFileSync('umount', [folder]);
      }
    },
  );

  function canMount(): boolean {
    const folder = mkdtempSync(join(tmpdir(), 'source-personio-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', folder], { stdio: 'ignore' });
      execFileSync('umount', [folder]);
      return true;
    } catch {
      return false;
    }
  }
});

describe('files that disappear', () => {
  test('config and catalog, once it reads: it continues', async () => {
    await open({ persons: 300, latencyMs: 5 });
    const run = new PipedRun(sandbox.config, CHANGING);
    await run.flow((text) => text.includes('"RECORD"'));
    for (const path of run.files) rmSync(path);
    const result = await run.end();

    expect(result.exit).toBe(0);
    expect(result.errors).toEqual([]);
    const ids = (sandbox.rows('employments') as Json[]).map(({ id }) => String(id));
    expect(result.keys('employments')).toEqual(ids.sort());
  });
});
