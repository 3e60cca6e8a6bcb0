import type { Writable } from 'node:stream';
import { type ConnectorError, OwnError } from '../errors.ts';
import type { Change } from '../row.ts';
import { Masker } from './mask.ts';
import type { EchoedState, LogLevel, Message, StreamStatus, Trace } from './protocol.ts';
import { Sink } from './sink.ts';

const LEVELS: readonly LogLevel[] = ['ERROR', 'WARN', 'INFO', 'DEBUG'];

/** The members of a RECORD message next to its stream. */
export interface RecordParts {
  /** JSON text. */
  readonly data: string;
  readonly changes: readonly Change[];
}

type Printed = Extract<Message, { type: 'SPEC' | 'CATALOG' | 'DESTINATION_CATALOG' | 'STATE' }>;

/** Prints messages of the Airbyte protocol. All text of our own is masked; records are not rewritten. */
export class Messages {
  readonly masker = new Masker();
  readonly sink: Sink;
  level: LogLevel = 'INFO';
  /** Answers are text for a person at a terminal, if the command has such a text. Otherwise they are messages. */
  readonly forEyes: boolean = false;

  constructor(target: Writable) {
    this.sink = new Sink(target);
  }

  async log(level: LogLevel, message: string): Promise<void> {
    if (this.wants(level)) await this.#write({ type: 'LOG', log: { level, message: this.masker.mask(message) } });
  }

  protected wants(level: LogLevel): boolean {
    return LEVELS.indexOf(level) <= LEVELS.indexOf(this.level);
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

  /** Reports the error that ends the command. */
  async fail(error: ConnectorError): Promise<void> {
    await this.error(error);
  }

  async connectionStatus(status: 'SUCCEEDED' | 'FAILED', message: string): Promise<void> {
    await this.#write({
      type: 'CONNECTION_STATUS',
      connectionStatus: { status, message: this.masker.mask(message) },
    });
  }

  /** Prints a message that has nothing to mask. */
  async print(message: Printed | EchoedState): Promise<void> {
    await this.#write(message);
  }

  /** Prints text for people. */
  async text(text: string): Promise<void> {
    await this.sink.write(this.masker.mask(text));
  }

  /** Prints a page of records in one write. */
  async records(stream: string, records: readonly RecordParts[]): Promise<void> {
    await this.sink.write(recordLines(stream, records));
  }

  async status(stream: string, status: StreamStatus, quotaReset?: number): Promise<void> {
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

  /** How many records the stream will have, as far as the server knows. */
  async estimate(stream: string, rows: number): Promise<void> {
    await this.#trace({ type: 'ESTIMATE', estimate: { type: 'STREAM', name: stream, row_estimate: rows } });
  }

  async #trace(trace: Trace): Promise<void> {
    await this.#write({ type: 'TRACE', trace: { emitted_at: Date.now(), ...trace } });
  }

  async #write(message: Message | EchoedState): Promise<void> {
    await this.sink.write(`${oneLine(JSON.stringify(message))}\n`);
  }
}

/** The RECORD lines of a page. */
function recordLines(stream: string, records: readonly RecordParts[]): string[] {
  const prefix = `{"type":"RECORD","record":{"stream":${JSON.stringify(stream)},"data":`;
  const emittedAt = `,"emitted_at":${Date.now()}`;
  return records.map(({ data, changes }) => {
    const meta = changes.length === 0 ? '' : `,"meta":${oneLine(JSON.stringify({ changes }))}`;
    return `${prefix}${oneLine(data)}${emittedAt}${meta}}}\n`;
  });
}

/**
 * JSON may contain Unicode line breaks, but some readers would split the line at them. Hardly any text has one: three
 * searches are cheaper than a pattern.
 */
function oneLine(json: string): string {
  if (!json.includes('\u2028') && !json.includes('\u2029') && !json.includes('\u0085')) return json;
  return json.replace(/[\u0085\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The safe part of an error: errors that are not ours may quote their input, such as a response or a record. */
function internalText(error: Error): string {
  if (error instanceof OwnError) return `${error.name}: ${error.message}`;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? `${error.name} (${code})` : error.name;
}

/** Where it was thrown. The message comes before that, and may contain anything. */
function framesOf({ name, message, stack = '' }: Error): string {
  const at = stack.indexOf(message);
  const behind = at < 0 ? '' : stack.slice(at + message.length);
  return [name, ...behind.split('\n').filter((line) => line.startsWith('    at '))].join('\n');
}
