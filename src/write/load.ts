/** So many rows are worked on at a time: enough to keep every endpoint busy. */
const MOST_ROWS = 1000;
/** Rows with files are worked on one by one. */
const MOST_BYTES = 8 * 1024 * 1024;

/** What is in work: nothing more is read from the input while it is too much. */
export class Load {
  rows = 0;
  bytes = 0;
  readonly #signal: AbortSignal;
  #waiting: (() => void) | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#waiting?.());
  }

  add(bytes: number): void {
    this.rows++;
    this.bytes += bytes;
  }

  remove(bytes: number): void {
    this.rows--;
    this.bytes -= bytes;
    if (!this.#isTooMuch) this.#waiting?.();
  }

  /** Resolves when there is room for another row, or when the run is stopped. */
  async room(): Promise<void> {
    if (!this.#isTooMuch || this.#signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#waiting = resolve;
    });
    this.#waiting = undefined;
  }

  get #isTooMuch(): boolean {
    return this.rows >= MOST_ROWS || this.bytes >= MOST_BYTES;
  }
}
