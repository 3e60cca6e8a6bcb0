import type { Row } from '../../../row.ts';
import type { Subject } from '../../../streams/removals.ts';
import { forEachLimit } from '../../pool.ts';

/** What Personio said of the rows that it was asked for. Each of them stands in one of these. */
export interface Answers {
  readonly gone: readonly Subject[];
  readonly alive: readonly Alive[];
  /** Their parent holds none at present: that they are not listed says nothing. */
  readonly aside: readonly Subject[];
  /** Nothing was learned of these, and that says nothing of the others. */
  readonly open: readonly Subject[];
}

export interface Alive {
  readonly subject: Subject;
  /** As it came, where it was asked for by itself. */
  readonly row?: Row | undefined;
}

export type Fate = 'gone' | 'aside' | 'open' | { readonly row?: Row | undefined };

/** Of one that was asked for by its id. */
export const fateOf = (row: Row | undefined): Fate => (row ? { row } : 'gone');

/** Requests at once; the client keeps the pace. */
export const AT_ONCE = 8;

/** Asks about groups of rows. What the answers do not say of a row is open. */
export async function askEach<T>(
  subjects: readonly Subject[],
  groups: Iterable<T>,
  fatesOf: (group: T) => Promise<Iterable<readonly [Subject, Fate]>>,
): Promise<Answers> {
  const fates = new Map<Subject, Fate>();
  await forEachLimit(groups, AT_ONCE, async (group) => {
    for (const [subject, fate] of await fatesOf(group)) fates.set(subject, fate);
  });
  return sortedOut(subjects, fates);
}

/**
 * Asks between two proofs, which throw unless a row that is known to be there is found: without the first nothing is asked, and
 * without the second nothing counts as gone.
 */
export async function proven(prove: () => Promise<void>, ask: () => Promise<Answers>): Promise<Answers> {
  await prove();
  const answers = await ask();
  if (answers.gone.length > 0) await prove();
  return answers;
}

/** The answers in the order of the questions. */
function sortedOut(subjects: readonly Subject[], fates: ReadonlyMap<Subject, Fate>): Answers {
  const having = (wanted: Fate) => subjects.filter((subject) => (fates.get(subject) ?? 'open') === wanted);
  const alive = subjects.flatMap((subject) => {
    const fate = fates.get(subject);
    return typeof fate === 'object' ? [{ subject, ...fate }] : [];
  });
  return { gone: having('gone'), alive, aside: having('aside'), open: having('open') };
}
