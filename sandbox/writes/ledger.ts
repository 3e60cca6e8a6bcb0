import type { Json } from '../json.ts';

/** A write that was applied, whether or not the client learned about it. */
export interface AppliedWrite {
  /** The sandbox's time, in milliseconds. */
  readonly at: number;
  readonly method: string;
  /** The route's template, as in the log of requests. */
  readonly route: string;
  readonly stream: string;
  readonly id: string;
  /** What makes the object unique for people, with the stream before it. */
  readonly key: string;
  readonly created: boolean;
  /** False if everything was already as it was written. */
  readonly changed: boolean;
  /** What was sent, if it is short. */
  readonly body?: Json;
}

/** Every applied write, and how often each natural key was created. */
export class Ledger {
  readonly writes: AppliedWrite[] = [];
  readonly creations = new Map<string, number>();

  add(write: AppliedWrite): void {
    this.writes.push(write);
    if (write.created) this.creations.set(write.key, (this.creations.get(write.key) ?? 0) + 1);
  }

  reset(): void {
    this.writes.length = 0;
    this.creations.clear();
  }
}
