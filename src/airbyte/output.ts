import { once } from 'node:events';
import { createWriteStream, fstatSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { type ConnectorError, OwnError } from '../errors.ts';
import { Masker } from './mask.ts';
import { type RecordParts, recordLines } from './messages.ts';
import type { LogLevel, Message, StreamState, StreamStatus, Trace } from './protocol.ts';

/** Small writes are gathered until there is this much, or nothing else to do (UTF-16 units). */
const CHUNK = 65_536;

const LEVELS: readonly LogLevel[] = ['ERROR', 'WARN', 'INFO', 'DEBUG'];

/** A state is written at the first safe point after this many records … */
const RECORDS_PER_STATE = 5_000;
/** … or this long after the last one with records since, … */
const STATE_EVERY_MS = 10_000;
/** … or, as a sign of life, this long after the last one without any. */
const IDLE_STATE_EVERY_MS = 600_000;

interface StreamOutput {
  /** Records written since the last state. */
  unclaimed: number;
  stateAt: number;
  state: string;
  status: StreamStatus | undefined;
}

/** Is told how far the streams got. */
export interface Progress {
  records(stream: string, count: number): void;
  status(stream: string, status: StreamStatus): void;
}

/**
 * The only writer of stdout. Every line goes through here: masked where it is not a record, counted, in order, and
 * never faster than the reader: each write resolves once there is room again.
 */
export class Output {
  readonly masker = new Masker();
  level: LogLevel = 'INFO';
  readonly #sink: Writable;
  readonly #progress: Progress | undefined;
  readonly #streams = new Map<string, StreamOutput>();
  #gathered = '';
  #flushing: NodeJS.Immediate | undefined;
  #room: Promise<unknown> | undefined;
  #closed = false;

  constructor(sink: Writable, progress?: Progress) {
    this.#sink = sink;
    this.#progress = progress;
  }

  /** Calls back once when stdout can no longer be written to: the reader is gone (EPIPE) or the disk is full. */
  onBroken(callback: (error: NodeJS.ErrnoException) => void): void {
    this.#sink.on('error', (error) => {
      if (!this.#closed) callback(error);
      this.#closed = true;
    });
  }

  /** Resolves once the reader has taken enough of what was written. */
  async ready(): Promise<void> {
    await this.#room;
  }

  /** From now on nothing is written any more. */
  close(): void {
    this.#pass();
    this.#closed = true;
  }

  /** Resolves when everything written so far has left the process; false if it could not. */
  async flush(): Promise<boolean> {
    this.#pass();
    return await new Promise<boolean>((resolve) => this.#sink.write('', (error) => resolve(!error)));
  }

  /** Writes a page of records in one piece. */
  async records(stream: string, records: readonly RecordParts[]): Promise<void> {
    if (records.length === 0) return;
    this.#stream(stream).unclaimed += records.length;
    this.#progress?.records(stream, records.length);
    await this.#write(recordLines(stream, records));
  }

  /** Writes the state if it is due: see the constants above. Call it at safe points only. */
  async checkpoint(stream: string, state: () => StreamState): Promise<void> {
    const { unclaimed, stateAt } = this.#stream(stream);
    const age = Date.now() - stateAt;
    const due = unclaimed >= RECORDS_PER_STATE || age >= (unclaimed > 0 ? STATE_EVERY_MS : IDLE_STATE_EVERY_MS);
    if (due) await this.state(stream, state());
  }

  /** Writes the state, unless it would repeat the last one and claim no record. */
  async state(stream: string, state: StreamState): Promise<void> {
    const output = this.#stream(stream);
    const text = JSON.stringify(state);
    if (text === output.state && output.unclaimed === 0) return;
    const recordCount = output.unclaimed;
    output.unclaimed = 0;
    output.stateAt = Date.now();
    output.state = text;
    await this.#message({
      type: 'STATE',
      state: {
        type: 'STREAM',
        stream: { stream_descriptor: { name: stream }, stream_state: state },
        sourceStats: { recordCount },
      },
    });
  }

  async status(stream: string, status: StreamStatus, quotaReset?: number): Promise<void> {
    this.#stream(stream).status = status;
    this.#progress?.status(stream, status);
    await this.#trace({
      type: 'STREAM_STATUS',
      stream_status: {
        stream_descriptor: { name: stream },
        status,
        ...(quotaReset !== undefined && {
          reasons: [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: quotaReset } }],
        }),
      },
    });
  }

  /** How many records the stream will have, as far as the server tells. */
  async estimate(stream: string, rows: number): Promise<void> {
    await this.#trace({ type: 'ESTIMATE', estimate: { type: 'STREAM', name: stream, row_estimate: rows } });
  }

  /** Streams that were started and have come to no end. */
  get open(): string[] {
    return [...this.#streams]
      .filter(([, { status }]) => status === 'STARTED' || status === 'RUNNING')
      .map(([name]) => name);
  }

  /** The error trace that fails a stream or, without one, the command. */
  async error(error: ConnectorError, stream?: string): Promise<void> {
    const { cause } = error;
    const internal = cause instanceof Error ? internalText(cause) : undefined;
    const stack = error.failureType === 'system_error' && cause instanceof Error ? framesOf(cause) : undefined;
    await this.#trace({
      type: 'ERROR',
      error: {
        message: this.masker.mask(error.message),
        ...(internal !== undefined && { internal_message: this.masker.mask(internal) }),
        ...(stack !== undefined && { stack_trace: this.masker.mask(stack) }),
        failure_type: error.failureType,
        ...(stream !== undefined && { stream_descriptor: { name: stream } }),
      },
    });
  }

  async log(level: LogLevel, message: string): Promise<void> {
    if (this.wants(level)) await this.#message({ type: 'LOG', log: { level, message: this.masker.mask(message) } });
  }

  protected wants(level: LogLevel): boolean {
    return LEVELS.indexOf(level) <= LEVELS.indexOf(this.level);
  }

  async connectionStatus(status: 'SUCCEEDED' | 'FAILED', message: string): Promise<void> {
    await this.#message({
      type: 'CONNECTION_STATUS',
      connectionStatus: { status, message: this.masker.mask(message) },
    });
  }

  /** The answer of `spec` or `discover`. */
  async answer(message: Extract<Message, { type: 'SPEC' | 'CATALOG' }>): Promise<void> {
    await this.#message(message);
  }

  /** Text for people, in place of messages. */
  async text(text: string): Promise<void> {
    await this.#write(text);
  }

  #stream(name: string): StreamOutput {
    let output = this.#streams.get(name);
    if (!output) {
      output = { unclaimed: 0, stateAt: Date.now(), state: '', status: undefined };
      this.#streams.set(name, output);
    }
    return output;
  }

  async #trace(trace: DistributiveOmit<Trace, 'emitted_at'>): Promise<void> {
    await this.#message({ type: 'TRACE', trace: { emitted_at: Date.now(), ...trace } as Trace });
  }

  async #message(message: Message): Promise<void> {
    await this.#write(`${JSON.stringify(message)}\n`);
  }

  async #write(text: string): Promise<void> {
    if (this.#closed) return;
    this.#gathered += text;
    if (this.#gathered.length >= CHUNK) this.#pass();
    else this.#flushing ??= setImmediate(() => this.#pass());
    await this.#room;
  }

  /** Gives what was gathered to the sink. */
  #pass(): void {
    clearImmediate(this.#flushing);
    this.#flushing = undefined;
    const text = this.#gathered;
    this.#gathered = '';
    if (text === '' || this.#closed) return;
    // One promise for all who wait: with a listener each, Node warns at the eleventh.
    if (!this.#sink.write(escapeLineBreaks(text)) && !this.#room) {
      this.#room = once(this.#sink, 'drain').finally(() => {
        this.#room = undefined;
      });
      this.#room.catch(() => {});
    }
  }
}

/** What may be said of an error: others than ours may quote what they stumbled over, an answer or a record. */
function internalText(error: Error): string {
  if (error instanceof OwnError) return `${error.name}: ${error.message}`;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? `${error.name} (${code})` : error.name;
}

/** Where it was thrown. The message stands before that, and may hold anything. */
function framesOf({ name, message, stack = '' }: Error): string {
  const at = stack.indexOf(message);
  const behind = at < 0 ? '' : stack.slice(at + message.length);
  return [name, ...behind.split('\n').filter((line) => line.startsWith('    at '))].join('\n');
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** JSON may hold these as they are, but readers that cut at Unicode line breaks would tear the line apart. */
function escapeLineBreaks(text: string): string {
  return /[\u0085\u2028\u2029]/.test(text)
    ? text.replace(/[\u0085\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : text;
}

/** stdout. A redirected file is written by a stream that finishes short writes: a full disk must not pass unseen. */
export function openStdout(): Writable {
  return fstatSync(1).isFile() ? createWriteStream('', { fd: 1, autoClose: false }) : process.stdout;
}
