import type { Members, Values } from './members.ts';
import type { Brought } from './reject.ts';
import type { Rights } from './rights.ts';
import type { Run } from './run.ts';

export const OBJECT_NAMES = [
  'persons',
  'employments',
  'attendance_periods',
  'absence_periods',
  'projects',
  'project_members',
  'documents',
] as const;
export type ObjectName = (typeof OBJECT_NAMES)[number];

/** What rows of a stream do: create only, create or change, change only, remove. */
export const OPERATIONS = ['insert', 'upsert', 'update', 'soft_delete'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** The sync modes of the protocol that stand for them. */
export const SYNC_MODES = {
  insert: 'append',
  upsert: 'append_dedup',
  update: 'update',
  soft_delete: 'soft_delete',
} as const satisfies Record<Operation, string>;

/** A row of a stream, as an object receives it. */
export interface Task {
  readonly operation: Operation;
  /** The members that identify the object: one of the object's `keys`. */
  readonly key: readonly string[];
  /** The members that the row has; null only for members that it may clear. */
  readonly values: Values;
}

export type Outcome = 'created' | 'changed' | 'unchanged' | 'removed';

/** A difference between a row and Personio, for the table of a dry run. */
export interface Difference {
  readonly member: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What became of a row. In a dry run: what would have become of it. */
export interface Written {
  readonly outcome: Outcome;
  /** Personio's id; absent for what a dry run would create. */
  readonly id?: string | undefined;
  readonly differences?: readonly Difference[];
  /** Ids of neighbouring periods that Personio changed along with it. */
  readonly affected?: readonly string[];
}

/** A kind of object that can be written: what is known of it without an account. */
export interface WrittenObject {
  readonly name: ObjectName;
  readonly operations: readonly Operation[];
  /** The sets of members that identify one, the default first. */
  readonly keys: readonly (readonly string[])[];
  readonly members: Members;
  /** An account adds members of its own: the custom attributes of people. */
  readonly hasAttributes?: boolean;
  /** Members without which none can be created. */
  readonly needs: readonly string[];
  readonly brings?: Brought;
  readonly rights: Rights;
  /** How many rows are looked up together, and how many such lots are worked on at a time. */
  readonly lot: { readonly rows: number; readonly parallel: number };
  open(run: Run): Promise<ObjectWriter<unknown, unknown>>;
}

/** Writes the rows of one object in one run. */
export interface ObjectWriter<Row, Found> {
  /** With the account's own. */
  readonly members: Members;
  /** What can be checked without a request. Throws Reject. */
  parse(task: Task): Row;
  /** Rows with the same target are written one after another. */
  targetOf(row: Row): string;
  /** Looks up what Personio has of these rows, before any of them is written. Throws only what fails the stream. */
  look(rows: readonly Row[]): Promise<Found>;
  /** Throws Reject or Awaits for this row, and anything else if the stream cannot be written. May be called again after Awaits. */
  write(row: Row, found: Found): Promise<Written>;
}
