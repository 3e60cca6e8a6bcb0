import type { Subject } from '../kept/keys.ts';
import type { ListedKey } from '../kept/listing.ts';
import { isKey, isObject, type Row, scalarText } from '../row.ts';

export type { Subject };

/** How the connector finds out that rows of a stream are gone. A stream without it cannot detect removals. */
export interface Removals {
  /**
   * `every sync`: each sync reads all rows. `sweeps`: the list is read for a comparison at intervals. Without it only
   * events report removals.
   */
  readonly compared?: 'every sync' | 'sweeps';
  /** If parents name their children, the list of parents is compared: the record that a parent's row stands for. */
  readonly namedBy?: (parent: Row) => ListedKey[];
  /** What a row of a record stands for, if not its `id`. */
  readonly subjectIn?: (row: Row) => { readonly id: unknown; readonly parent?: unknown };
  /** The webhook event for a removed row, and the name of its id there. */
  readonly event?: { readonly name: string; readonly of: EventSubject };
  /** Events after which rows may be gone that they do not clearly name: they make a comparison due. */
  readonly dueBy?: readonly string[];
  /** Events after which all rows of the persons they name are requested. */
  readonly visits?: readonly string[];
  readonly ask: Ask;
}

export type EventSubject = 'person' | 'employment' | 'absence' | 'attendance' | 'document';

export type Ask =
  /** One request for each; 404 if it is gone. `{id}` and `{parent}` are filled in. */
  | { readonly by: 'path'; readonly path: string; readonly query?: Readonly<Record<string, string>> }
  /** The list's own filter, along with a row known to exist. */
  | { readonly by: 'filter'; readonly parameter: string }
  /**
   * All rows of its parent, read again: as the stream reads them, or as the single object at `rows`. The parent is
   * requested at `parent`: if it is gone, so are its rows; if it `holdsNone`, their absence from the list proves
   * nothing.
   */
  | {
      readonly by: 'parent';
      readonly parent: string;
      /** The right that the parent needs, if it differs from that of the stream that lists parents. */
      readonly scope?: string;
      readonly rows?: string;
      readonly holdsNone?: (parent: Row) => boolean;
    }
  /** All rows of its owner, whom an event has to name. */
  | { readonly by: 'owner' };

/** The relevant events, each once: those that name removed rows, or say that rows may be gone. */
export const eventsOf = ({ event, dueBy = [] }: Removals): string[] => [
  ...new Set([...(event ? [event.name] : []), ...dueBy]),
];

/** What a row of a list usually stands for. */
export const listedRow = ({ id, created_at: createdAt }: Row): ListedKey[] =>
  isKey(id) ? [{ id: scalarText(id), ...(createdAt !== undefined && { createdAt }) }] : [];

/** The `{ id }` objects in a member of the parents' list. */
export const listedIn =
  (member: string) =>
  ({ id: parent, [member]: items }: Row): ListedKey[] =>
    Array.isArray(items)
      ? items
          .filter(isObject)
          .flatMap(({ id }) => (isKey(id) ? [{ id: scalarText(id), parent: scalarText(parent) }] : []))
      : [];

/** For a list that every sync reads, if the path to a row is the list's own plus the id. */
export const comparedByPath = (path: string): Removals => ({
  compared: 'every sync',
  ask: { by: 'path', path: `${path}/{id}` },
});

/** The same, if only the list's filter takes an id. */
export const COMPARED_BY_FILTER: Removals = { compared: 'every sync', ask: { by: 'filter', parameter: 'id' } };

/** For a list that is compared at intervals. */
export const sweptByPath = (path: string): Removals => ({
  compared: 'sweeps',
  ask: { by: 'path', path: `${path}/{id}` },
});
