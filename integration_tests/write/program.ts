import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TraceError } from '../../src/airbyte/protocol.ts';
import { file, type Json } from '../connector.ts';

const program = fileURLToPath(new URL('../../dist/destination.js', import.meta.url));
/** How often it is looked whether the program is to be ended. */
const LOOK_MS = 5;

/** A stream of the catalog. */
export interface Incoming {
  readonly name: string;
  readonly namespace?: string;
  readonly mode?: string;
  /** The columns of the primary key. */
  readonly key?: readonly string[];
  readonly object?: string;
  readonly [more: string]: unknown;
}

/** A line of the report. */
export interface Line {
  readonly stream: string;
  readonly row: number;
  readonly outcome: string;
  readonly id?: string;
  readonly code?: string;
  readonly column?: string;
  readonly message?: string;
  readonly [more: string]: unknown;
}

export interface State {
  readonly type?: string;
  readonly stream?: { readonly stream_descriptor: { readonly name: string }; readonly stream_state: unknown };
  readonly id?: number;
  readonly destinationStats: { readonly recordCount: number; readonly rejectedRecordCount: number };
  readonly [more: string]: unknown;
}

interface AnyMessage {
  readonly type: string;
  readonly state?: State;
  readonly log?: { readonly level: string; readonly message: string };
  readonly trace?: { readonly type: string; readonly error?: TraceError };
}

/** What a run of `write` did. */
export class Written {
  /** The exit code, or the signal that ended it. */
  readonly exit: number | string;
  readonly stdout: string;
  readonly stderr: string;
  readonly folder: string;
  readonly seconds: number;
  /** Of memory, in megabytes. */
  readonly peak: number;

  constructor(values: Pick<Written, 'exit' | 'stdout' | 'stderr' | 'folder' | 'seconds' | 'peak'>) {
    this.exit = values.exit;
    this.stdout = values.stdout;
    this.stderr = values.stderr;
    this.folder = values.folder;
    this.seconds = values.seconds;
    this.peak = values.peak;
  }

  get messages(): AnyMessage[] {
    // A killed process may have been in the middle of a line.
    const whole = this.stdout.split('\n').slice(0, -1);
    return whole.map((line) => JSON.parse(line) as AnyMessage);
  }

  states(stream?: string): State[] {
    const states = this.messages.flatMap(({ state }) => (state === undefined ? [] : [state]));
    return stream === undefined ? states : states.filter((one) => one.stream?.stream_descriptor.name === stream);
  }

  /** The ids of the states that were echoed, in order. */
  echoed(stream?: string): (number | undefined)[] {
    return this.states(stream).map(({ id }) => id);
  }

  get errors(): TraceError[] {
    return this.messages.flatMap(({ trace }) => (trace?.error === undefined ? [] : [trace.error]));
  }

  logs(level: string): string[] {
    return this.messages.flatMap(({ log }) => (log?.level === level ? [log.message] : []));
  }

  /** The names of the report's files. */
  get files(): string[] {
    return readdirSync(this.folder).sort();
  }

  get report(): Line[] {
    return this.files.flatMap((name) => {
      const text = readFileSync(join(this.folder, name), 'utf8');
      return text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Line);
    });
  }

  /** What became of the rows of a stream, by number. A reject is its code. */
  outcomes(stream: string): string[] {
    return this.report
      .filter((line) => line.stream === stream)
      .sort((one, other) => one.row - other.row)
      .map(({ outcome, code }) => code ?? outcome);
  }

  line(stream: string, row: number): Line | undefined {
    return this.report.find((line) => line.stream === stream && line.row === row);
  }

  /** For the message of a failed test. */
  get story(): string {
    return `exit ${this.exit}\n${this.stdout}${this.stderr}`;
  }
}

interface Killing {
  readonly signal: NodeJS.Signals;
  /** It is asked again and again. */
  when(stdout: string, milliseconds: number): boolean;
}

export interface WriteOptions {
  /** Without a report folder it gets a new one; null leaves it out. */
  readonly config: object;
  readonly streams: readonly Incoming[];
  /** Lines of the input, or pieces of it that are not lines yet. */
  readonly lines: Iterable<string | Uint8Array>;
  /** The input does not end. */
  readonly staysOpen?: boolean;
  readonly kill?: Killing | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `write` of the built program. */
export async function write(options: WriteOptions): Promise<Written> {
  const { report: given, ...others } = options.config as { readonly report?: { readonly folder?: string } | null };
  const folder = given?.folder ?? mkdtempSync(join(tmpdir(), 'destination-report-'));
  const report = given === undefined ? { folder } : given;
  const config = { settle_seconds: 0, retry_seconds: 5, ...others, ...(report !== null && { report }) };
  const catalog = { streams: options.streams.map(entryOf) };
  const args = ['write', '--config', file('config.json', config), '--catalog', file('catalog.json', catalog)];
  const began = performance.now();
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH ?? '', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [stdout, stderr, peak] = ['', '', 0];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A program that ends early does not read its input.
  child.stdin.on('error', () => {});
  const feeding = feed(child, options);
  const timer = setInterval(() => {
    peak = Math.max(peak, peakOf(child));
    if (options.kill?.when(stdout, performance.now() - began) !== true) return;
    child.kill(options.kill.signal);
    clearInterval(timer);
  }, LOOK_MS);
  const exit = await new Promise<number | string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  clearInterval(timer);
  await feeding;
  return new Written({ exit, stdout, stderr, folder, seconds: (performance.now() - began) / 1000, peak });
}

/** A pipe: what does not fit waits until the program reads on. */
async function feed(child: ChildProcess, { lines, staysOpen = false }: WriteOptions): Promise<void> {
  const { stdin } = child;
  for (const line of lines) {
    if (!stdin?.writable) return;
    const hasRoom = stdin.write(typeof line === 'string' ? `${line}\n` : line);
    if (!hasRoom)
      await new Promise<void>((resolve) => {
        stdin.once('drain', resolve).once('close', resolve);
      });
  }
  if (!staysOpen) stdin?.end();
}

function entryOf({ name, namespace, mode = 'append', key, object, ...more }: Incoming): Json {
  return {
    stream: { name, ...(namespace !== undefined && { namespace }), json_schema: {} },
    sync_mode: 'full_refresh',
    destination_sync_mode: mode,
    ...(key && { primary_key: key.map((column) => [column]) }),
    ...(object !== undefined && { destination_object_name: object }),
    ...more,
  };
}

function peakOf(child: ChildProcess): number {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

export const row = (stream: string, data: Json, more: Json = {}): string =>
  JSON.stringify({ type: 'RECORD', record: { stream, data, emitted_at: 1_764_320_000_000, ...more } });

/** A state of a stream. */
export const state = (stream: string, id: number, more: Json = {}): string =>
  JSON.stringify({
    type: 'STATE',
    state: {
      type: 'STREAM',
      stream: { stream_descriptor: { name: stream }, stream_state: { cursor: id } },
      id,
      ...more,
    },
  });

/** Requests that write, of which a dry run sends none. */
export const isWrite = ({ method, path }: { readonly method: string; readonly path: string }): boolean =>
  method !== 'GET' && !path.includes('/auth');
