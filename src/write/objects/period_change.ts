import { isKey, isObject, type Row, scalarText } from '../../row.ts';
import type { Values } from '../members.ts';
import type { Difference } from '../object.ts';
import { Reject } from '../reject.ts';
import type { Change } from './period.ts';

/** Gathers what differs between a period and a row. */
export class Differing<P extends object> {
  readonly #differences: Difference[] = [];
  #body: Row = {};
  #after: P;

  constructor(period: P) {
    this.#after = period;
  }

  /** `body` is how a request says it, and `after` how the period holds it. */
  add(difference: Difference, body: Row, after: Partial<P>): void {
    this.#differences.push(difference);
    this.#body = { ...this.#body, ...body };
    this.becomes(after);
  }

  /** Something that follows from what was added. */
  becomes(after: Partial<P>): void {
    this.#after = { ...this.#after, ...after };
  }

  has(...members: readonly string[]): boolean {
    return this.#differences.some(({ member }) => members.includes(member));
  }

  get after(): P {
    return this.#after;
  }

  get change(): Change<P> {
    return { differences: this.#differences, body: this.#body, after: this.#after };
  }
}

/** A member of the matching key. Throws Reject if the row lacks it. */
export function needed(values: Values, member: string): string {
  const value = values[member];
  if (typeof value !== 'string')
    throw new Reject('missing_key', 'The row has no value for its matching key.', { member });
  return value;
}

/** The id of an object that is referred to. */
export function referredId(value: unknown): string | undefined {
  const id = isObject(value) ? value.id : value;
  return isKey(id) ? scalarText(id) : undefined;
}
