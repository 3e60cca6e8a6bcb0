import type { Row } from '../row.ts';

/** How many rows before a state were stored, and how many were rejected and reported. */
export interface Stats {
  readonly recordCount: number;
  readonly rejectedRecordCount: number;
}

/** The rows of a stream between two of its states. */
interface Segment {
  open: number;
  stored: number;
  rejected: number;
  /** One of its rows has to come again, so no state behind it is printed. */
  isWithheld: boolean;
}

interface Entry {
  readonly state: Row;
  /** One of a stream, or those of all streams. */
  readonly parts: readonly { readonly account: Account; readonly segment: Segment }[];
}

interface Account {
  current: Segment;
  /** States that were not printed yet, in order. */
  readonly waiting: Entry[];
  /** No further state is printed. */
  isBlocked: boolean;
}

/** A row that is not settled yet. Every row is settled once, or never if the run ends before. */
export interface OpenRow {
  stored(): void;
  /** It was rejected and reported. */
  rejected(): void;
  /** It was rejected, and has to come again: no state behind it is printed. */
  withheld(): void;
}

const newSegment = (): Segment => ({ open: 0, stored: 0, rejected: 0, isWithheld: false });

/**
 * Knows which states are true: those for which every row before them, of their stream or of all streams, is settled.
 * States are printed in the order in which they came, per stream.
 */
export class Ledger {
  readonly #print: (state: Row, stats: Stats) => void;
  readonly #accounts = new Map<string, Account>();
  #isBlocked = false;

  constructor(print: (state: Row, stats: Stats) => void) {
    this.#print = print;
  }

  row(stream: string): OpenRow {
    const account = this.#account(stream);
    const segment = account.current;
    segment.open++;
    const settled = () => {
      segment.open--;
      if (segment.open === 0) this.#advance(account);
    };
    return {
      stored: () => {
        segment.stored++;
        settled();
      },
      rejected: () => {
        segment.rejected++;
        settled();
      },
      withheld: () => {
        segment.rejected++;
        segment.isWithheld = true;
        settled();
      },
    };
  }

  /** A state of one stream, or of all. */
  state(state: Row, stream?: string): void {
    const accounts = stream === undefined ? [...this.#accounts.values()] : [this.#account(stream)];
    if (this.#isBlocked || accounts.some(({ isBlocked }) => isBlocked)) {
      // A state behind this one would claim more, so none of these streams has another.
      for (const account of accounts) this.#block(account);
      if (stream === undefined) this.#isBlocked = true;
      return;
    }
    const parts = accounts.map((account) => ({ account, segment: account.current }));
    const entry = { state, parts };
    for (const account of accounts) {
      account.current = newSegment();
      account.waiting.push(entry);
    }
    if (parts.length === 0) this.#print(state, statsOf(entry));
    for (const account of accounts) this.#advance(account);
  }

  /** Prints no state of the stream from now on. */
  block(stream: string): void {
    this.#block(this.#account(stream));
  }

  #block(account: Account): void {
    account.isBlocked = true;
    account.waiting.length = 0;
  }

  #account(stream: string): Account {
    let account = this.#accounts.get(stream);
    if (!account) {
      account = { current: newSegment(), waiting: [], isBlocked: false };
      this.#accounts.set(stream, account);
    }
    return account;
  }

  /** Prints the states of the account that have become true. */
  #advance(account: Account): void {
    for (let entry = account.waiting[0]; entry && !account.isBlocked; entry = account.waiting[0]) {
      const { parts } = entry;
      if (parts.some(({ segment }) => segment.isWithheld)) {
        for (const part of parts) this.#block(part.account);
        return;
      }
      const isTrue = parts.every(({ account: { waiting }, segment }) => waiting[0] === entry && segment.open === 0);
      if (!isTrue) return;
      for (const part of parts) part.account.waiting.shift();
      this.#print(entry.state, statsOf(entry));
      // The other streams may have waited for this state.
      for (const part of parts) if (part.account !== account) this.#advance(part.account);
    }
  }
}

function statsOf({ parts }: Entry): Stats {
  const sum = (of: 'stored' | 'rejected') => parts.reduce((total, { segment }) => total + segment[of], 0);
  return { recordCount: sum('stored'), rejectedRecordCount: sum('rejected') };
}
