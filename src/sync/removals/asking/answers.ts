import type { Row } from '../../../row.ts';
import type { Subject } from '../../../streams/removals.ts';
import { forEachLimit } from '../../pool.ts';

/** What Personio answered about the rows in question. Each row is in exactly one of these sets. */
export interface Answers {
  readonly gone: readonly Subject[];
  readonly alive: readonly Alive[];
  /** Their parent holds no rows at present, so their absence from the list proves nothing. */
  readonly aside: readonly Subject[];
  /** Nothing was learned about these; the others are unaffected. */
  readonly open: readonly Subject[];
}

export interface Alive {
  readonly subject: Subject;
  /** The row as received, if it was requested separately. */
  readonly row?: Row | undefined;
}

export type Fate = 'gone' | 'aside' | 'open' | { readonly row?: Row | undefined };

/** The answer about one row, requested by its id. */
export const fateOf = (row: Row | undefined): Fate => (row ? { row } : 'gone');

/** Parallel requests; the client limits their rate. */
export const AT_ONCE = 8;

/** Asks about groups of rows. A row that the answers do not cover stays open. */
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
 * Asks between two proofs, which throw unless a row known to exist is found: without the first nothing is requested,
 * and without the second no row counts as gone.
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
