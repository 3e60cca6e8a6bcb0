import type { Subject } from '../../streams/removals.ts';
import type { Api, Stream } from '../../streams/stream.ts';
import { forEachLimit } from '../pool.ts';
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

/** Rows whose parent holds none at present, and the others. */
export async function setAside(
  stream: Stream,
  api: Api,
  ask: ParentAsk,
  subjects: readonly Subject[],
): Promise<{ aside: Subject[]; rest: Subject[] }> {
  const parents = new ParentRows(stream, api, ask);
  const without = new Set<string>();
  if (ask.by === 'parent' && ask.holdsNone)
    await forEachLimit(byParent(subjects).keys(), AT_ONCE, async (id) => {
      if (await parents.holdsNone(id)) without.add(id);
    });
  const isAside = ({ parent = '' }: Subject) => without.has(parent);
  return { aside: subjects.filter(isAside), rest: subjects.filter((subject) => !isAside(subject)) };
}

const byParent = (subjects: readonly Subject[]) => Map.groupBy(subjects, ({ parent = '' }) => parent);
