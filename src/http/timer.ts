/** Node's timers fire at once when they are given more. */
const LONGEST_MS = 2 ** 31 - 1;

/** Time as pace needs it; tests bring their own. */
export interface Timer {
  now(): number;
  /** Calls back later; returns how to cancel that. */
  after(ms: number, callback: () => void): () => void;
}

export const timer: Timer = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const timeout = setTimeout(callback, Math.min(ms, LONGEST_MS));
    return () => clearTimeout(timeout);
  },
};
