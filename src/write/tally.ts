import { counted } from '../counted.ts';
import type { Outcome } from './object.ts';
import type { Reject } from './reject.ts';

/** How many row numbers of equal rejects are named. */
const MOST_NUMBERS = 5;
/** When the reject rate of a stream is judged: all of its first rows, and the share of many. */
const FIRST_ROWS = 20;
const ROWS_OF_A_RATE = 50;

interface Rejects {
  readonly code: string;
  readonly column: string | undefined;
  readonly sentence: string;
  count: number;
  readonly numbers: number[];
}

/** What became of the rows of a stream. */
export class Tally {
  received = 0;
  readonly outcomes: Record<Outcome, number> = { created: 0, changed: 0, unchanged: 0, removed: 0 };
  rejected = 0;
  readonly #rejects = new Map<string, Rejects>();
  #furthest = 0;

  get settled(): number {
    return this.rejected + Object.values(this.outcomes).reduce((sum, count) => sum + count, 0);
  }

  /** The rows that the rejected ones are a share of: rows before them may still be open, since a bad value is seen at once. */
  get judged(): number {
    return Math.max(this.#furthest, this.settled);
  }

  reject(number: number, { code, message }: Reject, column: string | undefined): void {
    this.rejected++;
    this.#furthest = Math.max(this.#furthest, number);
    const name = `${code} ${column ?? ''}`;
    const rejects = this.#rejects.get(name) ?? { code, column, sentence: message, count: 0, numbers: [] };
    this.#rejects.set(name, rejects);
    rejects.count++;
    if (rejects.numbers.length < MOST_NUMBERS) rejects.numbers.push(number);
  }

  /** More rows were rejected than `limit` (percent) allows. */
  isOverLimit(limit: number): boolean {
    if (limit >= 100) return false;
    if (this.judged === this.rejected && this.rejected >= FIRST_ROWS) return true;
    return this.judged >= ROWS_OF_A_RATE && (100 * this.rejected) / this.judged > limit;
  }

  /** A sentence for each kind of reject, without values. */
  warnings(): string[] {
    return [...this.#rejects.values()].map(({ code, column, sentence, count, numbers }) => {
      const more = count > numbers.length ? ` and ${counted(count - numbers.length, 'more', 'more')}` : '';
      const where = column === undefined ? '' : ` in the column ${column}`;
      return `${counted(count, 'row')} rejected${where} (${code}): ${sentence} Row${count === 1 ? '' : 's'} ${numbers.join(', ')}${more}.`;
    });
  }

  /** `12 rows received: 3 created, 1 changed, …`. */
  summary(): string {
    const { created, changed, unchanged, removed } = this.outcomes;
    const parts = { created, changed, unchanged, removed, rejected: this.rejected };
    const open = this.received - this.settled;
    return `${counted(this.received, 'row')} received: ${Object.entries(parts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}${open > 0 ? `, ${open} not written` : ''}.`;
  }
}
