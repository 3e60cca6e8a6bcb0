import { availableStreams } from '../account/available.ts';
import { ConnectorError } from '../errors.ts';
import type { Api } from '../http/api.ts';
import { isKey, type Row } from '../row.ts';
import { clocksDiffer, isGone, toConnectorError } from '../streams/failure.ts';
import type { Partition, SyncWindow } from '../streams/partition.ts';
import { partitionsOf } from '../streams/partitions/changes.ts';
import { childPartition } from '../streams/partitions/children.ts';
import type { Stream } from '../streams/stream.ts';
import type { Command } from './command.ts';
import { loadConfig, withContext } from './context.ts';
import { toldRemovals } from './told_removals.ts';

/** A check tries for so long; it never waits out a quota. */
const RETRY_SECONDS = 3;
const LONGEST_MS = 9000;
/** A check takes so many requests at most, and two more to log in. */
const MOST_REQUESTS = 22;

const TOO_SLOW = new ConnectorError('transient_error', 'Personio did not answer in time.');

interface Finding {
  readonly stream: Stream;
  /** Why it cannot be read; undefined if it can. */
  readonly problem: ConnectorError | undefined;
}

export const check: Command = async (out, flags, signal) => {
  const config = loadConfig(flags.config, out);
  const quick = { ...config, retry_seconds: Math.min(config.retry_seconds, RETRY_SECONDS) };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
  const onFailedLogin = (error: ConnectorError) => Promise.reject(limit.aborted ? TOO_SLOW : error);
  await withContext(quick, { out, signal: limit, onFailedLogin }, async (context) => {
    const { api, doubt, warn, window } = context;
    if (doubt) await warn(clocksDiffer(doubt));
    const offered = availableStreams(config);
    const privacy = await context.openPrivacy(offered.map(({ name }) => name));
    const prober = new Prober(api, window, limit);
    const findings = await findAll(offered, (stream) => prober.probe(stream));
    // Stopped by a signal, it has no answer to give.
    signal.throwIfAborted();
    const problems = findings.filter(({ problem }) => problem !== undefined);
    for (const { problem } of problems) await warn(problem?.message ?? '');
    const { mark } = config.deletions;
    for (const line of mark ? toldRemovals(offered, privacy, config.deletions) : []) await out.log('INFO', line);
    const readable = findings.filter(({ problem }) => problem === undefined);
    await out.connectionStatus(readable.length > 0 ? 'SUCCEEDED' : 'FAILED', verdict(readable, problems));
  });
  return 0;
};

/**
 * Asks for a row of each stream or, where that would be too many requests, of one stream for each right: the others
 * with that right are taken to be like it.
 */
async function findAll(streams: readonly Stream[], ask: (stream: Stream) => Promise<unknown>): Promise<Finding[]> {
  const paths = new Set(streams.flatMap(({ path, parent }) => [path, ...(parent ? [parent.stream.path] : [])]));
  // Where a stream needs two rights, the first tells.
  const areaOf = ({ path, scope }: Stream) => (paths.size > MOST_REQUESTS ? (scope.split(' ')[0] ?? '') : path);
  const asked = new Map<string, { readonly by: Stream; readonly cause: Promise<unknown> }>();
  // One without a parent first: it takes a single request.
  const inOrder = [...streams].sort((a, b) => Number(a.parent !== undefined) - Number(b.parent !== undefined));
  for (const stream of inOrder) {
    if (!asked.has(areaOf(stream))) asked.set(areaOf(stream), { by: stream, cause: ask(stream) });
  }
  return await Promise.all(
    streams.map(async (stream) => {
      const { by = stream, cause } = asked.get(areaOf(stream)) ?? {};
      return { stream, problem: problemOf(stream, by, await cause) };
    }),
  );
}

/** What was asked `by` one stream, said of another: the endpoint is the one that was asked. */
function problemOf({ name }: Stream, by: Stream, cause: unknown): ConnectorError | undefined {
  if (cause === undefined) return undefined;
  if (cause === TOO_SLOW) return new ConnectorError(TOO_SLOW.failureType, `${name}: ${TOO_SLOW.message}`);
  const { scope, furtherScopes, path, service, parent } = by;
  return toConnectorError(cause, { name, scope, furtherScopes, path, service, parent });
}

class Prober {
  readonly #api: Api;
  readonly #window: SyncWindow;
  readonly #limit: AbortSignal;
  readonly #rows = new Map<string, Promise<Row | undefined>>();

  constructor(api: Api, window: SyncWindow, limit: AbortSignal) {
    this.#api = api;
    this.#window = window;
    this.#limit = limit;
  }

  /** Asks for one row; returns the error that it failed with. */
  async probe(stream: Stream): Promise<unknown> {
    try {
      const partition = await this.#firstPartition(stream);
      if (partition) await this.#firstRow(stream, partition);
      return undefined;
    } catch (error) {
      return this.#limit.aborted ? TOO_SLOW : error;
    }
  }

  /** Of children the first parent's; undefined if there is no parent. */
  async #firstPartition(stream: Stream): Promise<Partition | undefined> {
    if (!stream.parent) return partitionsOf(stream, this.#window).at(-1);
    const { stream: parent } = stream.parent;
    const row = await this.#firstRow(parent, partitionsOf(parent, this.#window).at(-1) ?? parent.whole());
    const first = row && parent.rowsOf(row)[0];
    return isKey(first?.id) ? childPartition(stream, stream.parent, [{ id: first?.id }], this.#window) : undefined;
  }

  /** Several streams may have the same parent, and it may be one of them: it is asked once. */
  #firstRow(stream: Stream, partition: Partition): Promise<Row | undefined> {
    const row = this.#rows.get(partition.path) ?? this.#ask(stream, partition);
    this.#rows.set(partition.path, row);
    return row;
  }

  async #ask(stream: Stream, partition: Partition): Promise<Row | undefined> {
    try {
      for await (const page of stream.pages(this.#api, { ...partition, single: true })) return page.rows[0];
    } catch (error) {
      // A parent that was deleted in between says nothing of its children.
      if (!(stream.parent && isGone(error))) throw error;
    }
    return undefined;
  }
}

function verdict(readable: readonly Finding[], problems: readonly Finding[]): string {
  const names = (findings: readonly Finding[]) => findings.map(({ stream }) => stream.name).join(', ');
  const can = readable.length > 0 ? `Can be read: ${names(readable)}.` : 'No stream can be read.';
  return problems.length === 0
    ? can
    : `${can} Cannot be read: ${problems.map(({ problem }) => problem?.message).join(' ')}`;
}
