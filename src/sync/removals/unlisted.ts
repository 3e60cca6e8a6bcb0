import type { Subject } from '../../streams/removals.ts';
import { subjectOf } from '../asking/subjects.ts';
import type { ChangeTracking } from '../change_tracking.ts';
import { judgeList, type Refusal } from '../gate.ts';
import { confirm, isRefusal, type RemovalWork } from './work.ts';

/**
 * Tells which rows of a list that this sync has read in full are gone: those that an earlier one wrote and this one has not
 * seen. What is refused, or is there all the same, stays a candidate.
 */
export async function tellUnlisted(
  work: RemovalWork,
  { observedAt, versions }: ChangeTracking,
): Promise<Refusal | undefined> {
  const { stream, asker, tell, mostPercent } = work;
  if (!versions) return undefined;
  const keys = new Map<Subject, string>();
  for (const key of versions.unseen()) {
    const subject = subjectOf(stream, key);
    if (subject) keys.set(subject, key);
  }
  if (keys.size === 0) return undefined;
  const { seen, known } = versions;
  const one = versions.oneSeen;
  const knownParents = parentsOf([...versions.keys()].flatMap((key) => subjectOf(stream, key) ?? []));
  const areMany = (subjects: Iterable<Subject>) =>
    judgeList({ candidates: parentsOf(subjects), known: knownParents, listed: undefined, mostPercent }) !== undefined;
  const sorted = await asker.byParents([...keys.keys()], areMany(keys.keys()));
  if ('unanswered' in sorted) return { why: 'not answered', asked: keys.size, unanswered: sorted.unanswered };
  const { aside, orphans, rest } = sorted;
  const verdict = await confirm(
    work,
    [...orphans, ...rest],
    // The gate of the parents counts the parents that may go at once.
    { known: known - aside.length, listed: seen, uncounted: areMany(orphans) ? 0 : orphans.length },
    one === undefined ? undefined : subjectOf(stream, one),
  );
  if (isRefusal(verdict)) return verdict;
  await tell(verdict.gone, observedAt);
  for (const subject of verdict.gone) versions.forget(keys.get(subject) ?? '');
  return undefined;
}

const parentsOf = (subjects: Iterable<Subject>): number => new Set([...subjects].map(({ parent }) => parent)).size;
