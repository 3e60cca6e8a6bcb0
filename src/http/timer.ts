/** Node's timers fire immediately if they are given more. */
const LONGEST_MS = 2 ** 31 - 1;

/** The clock and timers of rate limiting; tests have their own. */
export interface Timer {
  now(): number;
  /** Calls back later; returns a function that cancels the call. */
  after(ms: number, callback: () => void): () => void;
}

export const timer: Timer = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const timeout = setTimeout(callback, Math.min(ms, LONGEST_MS));
    return () => clearTimeout(timeout);
  },
};
