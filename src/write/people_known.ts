import { isNone, type Row, scalarText } from '../row.ts';
import type { Person } from './run.ts';

/** A person in the index. Texts in place of objects: there may be fifty thousand. */
export interface Known extends Person {
  readonly id: string | undefined;
  email: string | undefined;
  own: string | undefined;
  /** Their ids, joined by commas. */
  employments: string;
  /** What Personio has of the other members, as JSON. */
  values: string;
  /** When this run created the person, on the clock of `performance`. */
  createdAt?: number;
  /** The employment that a dry run would have created. */
  planned?: Row;
}

/** People by a value that usually one of them has. */
export class Holders {
  readonly #holders = new Map<string, Known | readonly Known[]>();

  of(value: string): readonly Known[] {
    return [this.#holders.get(value) ?? []].flat();
  }

  put(known: Known, before: string | undefined, now: string | undefined): void {
    if (before !== undefined)
      this.#set(
        before,
        this.of(before).filter((each) => each !== known),
      );
    if (now !== undefined) this.#set(now, [...this.of(now).filter((each) => each !== known), known]);
  }

  #set(value: string, [first, ...others]: readonly Known[]): void {
    if (first === undefined) this.#holders.delete(value);
    else this.#holders.set(value, others.length > 0 ? [first, ...others] : first);
  }
}

/** In lower case: the case of its letters makes no difference. */
export const emailIn = (value: unknown): string | undefined =>
  isNone(value) ? undefined : scalarText(value).trim().toLowerCase();
