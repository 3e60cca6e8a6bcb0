import type { Timer } from '../../src/http/timer.ts';

/** Virtual time: events in order of time, run as fast as possible. */
export class Timeline implements Timer {
  #events: { at: number; run: () => void }[] = [];
  #now = 0;

  now(): number {
    return this.#now;
  }

  /** Pending calls. */
  get waiting(): number {
    return this.#events.length;
  }

  after(ms: number, run: () => void): () => void {
    const event = { at: this.#now + ms, run };
    this.#events.push(event);
    return () => {
      this.#events = this.#events.filter((each) => each !== event);
    };
  }

  async runUntil(end: number): Promise<void> {
    for (;;) {
      for (let i = 0; i < 5; i++) await Promise.resolve();
      this.#events.sort((a, b) => a.at - b.at);
      const event = this.#events.shift();
      if (!event || event.at > end) return;
      this.#now = event.at;
      event.run();
    }
  }
}
