import type { Writable } from 'node:stream';
import type { ConnectorError } from '../errors.ts';
import { Checkpoint } from './checkpoint.ts';
import { Messages, type RecordParts } from './messages.ts';
import type { StreamState, StreamStatus } from './protocol.ts';

/** Is told how far the streams got. */
export interface Progress {
  records(stream: string, count: number): void;
  status(stream: string, status: StreamStatus): void;
}

interface StreamOutput {
  readonly checkpoint: Checkpoint;
  status: StreamStatus | undefined;
}

/** What a source prints: messages, and the states of its streams in their time. */
export class Output extends Messages {
  readonly #progress: Progress | undefined;
  readonly #streams = new Map<string, StreamOutput>();

  constructor(target: Writable, progress?: Progress) {
    super(target);
    this.#progress = progress;
  }

  override async records(stream: string, records: readonly RecordParts[]): Promise<void> {
    if (records.length === 0) return;
    this.#stream(stream).checkpoint.wrote(records.length);
    this.#progress?.records(stream, records.length);
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
    this.#progress?.status(stream, status);
    await super.status(stream, status, quotaReset);
  }

  /** Streams that have not ended are incomplete then. */
  override async fail(error: ConnectorError): Promise<void> {
    for (const [name, { status }] of this.#streams) {
      if (status === 'STARTED' || status === 'RUNNING') await this.status(name, 'INCOMPLETE');
    }
    await super.fail(error);
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
