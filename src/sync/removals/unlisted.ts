import type { Subject } from '../../streams/removals.ts';
import type { Stream } from '../../streams/stream.ts';
import type { ChangeTracking } from '../tracking/change_tracking.ts';
import type { Versions } from '../tracking/versions.ts';
import { subjectOf } from './asking/subjects.ts';
import { mayGoAlong, type Refusal } from './gate.ts';
import { confirm, isRefusal, type RemovalWork } from './work.ts';

/** What is known about one list. A stream has several if it requests each kind of its rows separately. */
interface KnownList {
  known: number;
  listed: number;
  /** A row that is listed. */
  one?: Subject | undefined;
  readonly parents: Set<string | undefined>;
  /** Unlisted rows, with their keys. */
  readonly unlisted: Map<Subject, string>;
}

/**
 * Finds the rows of a list, read in full by this sync, that are gone: those that an earlier sync wrote and this one has
 * not seen. Rows that are refused, or turn out to exist, stay candidates.
 */
export async function reportUnlisted(
  work: RemovalWork,
  { observedAt, versions }: ChangeTracking,
): Promise<Refusal | undefined> {
  if (!versions) return undefined;
  let refusal: Refusal | undefined;
  for (const list of listsOf(work.stream, versions)) {
    if (list.unlisted.size === 0) continue;
    const gone = await goneOf(list, work);
    if (isRefusal(gone)) {
      refusal ??= gone;
      continue;
    }
    await work.tell(gone, observedAt);
    for (const subject of gone) versions.forget(list.unlisted.get(subject) ?? '');
  }
  return refusal;
}

async function goneOf(
  { known, listed, one, parents, unlisted }: KnownList,
  work: RemovalWork,
): Promise<readonly Subject[] | Refusal> {
  const areMany = (subjects: Iterable<Subject>) =>
    !mayGoAlong(parentsOf(subjects).size, parents.size, work.mostPercent);
  const sorted = await work.asker.byParents([...unlisted.keys()], areMany(unlisted.keys()));
  if ('unanswered' in sorted) return { why: 'not answered', asked: unlisted.size, unanswered: sorted.unanswered };
  const { aside, orphans, rest } = sorted;
  const uncounted = areMany(orphans) ? 0 : orphans.length;
  const verdict = await confirm(work, [...orphans, ...rest], { known: known - aside.length, listed, uncounted }, one);
  return isRefusal(verdict) ? verdict : verdict.gone;
}

function listsOf(stream: Stream, versions: Versions): Iterable<KnownList> {
  const isAskedByKind = stream.removals?.ask.by === 'path';
  const lists = new Map<string, KnownList>();
  for (const [key, isSeen] of versions.all()) {
    const subject = subjectOf(stream, key);
    const kind = (isAskedByKind && subject?.parent) || '';
    const list: KnownList = lists.get(kind) ?? { known: 0, listed: 0, parents: new Set(), unlisted: new Map() };
    lists.set(kind, list);
    list.known++;
    if (subject) list.parents.add(subject.parent);
    if (isSeen) {
      list.listed++;
      list.one ??= subject;
    } else if (subject) list.unlisted.set(subject, key);
  }
  return lists.values();
}

const parentsOf = (subjects: Iterable<Subject>): Set<string | undefined> =>
  new Set([...subjects].map(({ parent }) => parent));
