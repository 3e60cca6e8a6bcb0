import type { Subject } from '../kept/keys.ts';
import type { ListedKey } from '../kept/listing.ts';
import { isKey, isObject, type Row, scalarText } from '../row.ts';

export type { Subject };

/** How the connector finds out that rows of a stream are gone. A stream without it cannot tell. */
export interface Removals {
  /** `every sync`: each sync reads all rows. `sweeps`: the list is read for the comparison, now and then. Without it only events tell. */
  readonly compared?: 'every sync' | 'sweeps';
  /** Where parents name their children, the list of parents is compared: what a row of it stands for. */
  readonly namedBy?: (parent: Row) => ListedKey[];
  /** What a row of a record stands for, where that is not its `id`. */
  readonly subjectIn?: (row: Row) => { readonly id: unknown; readonly parent?: unknown };
  /** The webhook event that tells of a removed row, and what its id is called there. */
  readonly event?: { readonly name: string; readonly of: EventSubject };
  /** Events after which other rows than those they clearly name may be gone: they make a comparison due. */
  readonly dueBy?: readonly string[];
  /** Events after which the persons that they name are asked for all of their rows. */
  readonly visits?: readonly string[];
  readonly ask: Ask;
}

export type EventSubject = 'person' | 'employment' | 'absence' | 'attendance' | 'document';

export type Ask =
  /** One request for each; 404 where it is gone. `{id}` and `{parent}` are filled in. */
  | { readonly by: 'path'; readonly path: string; readonly query?: Readonly<Record<string, string>> }
  /** The list's own filter, with one that is known to be there. */
  | { readonly by: 'filter'; readonly parameter: string }
  /**
   * All rows of its parent, read again: as the stream reads them, or as the one object at `rows`. The parent is asked for at
   * `parent`: where it is gone, its rows are; where it `holdsNone`, that they are not listed says nothing.
   */
  | {
      readonly by: 'parent';
      readonly parent: string;
      /** The right that the parent needs, where it is another than that of the stream that lists parents. */
      readonly scope?: string;
      readonly rows?: string;
      readonly holdsNone?: (parent: Row) => boolean;
    }
  /** All rows of its owner, whom an event has to name. */
  | { readonly by: 'owner' };

/** The events that tell, each once: of the rows that they name, or that rows may be gone. */
export const eventsOf = ({ event, dueBy = [] }: Removals): string[] => [
  ...new Set([...(event ? [event.name] : []), ...dueBy]),
];

/** What a row of a list stands for as a rule. */
export const listedRow = ({ id, created_at: createdAt }: Row): ListedKey[] =>
  isKey(id) ? [{ id: scalarText(id), ...(createdAt !== undefined && { createdAt }) }] : [];

/** What stands in a member of the parents' list: `{ id }` each. */
export const listedIn =
  (member: string) =>
  ({ id: parent, [member]: items }: Row): ListedKey[] =>
    Array.isArray(items)
      ? items
          .filter(isObject)
          .flatMap(({ id }) => (isKey(id) ? [{ id: scalarText(id), parent: scalarText(parent) }] : []))
      : [];

/** For a list that every sync reads, where the path to a row is the list's own with the id. */
export const comparedByPath = (path: string): Removals => ({
  compared: 'every sync',
  ask: { by: 'path', path: `${path}/{id}` },
});

/** The same, where the list's filter is all that takes an id. */
export const COMPARED_BY_FILTER: Removals = { compared: 'every sync', ask: { by: 'filter', parameter: 'id' } };

/** For a list that is compared now and then. */
export const sweptByPath = (path: string): Removals => ({
  compared: 'sweeps',
  ask: { by: 'path', path: `${path}/{id}` },
});
