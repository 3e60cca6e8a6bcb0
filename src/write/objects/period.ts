import type { Row } from '../../row.ts';
import type { Members, Values } from '../members.ts';
import type { Difference, Operation, WrittenObject } from '../object.ts';
import type { PeriodListOptions } from './period_lists.ts';

/** A period in Personio. */
export interface Period {
  /** Undefined for one that a dry run would create. */
  readonly id: string | undefined;
  readonly person: string | undefined;
  /** What it is and when it starts: with the person, that identifies it. */
  readonly mark: string;
  /** Someone declined it. */
  readonly isRejected: boolean;
}

/** What makes a period what a row says. */
export interface Change<P> {
  /** Empty if it is that already. */
  readonly differences: readonly Difference[];
  readonly body: Row;
  /** The period afterwards. */
  readonly after: P;
}

/** What sets one kind of period apart. */
export interface PeriodKind<P extends Period> {
  readonly object: WrittenObject;
  readonly members: Members;
  readonly lists: PeriodListOptions;
  /** Personio refuses a second one with the same key. */
  readonly isKeptUnique: boolean;
  /** Lists that are bounded by time may lack some, such as those without an end. */
  readonly hidesSome: boolean;
  /** What can be checked without a request. Throws Reject. */
  check(values: Values): void;
  /** What the row is and when it starts, as its key says. Throws Reject. */
  markOf(values: Values): Promise<{ readonly mark: string; readonly start: string }>;
  /** Undefined for a row that cannot be read. */
  periodOf(row: Row): Promise<P | undefined>;
  /** Throws Reject. The `person` is undefined in a dry run that would create it. */
  create(values: Values, person: string | undefined, mark: string): Promise<Change<P>>;
  /** Throws Reject. */
  change(values: Values, period: P): Promise<Change<P>>;
}

/** A row, checked as far as that takes no request. */
export interface PeriodRow {
  readonly operation: Operation;
  /** Personio's id, if that is the key. */
  readonly id: string | undefined;
  readonly values: Values;
  /** The member that names the person. */
  readonly named: string | undefined;
  readonly target: string;
}

/** Where a row belongs. */
export interface Place {
  /** Undefined if a dry run would create the person. */
  readonly person: string | undefined;
  /** The member that names the person. */
  readonly named: string | undefined;
  readonly mark: string;
  readonly start: string;
  readonly slot: string;
}

/** The same for all periods of a person with that mark. */
export const slotOf = ({ person = '', mark }: Pick<Period, 'person' | 'mark'>): string => `${person} ${mark}`;
