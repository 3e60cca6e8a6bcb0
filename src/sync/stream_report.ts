import type { ConfiguredStream } from '../airbyte/catalog.ts';
import type { Output } from '../airbyte/output.ts';
import { counted, shownNumber } from '../counted.ts';
import type { Watcher } from '../http/api.ts';
import { ApiError } from '../http/api_error.ts';
import { withheldColumns } from '../privacy/stream_privacy.ts';
import type { RowCounts } from '../records/row_counts.ts';
import { GRANT, isClosed } from '../streams/failure.ts';
import { SlowListError } from '../streams/pager.ts';
import type { SyncWindow } from '../streams/partition.ts';
import type { Parent, Stream } from '../streams/stream.ts';
import type { Cursor } from './cursor.ts';
import type { Obstacle } from './watched_list.ts';

/** A rate limit is reported again when it moves by more than this. */
const REPORT_AGAIN_MS = 5000;

/** What to do if all attributes are missing. */
export const UNRELEASED = `No attribute is readable for the API credential. ${GRANT}, as readable attributes.`;

/** What the HTTP client did for a stream, and what became of its rows. */
export interface StreamCounts {
  /** What was requested, for people. */
  requested: string;
  requests: number;
  retries: number;
  rows: RowCounts;
}

/** Reports that a stream waits for the rate limit, and until when. */
export function reportPauses(stream: string, out: Output): Watcher['paused'] {
  let reported = 0;
  return (until) => {
    if (until - reported < REPORT_AGAIN_MS) return;
    reported = until;
    void out.status(stream, 'RUNNING', until);
  };
}

/** Counts requests, and reports waits. */
export function watch(stream: string, counts: Pick<StreamCounts, 'requests' | 'retries'>, out: Output): Watcher {
  return {
    sent: () => {
      counts.requests++;
      out.progress?.sent();
    },
    retried: (reason) => {
      counts.retries++;
      void out.log('DEBUG', `${stream}: retrying a request (${reason}).`);
    },
    paused: reportPauses(stream, out),
  };
}

/** Reports peculiarities of the streams that are about to be read. */
export async function reportSelection(
  configured: readonly ConfiguredStream[],
  streams: readonly Stream[],
  { notices }: Output,
): Promise<void> {
  for (const { name, schema } of configured) {
    if (Object.keys(schema.properties ?? {}).length === 0)
      notices.add('INFO', name, 'no fields are selected, so all are read.');
    const ends = streams.find((stream) => stream.name === name)?.service.ends;
    if (ends !== undefined) notices.add('WARN', name, `Personio switches this endpoint off on ${ends}.`);
  }
  await notices.say(configured.length);
}

/** Reports how far back a stream without a start date is read. */
export async function reportStart(
  { name, partitioning }: Stream,
  { since }: Cursor,
  { startDate }: SyncWindow,
  out: Output,
): Promise<void> {
  if (partitioning?.months && startDate === undefined && since === undefined)
    await out.log('INFO', `${name}: without a start date it goes back ${partitioning.months.back} months.`);
}

/** Why all parents are visited, and what would limit visits to those that changed; undefined if nothing would. */
export function fullVisitWarning(
  { name }: Stream,
  { stream: parents, watch }: Parent,
  { hidden, error }: Obstacle,
): string | undefined {
  if (!watch) return undefined;
  const { stream: list, members } = watch;
  const wish = `${name}: every sync visits all ${parents.name}, one request each. It would visit only those that changed if`;
  if (hidden)
    return `${wish} these attributes of ${list.name} were released to the API credential: ${hidden.join(', ')}. Release them in Personio under Settings > Integrations > API credentials.`;
  if (isClosed(error))
    return `${wish} the API credential had the right "${list.scope}" (${list.path} answers ${error.status}), with the attributes ${members.join(', ')}. ${GRANT}.`;
  if (error instanceof Error)
    return `${name}: this sync visits all ${parents.name}, because ${list.path} does not show which ones changed (${shortReason(error)}).`;
  return undefined;
}

function shortReason(error: Error): string {
  if (error instanceof ApiError) return error.status === 0 ? 'no complete response' : `status ${error.status}`;
  return error instanceof SlowListError ? error.message : 'it has no pages';
}

/** Reports the result of a stream, and what its records lack. */
export async function reportEnd(
  stream: string,
  { requested, requests, retries, rows: counts }: StreamCounts,
  out: Output,
): Promise<void> {
  const repeated = retries > 0 ? ` (${shownNumber(retries)} repeated)` : '';
  const parts = [counted(counts.records, 'record'), `${counted(requests, 'request')}${repeated}`];
  if (counts.removed > 0) parts.push(`${counted(counts.removed, 'removed row')} marked`);
  if (counts.unchanged > 0) parts.push(`${counted(counts.unchanged, 'unchanged row')} left out`);
  if (counts.repeats > 0) parts.push(`${counted(counts.repeats, 'repeated row')} left out`);
  if (counts.beforeStart > 0) parts.push(`${counted(counts.beforeStart, 'row')} before the start date left out`);
  await out.log('INFO', `${stream}: requested ${requested}: ${parts.join(', ')}.`);
  if (counts.withheld > 0) await out.log('WARN', withheldColumns(stream, counts.withheld));
  if (counts.bare > 0 && counts.bare >= counts.built) {
    out.notices.add('WARN', stream, `the records contain nothing but ids. ${UNRELEASED}`);
  }
  if (counts.nulled.size > 0) {
    const columns = [...counts.nulled].map(([column, count]) => `${column} (${count})`).sort();
    await out.log(
      'WARN',
      `${stream}: values that their columns cannot hold became null, as each record's meta says: ${columns.join(', ')}.`,
    );
  }
  if (counts.unknown.size > 0) {
    await out.log(
      'INFO',
      `${stream}: members that its schema does not know (kept in additional_fields, if that is selected): ${[...counts.unknown].sort().join(', ')}.`,
    );
  }
}
