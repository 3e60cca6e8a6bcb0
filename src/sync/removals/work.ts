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

/** What it takes to tell which rows of a stream are gone, once a sync has read it. */
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
  /** Is told of the requests for events. */
  readonly watcher: Watcher;
  /** The list to compare, from its beginning. */
  readonly list: () => AsyncGenerator<Page>;
  /** Writes the tombstones of these rows. */
  readonly tell: (subjects: readonly Subject[], deletedAt: Instant) => Promise<void>;
  /** True if all that decides which rows are seen is as it was when the sync began. */
  readonly isSame: () => boolean;
  /** Writes a row of the list, as Personio sends it. */
  readonly write: (row: Row, subject: Subject) => Promise<void>;
}

/** What is known of the candidates before anybody is asked. */
interface Counts extends Omit<Finding, 'candidates' | 'mostPercent'> {
  /** Candidates that went with something else, which is what counts. */
  readonly uncounted?: number;
}

interface Verdict {
  readonly gone: readonly Subject[];
  readonly alive: readonly Alive[];
  /** They are there, or nothing can be said of them now. */
  readonly left: readonly Subject[];
}

/**
 * Which of the candidates are gone: what the gate lets through, and Personio says is not there. Of a list that lacks rows which
 * are there nothing is believed; an event may name what came back.
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
  // A login on the way may have brought other rights.
  if (!isSame()) return { why: 'incomplete' };
  if (counts.listed === undefined) return verdictOf(answers);
  // What moved out of the window is there, and is not listed any more: it is no candidate again.
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
