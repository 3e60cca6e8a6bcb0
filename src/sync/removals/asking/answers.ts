import type { Row } from '../../../row.ts';
import type { Subject } from '../../../streams/removals.ts';

/** What Personio said of the rows that it was asked for. Each of them stands in one of these. */
export interface Answers {
  readonly gone: readonly Subject[];
  readonly alive: readonly Alive[];
  /** Their parent holds none at present: that they are not listed says nothing. */
  readonly aside: readonly Subject[];
  /** Nobody could tell of these, which says nothing of the others. */
  readonly open: readonly Subject[];
}

export interface Alive {
  readonly subject: Subject;
  /** As it came, where it was asked for by itself. */
  readonly row?: Row | undefined;
}

export type Fate = 'gone' | 'aside' | 'open' | { readonly row?: Row | undefined };

/** The answers in the order of the questions. */
export function sortedOut(subjects: readonly Subject[], fates: ReadonlyMap<Subject, Fate>): Answers {
  const having = (wanted: Fate) => subjects.filter((subject) => fates.get(subject) === wanted);
  const alive = subjects.flatMap((subject) => {
    const fate = fates.get(subject);
    return typeof fate === 'object' ? [{ subject, ...fate }] : [];
  });
  return { gone: having('gone'), alive, aside: having('aside'), open: having('open') };
}
