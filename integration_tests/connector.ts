import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Message, StreamState, TraceError } from '../src/airbyte/protocol.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

export type Json = Readonly<Record<string, unknown>>;

interface RecordMessage {
  readonly type: 'RECORD';
  readonly record: {
    readonly stream: string;
    readonly data: Json;
    readonly emitted_at: number;
    readonly meta?: { readonly changes: readonly Json[] };
  };
}

export type AnyMessage = Message | RecordMessage;

/** The result of a run of the real command line. */
export class Run {
  readonly stdout: string;
  readonly stderr: string;
  /** The exit code, or the signal that ended it. */
  readonly exit: number | string;
  #messages: readonly AnyMessage[] | undefined;

  constructor(stdout: string, stderr: string, exit: number | string) {
    this.stdout = stdout;
    this.stderr = stderr;
    this.exit = exit;
  }

  get messages(): readonly AnyMessage[] {
    // A killed process may have been in the middle of a line.
    const lines = () => this.stdout.split('\n').slice(0, -1);
    this.#messages ??= lines().map((line) => JSON.parse(line) as AnyMessage);
    return this.#messages;
  }

  records(stream: string): Json[] {
    return this.#recordMessages(stream).map(({ data }) => data);
  }

  /** The keys of a stream's records, sorted. */
  keys(stream: string): string[] {
    return this.records(stream)
      .map((record) => String(record.record_key ?? record.id))
      .sort();
  }

  changes(stream: string): Json[] {
    return this.#recordMessages(stream).flatMap(({ meta }) => meta?.changes ?? []);
  }

  states(stream: string): { state: StreamState; recordCount: number }[] {
    return this.messages.flatMap((message) =>
      message.type === 'STATE' && message.state.stream.stream_descriptor.name === stream
        ? [{ state: message.state.stream.stream_state, recordCount: message.state.sourceStats.recordCount }]
        : [],
    );
  }

  /** The last state of each stream, as a file for the next run. */
  get stateFile(): string {
    const last = new Map<string, AnyMessage>();
    for (const message of this.messages) {
      if (message.type === 'STATE') last.set(message.state.stream.stream_descriptor.name, message);
    }
    return JSON.stringify([...last.values()].map((message) => (message.type === 'STATE' ? message.state : undefined)));
  }

  statuses(stream: string): string[] {
    return this.messages.flatMap((message) =>
      message.type === 'TRACE' &&
      message.trace.type === 'STREAM_STATUS' &&
      message.trace.stream_status.stream_descriptor.name === stream
        ? [message.trace.stream_status.status]
        : [],
    );
  }

  get errors(): TraceError[] {
    return this.messages.flatMap((message) =>
      message.type === 'TRACE' && message.trace.type === 'ERROR' ? [message.trace.error] : [],
    );
  }

  logs(level: string): string[] {
    return this.messages.flatMap((message) =>
      message.type === 'LOG' && message.log.level === level ? [message.log.message] : [],
    );
  }

  /** What the log says of a stream, alone or together with others. */
  said(stream: string, level: string): string[] {
    return this.logs(level).filter((message) => {
      const [names = ''] = message.split(': ', 1);
      return /^All \d+ streams$/.test(names) || names.split(', ').includes(stream);
    });
  }

  get connectionStatus() {
    const found = this.messages.find((message) => message.type === 'CONNECTION_STATUS');
    return found?.type === 'CONNECTION_STATUS' ? found.connectionStatus : undefined;
  }

  #recordMessages(stream: string): RecordMessage['record'][] {
    return this.messages.flatMap((message) =>
      message.type === 'RECORD' && message.record.stream === stream ? [message.record] : [],
    );
  }
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** The folder in which the program runs. */
  readonly cwd?: string;
  /** The built program, if not the one of this repository. */
  readonly program?: string;
  /** The signal is sent after this many milliseconds. */
  readonly signal?: NodeJS.Signals;
  readonly after?: number;
  /** What the machine's clock shows when the run begins, if not the true time. */
  readonly clock?: Date | undefined;
  /** No host name resolves: the resolver fails with this code. */
  readonly unresolved?: 'ENOTFOUND' | 'EAI_AGAIN' | undefined;
  /** Observes stdout as it grows, and may end the process. */
  readonly onOutput?: (stdout: string, process: { kill(signal: NodeJS.Signals): void; closeStdout(): void }) => void;
}

/** Runs the built connector with these arguments. */
export function connector(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [options.program ?? main, ...args], {
      cwd: options.cwd,
      env: { PATH: process.env.PATH ?? '', NODE_OPTIONS: preloaded(options), ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      options.onOutput?.(stdout, { kill: (signal) => child.kill(signal), closeStdout: () => child.stdout.destroy() });
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const { signal, after = 0 } = options;
    const timer = signal && setTimeout(() => child.kill(signal), after);
    child.on('error', reject);
    child.on('close', (code, endedBy) => {
      clearTimeout(timer);
      resolve(new Run(stdout, stderr, code ?? endedBy ?? 'unknown'));
    });
  });
}

/** Modules that a Node process loads first, so that it sees a different machine. */
export function preloaded({ clock, unresolved }: RunOptions): string {
  const modules = [...(clock ? [clockModule(clock)] : []), ...(unresolved ? [resolverModule(unresolved)] : [])];
  return modules.map((code) => `--import=data:text/javascript,${encodeURIComponent(code)}`).join(' ');
}

const clockModule = (clock: Date): string => `
  const True = Date;
  const now = () => True.now() + ${clock.getTime() - Date.now()};
  globalThis.Date = class Date extends True {
    constructor(...parts) { super(...(parts.length > 0 ? parts : [now()])); }
  };
  Date.now = now;`;

const resolverModule = (code: string): string => `
  import dns from 'node:dns';
  import { isIP } from 'node:net';
  const { lookup } = dns;
  dns.lookup = (hostname, options, done = options) => {
    if (isIP(hostname)) return lookup(hostname, options, done);
    const error = Object.assign(new Error('getaddrinfo ${code} ' + hostname), { code: '${code}', hostname });
    process.nextTick(done, error);
  };`;

/** Writes a file for a run and returns its path. */
export function file(name: string, content: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), 'source-personio-')), name);
  const isWritten = typeof content === 'string' || content instanceof Uint8Array;
  writeFileSync(path, isWritten ? content : JSON.stringify(content));
  return path;
}

export interface ReadOptions extends RunOptions {
  readonly config: object;
  readonly streams: readonly string[];
  readonly mode?: 'full_refresh' | 'incremental';
  /** Text of the state file. */
  readonly state?: string;
  /** The configured schema of every stream, or of each: `{}` selects everything. */
  readonly schema?: object | ((stream: string) => object);
}

/** Runs `read` with files made for it. */
export function read({
  config,
  streams,
  mode = 'incremental',
  state,
  schema = {},
  ...options
}: ReadOptions): Promise<Run> {
  const catalog = {
    streams: streams.map((name) => ({
      stream: { name, json_schema: typeof schema === 'function' ? schema(name) : schema },
      sync_mode: mode,
      destination_sync_mode: 'append_dedup',
    })),
  };
  const args = ['read', '--config', file('config.json', config), '--catalog', file('catalog.json', catalog)];
  return connector(state === undefined ? args : [...args, '--state', file('state.json', state)], options);
}
