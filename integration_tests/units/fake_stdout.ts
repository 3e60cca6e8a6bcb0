import { Writable } from 'node:stream';

/** For tests: keeps what it receives; a slow one accepts more only on demand. */
export class FakeStdout extends Writable {
  text = '';
  #held: (() => void) | undefined;
  readonly #slow: boolean;

  constructor({ slow = false, highWaterMark = 16_384 } = {}) {
    super({ highWaterMark, decodeStrings: false });
    this.#slow = slow;
  }

  override _write(chunk: string, _: string, done: () => void): void {
    this.text += chunk;
    if (this.#slow) this.#held = done;
    else done();
  }

  /** The reader takes one write. */
  take(): boolean {
    const done = this.#held;
    this.#held = undefined;
    done?.();
    return done !== undefined;
  }

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }

  // biome-ignore lint/suspicious/noExplicitAny: messages as a reader sees them, of any shape.
  get messages(): any[] {
    return this.lines.map((line) => JSON.parse(line));
  }
}

/** Runs everything that is due. */
export async function turns(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}
