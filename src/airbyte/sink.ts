import { once } from 'node:events';
import { createWriteStream, fstatSync } from 'node:fs';
import type { Writable } from 'node:stream';

/** Small writes are gathered until there is this much (UTF-16 units), … */
const CHUNK = 65_536;
/** … or for this long: a write costs as much as a small page does otherwise. */
const GATHER_MS = 10;

/** The only writer of stdout: in order, and never faster than the reader. */
export class Sink {
  readonly #target: Writable;
  #gathered = '';
  #flushing: NodeJS.Timeout | undefined;
  #room: Promise<unknown> | undefined;
  #closed = false;

  constructor(target: Writable) {
    this.#target = target;
  }

  /** Calls back once when stdout can no longer be written to: the reader is gone (EPIPE) or the disk is full. */
  onBroken(callback: (error: NodeJS.ErrnoException) => void): void {
    this.#target.on('error', (error) => {
      if (!this.#closed) callback(error);
      this.#closed = true;
    });
  }

  /** Writes text; resolves once there is room for more. */
  async write(text: string): Promise<void> {
    if (this.#closed) return;
    this.#gathered += text;
    if (this.#gathered.length >= CHUNK) this.#pass();
    else this.#flushing ??= setTimeout(() => this.#pass(), GATHER_MS);
    await this.#room;
  }

  /** Resolves once the reader has taken enough of what was written. */
  async ready(): Promise<void> {
    await this.#room;
  }

  /** Resolves when everything written so far has left the process; false if it could not. */
  async flush(): Promise<boolean> {
    this.#pass();
    return await new Promise<boolean>((resolve) => this.#target.write('', (error) => resolve(!error)));
  }

  /** Writes nothing from now on. */
  close(): void {
    this.#pass();
    this.#closed = true;
  }

  /** Passes on what was gathered. */
  #pass(): void {
    clearTimeout(this.#flushing);
    this.#flushing = undefined;
    const text = this.#gathered;
    this.#gathered = '';
    if (text === '' || this.#closed) return;
    // One promise for all who wait: with a listener each, Node warns at the eleventh.
    if (!this.#target.write(text) && !this.#room) {
      this.#room = once(this.#target, 'drain').finally(() => {
        this.#room = undefined;
      });
      this.#room.catch(() => {});
    }
  }
}

/** stdout. A redirected file is written by a stream that finishes short writes: a full disk must not pass unseen. */
export function openStdout(): Writable {
  return fstatSync(1).isFile() ? createWriteStream('', { fd: 1, autoClose: false }) : process.stdout;
}
