import type { Subject } from '../../../streams/removals.ts';
import type { Api, Stream } from '../../../streams/stream.ts';
import { forEachLimit } from '../../pool.ts';
import { type Answers, type Fate, sortedOut } from './answers.ts';
import { AT_ONCE } from './by_path.ts';
import { type ParentAsk, ParentRows } from './parent_rows.ts';

/**
 * Reads all rows of each parent again. The known one has to be found before, or nothing is asked, and after, or nothing
 * counts: a file that may no longer be seen is answered for like one that is gone.
 */
export async function askByParent(
  stream: Stream,
  api: Api,
  ask: ParentAsk,
  subjects: readonly Subject[],
  known: Subject,
): Promise<Answers> {
  const parents = new ParentRows(stream, api, ask);
  await parents.prove(known);
  const fates = new Map<Subject, Fate>();
  await forEachLimit(byParent(subjects), AT_ONCE, async ([id, children]) => {
    for (const [subject, fate] of await parents.fates(id, children)) fates.set(subject, fate);
  });
  if ([...fates.values()].includes('gone')) await parents.prove(known);
  return sortedOut(subjects, fates);
}

/** What can be said of rows by their parents alone. */
export interface ByParents {
  /** Their parent holds none at present. */
  readonly aside: readonly Subject[];
  /** Their parent is gone. */
  readonly orphans: readonly Subject[];
  readonly rest: readonly Subject[];
}

/** Asks for the parents of rows. */
export async function askParents(
  stream: Stream,
  api: Api,
  ask: ParentAsk,
  subjects: readonly Subject[],
): Promise<ByParents> {
  const parents = new ParentRows(stream, api, ask);
  const groups = { aside: [] as Subject[], orphans: [] as Subject[], rest: [] as Subject[] };
  await forEachLimit(byParent(subjects), AT_ONCE, async ([id, children]) => {
    groups[await parents.fate(id)].push(...children);
  });
  return groups;
}

const byParent = (subjects: readonly Subject[]) => Map.groupBy(subjects, ({ parent = '' }) => parent);
