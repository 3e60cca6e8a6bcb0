import { OwnError } from '../../errors.ts';
import { type Api, SILENT, withPatience } from '../../http/api.ts';
import type { HttpClient } from '../../http/client.ts';
import { isKey, type Row } from '../../row.ts';
import { isGone, tooSlow } from '../../streams/failure.ts';
import type { Partition, SyncWindow } from '../../streams/partition.ts';
import { partitionsOf } from '../../streams/partitions/changes.ts';
import { childPartition } from '../../streams/partitions/children.ts';
import type { Stream } from '../../streams/stream.ts';
import { Memory } from './memory.ts';

/** What an endpoint said when it was asked for rows: the first of them, if they were looked at, or why there are none. */
export type Answer = { readonly rows: readonly Row[] | undefined } | { readonly cause: unknown };

/** By the paths of the endpoints; one that was not asked is missing. */
export type Answers = ReadonlyMap<string, Answer>;

/** Another request would be one too many. */
class OutOfRequests extends OwnError {
  override readonly name = 'OutOfRequests';
}

interface Bounds {
  /** The most requests that the client sends in all, logins included. */
  readonly requests?: number;
  /** Aborts when the time is over. */
  readonly signal: AbortSignal;
}

interface Manner {
  /** See `ApiRequest`. */
  readonly trustsToken?: boolean;
  /** A page of rows, not a single one. */
  readonly page?: boolean;
}

/** Asks endpoints whether they let the credential in: each once, without patience, and within bounds. */
export class Asker {
  /** For what else is asked within the bounds. */
  readonly api: Api;
  readonly answers = new Map<string, Answer>();
  readonly #apiUrl: string;
  readonly #window: SyncWindow;
  readonly #signal: AbortSignal;
  readonly #memory: Memory;
  readonly #asked = new Map<string, Promise<Answer | undefined>>();

  /** An endpoint that the memory has an answer of is not asked again for a right alone. */
  constructor(client: HttpClient, window: SyncWindow, { requests, signal }: Bounds, memory = new Memory()) {
    const sent = () => {
      if (requests !== undefined && client.requests >= requests) throw new OutOfRequests('no request is left');
    };
    this.api = memory.of(withPatience(client.api({ ...SILENT, sent }, signal), { dispensable: true }));
    this.#apiUrl = client.apiUrl;
    this.#window = window;
    this.#signal = signal;
    this.#memory = memory;
  }

  /** Asks whether the stream's endpoint answers at all. */
  async test(stream: Stream, manner: Manner = {}): Promise<void> {
    if (!this.#asked.has(stream.path) && this.#memory.answered.has(stream.path))
      this.answers.set(stream.path, { rows: undefined });
    else await this.ask(stream, manner);
  }

  /**
   * Asks a stream's endpoint for rows; one with a parent for those of the first parent, for which the parent is asked before.
   * Undefined where no parent is known, or where the bounds or the answer leave open what it says.
   */
  ask(stream: Stream, manner: Manner = {}): Promise<Answer | undefined> {
    const asked = this.#asked.get(stream.path) ?? this.#ask(stream, manner);
    this.#asked.set(stream.path, asked);
    return asked;
  }

  async #ask(stream: Stream, manner: Manner): Promise<Answer | undefined> {
    const partition = await this.#partition(stream, manner);
    const answer = partition && (await this.#rows(stream, partition, manner));
    if (answer) this.answers.set(stream.path, answer);
    return answer;
  }

  async #partition(stream: Stream, manner: Manner): Promise<Partition | undefined> {
    const { parent } = stream;
    if (!parent) return partitionsOf(stream, this.#window).at(-1);
    const row = firstRow(await this.ask(parent.stream, manner));
    const first = row && parent.stream.rowsOf(row)[0];
    return first && isKey(first.id) ? childPartition(stream, parent, [first], this.#window) : undefined;
  }

  async #rows(stream: Stream, partition: Partition, manner: Manner): Promise<Answer | undefined> {
    const { trustsToken = false, page = false } = manner;
    try {
      const pages = stream.pages(withPatience(this.api, { trustsToken }), { ...partition, single: !page });
      for await (const { rows } of pages) return { rows };
      return { rows: [] };
    } catch (cause) {
      if (cause instanceof OutOfRequests) return undefined;
      if (this.#signal.aborted) return { cause: tooSlow(this.#apiUrl) };
      // The parent was deleted in between, or has nothing of the kind.
      return stream.parent && isGone(cause) ? undefined : { cause };
    }
  }
}

export const firstRow = (answer: Answer | undefined): Row | undefined =>
  answer && 'rows' in answer ? answer.rows?.[0] : undefined;
