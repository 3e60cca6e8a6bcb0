import type { Command } from '../cli.ts';
import { ConnectorError } from '../errors.ts';
import { ApiError } from '../http/api_error.ts';
import { type Api, HttpClient } from '../http/client.ts';
import { explain, explainLogin } from '../read/explain.ts';
import { childPartition, partitions } from '../read/plan.ts';
import { scalarText } from '../read/row.ts';
import { allStreams } from '../streams/index.ts';
import type { Partition, Stream } from '../streams/stream.ts';
import { toInstant } from '../times.ts';
import { clientOptions, loadConfig } from './connect.ts';

/** A check tries for so long; it never waits out a quota. */
const RETRY_SECONDS = 3;
const LONGEST_MS = 9000;

interface Finding {
  readonly stream: Stream;
  /** Why it cannot be read; undefined if it can. */
  readonly problem: ConnectorError | undefined;
}

export const check: Command = async (out, files, signal) => {
  const config = loadConfig(files.config, out);
  const retrySeconds = Math.min(config.retry_seconds, RETRY_SECONDS);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
  const client = new HttpClient({ ...clientOptions(config, out), retrySeconds }, limit);
  try {
    const now = await client.serverTime().catch((error) => {
      throw limit.aborted ? tooSlow() : explainLogin(error);
    });
    const api = client.api({ sent() {}, retried() {}, paused() {} }, limit);
    const at = toInstant(now);
    const findings = await Promise.all(allStreams().map((stream) => probe(stream, api, at, limit)));
    // Stopped by a signal, it has no answer to give.
    signal.throwIfAborted();
    const problems = findings.filter(({ problem }) => problem !== undefined);
    for (const { problem } of problems) await out.log('WARN', problem?.message ?? '');
    const readable = findings.filter(({ problem }) => problem === undefined);
    await out.connectionStatus(readable.length > 0 ? 'SUCCEEDED' : 'FAILED', verdict(readable, problems));
    return 0;
  } finally {
    await client.close();
  }
};

/** Asks for one row. What fails for a passing reason is told as not tested. */
async function probe(stream: Stream, api: Api, at: string, limit: AbortSignal): Promise<Finding> {
  try {
    const partition = await firstPartition(stream, api, at);
    if (partition) await firstRow(stream, partition, api);
    return { stream, problem: undefined };
  } catch (error) {
    const problem = limit.aborted
      ? new ConnectorError('transient_error', `${stream.name}: Personio did not answer in time.`)
      : explain(error, stream);
    return { stream, problem };
  }
}

/** Of children the first parent's; undefined if there is no parent. */
async function firstPartition(stream: Stream, api: Api, at: string): Promise<Partition | undefined> {
  const want = { at, lookbackDays: 0 };
  if (!stream.parent) return partitions(stream, want).at(-1);
  const [parentPartition] = partitions(stream.parent, want);
  const parent = parentPartition && (await firstRow(stream.parent, parentPartition, api));
  return parent?.id === undefined || parent.id === null
    ? undefined
    : childPartition(stream, scalarText(parent.id), undefined, want);
}

async function firstRow(stream: Stream, partition: Partition, api: Api) {
  try {
    for await (const page of stream.pages(api, { ...partition, single: true })) return page.rows[0];
  } catch (error) {
    // A parent that was deleted in between says nothing of its children.
    if (!(stream.parent && error instanceof ApiError && error.reason === 'not_found')) throw error;
  }
  return undefined;
}

function verdict(readable: readonly Finding[], problems: readonly Finding[]): string {
  const names = (findings: readonly Finding[]) => findings.map(({ stream }) => stream.name).join(', ');
  const can = readable.length > 0 ? `Can be read: ${names(readable)}.` : 'No stream can be read.';
  return problems.length === 0
    ? can
    : `${can} Cannot be read: ${problems.map(({ problem }) => problem?.message).join(' ')}`;
}

const tooSlow = () => new ConnectorError('transient_error', 'Personio did not answer in time.');
