import { eventsOf, type Subject } from '../../streams/removals.ts';
import type { Instant } from '../../times.ts';
import type { SweepTracking } from '../tracking/sweep_tracking.ts';
import { needsParent } from './asking/subjects.ts';
import { gapSentence } from './gap.ts';
import type { Refusal } from './gate.ts';
import { isMissing, type LoggedEvent, type LoggedEvents } from './webhook_log.ts';
import { confirm, isRefusal, type RemovalWork } from './work.ts';

interface Named {
  readonly refusal?: Refusal;
  /** Rows may be gone that the events do not name. */
  readonly isSweepDue: boolean;
}

/** Finds out which of the rows that webhook events call deleted are gone. The next sync looks at refused ones again. */
export async function reportNamed(work: RemovalWork, tracking: SweepTracking): Promise<Named> {
  const { stream, removals, events, watcher, tell, write, window, since, out } = work;
  const { event, dueBy = [], compared } = removals;
  const names = eventsOf(removals);
  if (names.length === 0) return { isSweepDue: false };
  const looked = () => {
    tracking.kept = { ...tracking.kept, lookedAt: window.at };
  };
  // Rows removed before the first read were never written.
  if (since === undefined) {
    looked();
    return { isSweepDue: false };
  }
  const found = await events.find(names, tracking.kept.lookedAt || since, watcher);
  if (found.gap)
    out.notices.add(compared ? 'INFO' : 'WARN', stream.name, gapSentence(names, found.gap, compared !== undefined));
  const { comparedAt } = tracking.kept;
  const isSweepDue = found.events.some(({ name, occurredAt }) => dueBy.includes(name) && occurredAt > comparedAt);
  // Compared rows are known with their parents: that is more certain than what an event names.
  const isAsked = event && !(removals.namedBy && tracking.baseline);
  const named = isAsked ? subjectsIn(found, event.name, work, tracking) : new Map<Subject, LoggedEvent>();
  const counts = { known: tracking.baseline?.known ?? tracking.kept.count, listed: undefined };
  const verdict = await confirm(work, [...named.keys()], counts);
  if (isRefusal(verdict)) return { refusal: verdict, isSweepDue };
  const timeOf = (subject: Subject): Instant => named.get(subject)?.occurredAt ?? window.at;
  for (const [deletedAt, subjects] of Map.groupBy(verdict.gone, timeOf)) await tell(subjects, deletedAt);
  for (const subject of verdict.gone) tracking.reported(subject);
  // A row that came back may have its old time of change, so no list of changes would show it.
  if (compared === undefined) for (const { row, subject } of verdict.alive) if (row) await write(row, subject);
  tracking.missed ||= isMissing(found.gap);
  if (!tracking.missed) looked();
  return { isSweepDue };
}

/** What the events name, each with its event. Rows already reported or just written are not requested. */
function subjectsIn(
  { events }: LoggedEvents,
  name: string,
  { removals }: RemovalWork,
  tracking: SweepTracking,
): Map<Subject, LoggedEvent> {
  const named = new Map<string, [Subject, LoggedEvent]>();
  for (const event of events) {
    if (event.name !== name) continue;
    for (const id of event.ids) {
      // Under another owner its absence would mean nothing.
      const subject = needsParent(removals.ask) ? { id, parent: event.owner } : { id };
      if (!tracking.baseline?.wasReported(subject) && !tracking.hasSeen(id)) named.set(id, [subject, event]);
    }
  }
  return new Map(named.values());
}
