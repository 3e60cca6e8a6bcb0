import { type Api, SILENT, withPatience } from '../../http/api.ts';
import type { HttpClient } from '../../http/client.ts';
import type { Host } from '../../http/hosts.ts';
import { OutOfRequests } from '../../http/requester.ts';
import { isKey, type Row } from '../../row.ts';
import { isGone, isUnauthorized } from '../../streams/failure.ts';
import { tooSlow } from '../../streams/network_failure.ts';
import type { Partition, SyncWindow } from '../../streams/partition.ts';
import { partitionsOf } from '../../streams/partitions/changes.ts';
import { childPartition } from '../../streams/partitions/children.ts';
import type { Stream } from '../../streams/stream.ts';
import { Memory } from './memory.ts';

/** How an endpoint answered a request for rows: with the first ones, if they were kept, or with a failure. */
export type Answer = { readonly rows: readonly Row[] | undefined } | { readonly cause: unknown };

/** By path. Endpoints that were not tested are missing. */
export type Answers = ReadonlyMap<string, Answer>;

interface Manner {
  /** See `ApiRequest`. */
  readonly trustsToken?: boolean;
  /** Requests a page of rows instead of a single one. */
  readonly page?: boolean;
}

/** Tests whether endpoints accept the credential: each once, with few retries, until `signal` aborts. */
export class Asker {
  /** For other requests in the same manner. */
  readonly api: Api;
  readonly answers = new Map<string, Answer>();
  readonly #host: Host;
  readonly #window: SyncWindow;
  readonly #signal: AbortSignal;
  readonly #memory: Memory;
  /** Bypasses the memory. */
  readonly #fresh: Api;
  readonly #asked = new Map<string, Promise<Answer | undefined>>();
  /** For each API version, an endpoint that answered. */
  readonly #witnesses = new Map<string, Stream>();
  /** Endpoints that refused a trusted token. */
  readonly #doubted = new Set<Stream>();

  /** An endpoint that has answered according to the memory is not tested again. */
  constructor(client: HttpClient, window: SyncWindow, signal: AbortSignal, memory = new Memory()) {
    this.#fresh = withPatience(client.api(SILENT, signal), { dispensable: true });
    this.api = memory.of(this.#fresh);
    this.#host = client.host;
    this.#window = window;
    this.#signal = signal;
    this.#memory = memory;
  }

  /** Tests whether the stream's endpoint answers at all. */
  async test(stream: Stream, manner: Manner = {}): Promise<void> {
    if (!this.#asked.has(stream.path) && this.#memory.answered.has(stream.path))
      this.answers.set(stream.path, { rows: undefined });
    else await this.ask(stream, manner);
  }

  /**
   * Requests rows from a stream's endpoint. For a stream with a parent, requests the parent first, then the rows of its
   * first record. Undefined if no parent is known, no request is left, or the answer is ambiguous.
   */
  ask(stream: Stream, manner: Manner = {}): Promise<Answer | undefined> {
    const asked = this.#asked.get(stream.path) ?? this.#ask(stream, manner);
    this.#asked.set(stream.path, asked);
    return asked;
  }

  /**
   * An expired token is refused just like a missing right. If an endpoint that had answered now refuses the token, too,
   * the refused endpoints are tested again with a new token.
   */
  async confirm(): Promise<void> {
    const byVersion = Map.groupBy(this.#doubted, versionOf);
    this.#doubted.clear();
    // No request may be left after the first repetitions, so all tokens are tested before them.
    const ended = await Promise.all(
      [...byVersion].map(async ([version, doubted]) => ((await this.#hasEnded(version)) ? doubted : [])),
    );
    for (const stream of ended.flat()) this.#keep(stream, await this.#request(stream, {}, this.#fresh));
  }

  async #hasEnded(version: string): Promise<boolean> {
    const witness = this.#witnesses.get(version);
    const now = witness && (await this.#request(witness, { trustsToken: true }, this.#fresh));
    return now !== undefined && 'cause' in now && isUnauthorized(now.cause);
  }

  async #ask(stream: Stream, manner: Manner): Promise<Answer | undefined> {
    const answer = await this.#request(stream, manner, this.api);
    this.#keep(stream, answer);
    if (!answer) return undefined;
    if ('rows' in answer) this.#witnesses.set(versionOf(stream), stream);
    else if (manner.trustsToken && isUnauthorized(answer.cause)) this.#doubted.add(stream);
    return answer;
  }

  #keep({ path }: Stream, answer: Answer | undefined): void {
    if (answer) this.answers.set(path, answer);
    else this.answers.delete(path);
  }

  async #request(stream: Stream, manner: Manner, api: Api): Promise<Answer | undefined> {
    const partition = await this.#partition(stream, manner);
    return partition && (await this.#rows(stream, partition, manner, api));
  }

  async #partition(stream: Stream, manner: Manner): Promise<Partition | undefined> {
    const { parent } = stream;
    if (!parent) return partitionsOf(stream, this.#window).at(-1);
    const row = firstRow(await this.ask(parent.stream, manner));
    const first = row && parent.stream.rowsOf(row)[0];
    return first && isKey(first.id) ? childPartition(stream, parent, [first], this.#window) : undefined;
  }

  async #rows(stream: Stream, partition: Partition, manner: Manner, api: Api): Promise<Answer | undefined> {
    const { trustsToken = false, page = false } = manner;
    try {
      const pages = stream.pages(withPatience(api, { trustsToken }), { ...partition, single: !page });
      for await (const { rows } of pages) return { rows };
      return { rows: [] };
    } catch (cause) {
      if (cause instanceof OutOfRequests) return undefined;
      if (this.#signal.aborted) return { cause: tooSlow(this.#host) };
      // The parent was deleted meanwhile, or has no such rows.
      return stream.parent && isGone(cause) ? undefined : { cause };
    }
  }
}

export const firstRow = (answer: Answer | undefined): Row | undefined =>
  answer && 'rows' in answer ? answer.rows?.[0] : undefined;

/** Each API version has its own token. */
const versionOf = ({ path }: Stream): string => path.split('/', 2).join('/');
