import type { Output } from '../../airbyte/output.ts';
import type { Watcher } from '../../http/api.ts';
import type { Row } from '../../row.ts';
import type { Page, SyncWindow } from '../../streams/partition.ts';
import type { Removals, Subject } from '../../streams/removals.ts';
import type { Stream } from '../../streams/stream.ts';
import type { Instant } from '../../times.ts';
import type { Alive, Answers } from './asking/answers.ts';
import type { RowAsker } from './asking/row_asker.ts';
import { type Finding, judgeAnswers, judgeList, type Refusal } from './gate.ts';
import type { WebhookLog } from './webhook_log.ts';

/** What is needed to find the removed rows of a stream, once a sync has read it. */
export interface RemovalWork {
  readonly stream: Stream;
  readonly removals: Removals;
  readonly out: Output;
  readonly window: SyncWindow;
  /** The cursor that the last sync left; undefined for a sync that read everything. */
  readonly since: string | undefined;
  readonly mostPercent: number;
  readonly sweepDays: number;
  readonly asker: RowAsker;
  readonly events: WebhookLog;
  /** Observes the requests for events. */
  readonly watcher: Watcher;
  /** The list to compare, from its beginning. */
  readonly list: () => AsyncGenerator<Page>;
  /** Writes the tombstones of these rows. */
  readonly tell: (subjects: readonly Subject[], deletedAt: Instant) => Promise<void>;
  /** True if everything that decides which rows are seen is as it was when the sync began. */
  readonly isSame: () => boolean;
  /** Writes a row of the list, as Personio sends it. */
  readonly write: (row: Row, subject: Subject) => Promise<void>;
}

/** What is known about the candidates before Personio is asked. */
interface Counts extends Omit<Finding, 'candidates' | 'mostPercent'> {
  /** Candidates removed along with something else, which is what counts. */
  readonly uncounted?: number;
}

interface Verdict {
  readonly gone: readonly Subject[];
  readonly alive: readonly Alive[];
  /** They exist, or nothing can be said about them now. */
  readonly left: readonly Subject[];
}

/**
 * Which of the candidates are gone: those that the gate lets through and Personio says do not exist. A list that lacks
 * existing rows is not believed at all; an event may name a row that came back.
 */
export async function confirm(
  { stream, asker, mostPercent, isSame, window: { startDate } }: RemovalWork,
  candidates: readonly Subject[],
  { uncounted = 0, ...counts }: Counts,
  known?: Subject,
): Promise<Verdict | Refusal> {
  const refusal = judgeList({ ...counts, candidates: candidates.length - uncounted, mostPercent });
  if (refusal) return refusal;
  if (candidates.length === 0) return { gone: [], alive: [], left: [] };
  const answers = await asker.ask(candidates, known);
  if ('unanswered' in answers) return { why: 'not answered', asked: candidates.length, unanswered: answers.unanswered };
  // A login in between may have brought other rights.
  if (!isSame()) return { why: 'incomplete' };
  if (counts.listed === undefined) return verdictOf(answers);
  // Rows that moved out of the window exist without being listed: they are not candidates again.
  const alive = answers.alive.filter(
    ({ row }) => !(row && startDate !== undefined && stream.endedBefore(row, startDate)),
  );
  return (
    judgeAnswers({ asked: answers.gone.length + alive.length, alive: alive.length }) ?? verdictOf({ ...answers, alive })
  );
}

const verdictOf = ({ gone, alive, aside, open }: Answers): Verdict => ({
  gone,
  alive,
  left: [...alive.map(({ subject }) => subject), ...aside, ...open],
});

export const isRefusal = (result: object | undefined): result is Refusal => result !== undefined && 'why' in result;
