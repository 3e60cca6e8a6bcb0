import type { Output } from '../airbyte/output.ts';
import type { Watcher } from '../http/api.ts';
import { ApiError } from '../http/api_error.ts';
import type { JsonSchema } from '../json_schema.ts';
import { withheldColumns } from '../privacy/stream_privacy.ts';
import type { RowCounts } from '../records/row_counts.ts';
import { GRANT, isClosed } from '../streams/failure.ts';
import { SlowListError } from '../streams/pager.ts';
import type { SyncWindow } from '../streams/partition.ts';
import type { Parent, Stream } from '../streams/stream.ts';
import type { Obstacle } from './watched_list.ts';

/** A rate limit is reported again when it moves by more than this. */
const REPORT_AGAIN_MS = 5000;

/** What to do where all attributes are missing. */
export const UNRELEASED = `No attribute is readable for the API credential. ${GRANT}, as readable attributes.`;

/** What the HTTP client did for a stream, and what came of its rows. */
export interface StreamCounts {
  /** What was asked for, for people. */
  asked: string;
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
    },
    retried: (reason) => {
      counts.retries++;
      void out.log('DEBUG', `${stream}: a request is repeated (${reason}).`);
    },
    paused: reportPauses(stream, out),
  };
}

/** Reports what is special about a stream that is about to be read. */
export async function reportStart(
  { name, service, partitioning }: Stream,
  schema: JsonSchema,
  { startDate }: SyncWindow,
  out: Output,
): Promise<void> {
  if (Object.keys(schema.properties ?? {}).length === 0)
    await out.log('INFO', `${name}: the configured catalog names no fields of it, so all are read.`);
  if (service.ends !== undefined)
    await out.log('WARN', `${name}: Personio switches this endpoint off on ${service.ends}.`);
  if (partitioning?.months && startDate === undefined)
    await out.log('INFO', `${name}: without a start date it goes back ${partitioning.months.back} months.`);
}

/** Why all parents are visited, and what would make it only those that changed; nothing where nobody can help it. */
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
    return `${name}: this sync visits all ${parents.name}, because ${list.path} does not tell which changed (${shortReason(error)}).`;
  return undefined;
}

function shortReason(error: Error): string {
  if (error instanceof ApiError) return error.status === 0 ? 'no whole answer' : `status ${error.status}`;
  return error instanceof SlowListError ? error.message : 'it has no pages';
}

/** Reports the result of a stream, and what is missing in its records. */
export async function reportEnd(
  stream: string,
  { asked, requests, retries, rows: counts }: StreamCounts,
  out: Output,
): Promise<void> {
  const parts = [`${counts.records} records`, `${requests} requests`, `${retries} of them repeated`];
  if (counts.unchanged > 0) parts.push(`${counts.unchanged} unchanged ones left out`);
  if (counts.removed > 0) parts.push(`${counts.removed} that mark removed ones`);
  if (counts.repeats > 0) parts.push(`${counts.repeats} repeats left out`);
  if (counts.beforeStart > 0) parts.push(`${counts.beforeStart} left out as before the start date`);
  await out.log('INFO', `${stream}: asked for ${asked}: ${parts.join(', ')}.`);
  if (counts.withheld > 0) await out.log('WARN', withheldColumns(stream, counts.withheld));
  if (counts.bare > 0 && counts.bare >= counts.built) {
    await out.log('WARN', `${stream}: the records hold ids and nothing else. ${UNRELEASED}`);
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
      `${stream}: members that its schema does not know (additional_fields holds them, where it is selected): ${[...counts.unknown].sort().join(', ')}.`,
    );
  }
}
