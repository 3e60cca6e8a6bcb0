import type { Subject } from '../../../streams/removals.ts';
import type { Api, Stream } from '../../../streams/stream.ts';
import { forEachLimit } from '../../pool.ts';
import { type Answers, AT_ONCE, askEach, proven } from './answers.ts';
import { type ParentAsk, ParentRows } from './parent_rows.ts';

/** Reads all rows of each parent again. A file that may no longer be seen is answered like one that is gone. */
export async function askByParent(
  stream: Stream,
  api: Api,
  ask: ParentAsk,
  subjects: readonly Subject[],
  known: Subject,
): Promise<Answers> {
  const parents = new ParentRows(stream, api, ask);
  return await proven(
    () => parents.prove(known),
    () => askEach(subjects, byParent(subjects), ([id, children]) => parents.fates(id, children)),
  );
}

/** What the parents alone say about their rows. */
export interface ByParents {
  /** Their parent holds no rows at present. */
  readonly aside: readonly Subject[];
  /** Their parent is gone. */
  readonly orphans: readonly Subject[];
  readonly rest: readonly Subject[];
}

/** Asks about the parents of rows. */
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
