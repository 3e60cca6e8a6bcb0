import type { Writable } from 'node:stream';
import type { ConnectorError } from '../errors.ts';
import { Checkpoint } from './checkpoint.ts';
import { Messages, type RecordParts } from './messages.ts';
import { Notices } from './notices.ts';
import type { StreamState, StreamStatus } from './protocol.ts';

/** The progress of a stream with a parent: how many parents were visited, of how many. */
export interface Visited {
  /** The stream of the parents. */
  readonly parents: string;
  readonly visited: number;
  /** Undefined until their list was read to its end. */
  readonly of: number | undefined;
  /** All parents are visited, from the beginning of their list. */
  readonly isAll: boolean;
}

/** Observes the progress of a sync, as facts. */
export interface Progress {
  /** `waitsUntil` (epoch ms): the stream waits for the rate limit. */
  status(stream: string, status: StreamStatus, waitsUntil?: number): void;
  records(stream: string, count: number): void;
  /** A request was sent. */
  sent(): void;
  visited(stream: string, visited: Visited): void;
  /** The whole list of the stream has about this many rows. */
  listed(stream: string, rows: number): void;
  /** Why a stream, or the command, failed. */
  failed(reason: string, stream?: string): void;
  /** The command has done everything it could. */
  end(): void;
}

interface StreamOutput {
  readonly checkpoint: Checkpoint;
  status: StreamStatus | undefined;
}

/** What a source prints: messages, and the states of its streams when they are due. */
export class Output extends Messages {
  /** Undefined if nobody watches. */
  readonly progress: Progress | undefined;
  readonly notices = new Notices(this);
  readonly #streams = new Map<string, StreamOutput>();

  constructor(target: Writable, progress?: Progress) {
    super(target);
    this.progress = progress;
  }

  override async records(stream: string, records: readonly RecordParts[]): Promise<void> {
    if (records.length === 0) return;
    this.#stream(stream).checkpoint.wrote(records.length);
    this.progress?.records(stream, records.length);
    await super.records(stream, records);
  }

  /** Writes the state if it is due. Call it at safe points only. */
  async checkpoint(stream: string, state: () => StreamState): Promise<void> {
    if (this.#stream(stream).checkpoint.isDue) await this.state(stream, state());
  }

  /** Writes the state, unless it would repeat the last one and claim no record. */
  async state(stream: string, state: StreamState): Promise<void> {
    const recordCount = this.#stream(stream).checkpoint.claim(state);
    if (recordCount === undefined) return;
    await this.print({
      type: 'STATE',
      state: {
        type: 'STREAM',
        stream: { stream_descriptor: { name: stream }, stream_state: state },
        sourceStats: { recordCount },
      },
    });
  }

  override async status(stream: string, status: StreamStatus, quotaReset?: number): Promise<void> {
    this.#stream(stream).status = status;
    this.progress?.status(stream, status, quotaReset);
    await super.status(stream, status, quotaReset);
  }

  override async error(error: ConnectorError, stream?: string): Promise<void> {
    this.progress?.failed(this.masker.mask(error.message), stream);
    await super.error(error, stream);
  }

  /** Ends streams that have not ended as incomplete. */
  override async fail(error: ConnectorError): Promise<void> {
    for (const [name, { status }] of this.#streams) {
      if (status === 'STARTED' || status === 'RUNNING') await this.status(name, 'INCOMPLETE');
    }
    await super.fail(error);
    this.progress?.end();
  }

  #stream(name: string): StreamOutput {
    let output = this.#streams.get(name);
    if (!output) {
      output = { checkpoint: new Checkpoint(), status: undefined };
      this.#streams.set(name, output);
    }
    return output;
  }
}
