import { once } from 'node:events';
import { createWriteStream, fstatSync } from 'node:fs';
import type { Writable } from 'node:stream';

/** Lines are buffered until there are this many bytes, … */
const CHUNK = 65_536;
/** … or for this long: a write costs as much as all other work on a small page. */
const GATHER_MS = 10;
/** UTF-8 needs at most this many bytes for a UTF-16 unit. */
const MOST_BYTES_OF_A_UNIT = 3;

/**
 * The only writer of stdout: in order, and never faster than the reader. Each line is encoded separately: a single
 * letter beyond Latin-1 makes a text slow to encode, and all lines together nearly always have one.
 */
export class Sink {
  readonly #target: Writable;
  #chunk = Buffer.allocUnsafeSlow(CHUNK);
  #size = 0;
  /** A written buffer, for reuse. */
  #spare: Buffer<ArrayBuffer> | undefined;
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

  /** Writes a line, or several at a time; resolves once there is room for more. */
  async write(lines: string | readonly string[]): Promise<void> {
    if (this.#closed) return;
    for (const line of typeof lines === 'string' ? [lines] : lines) this.#gather(line);
    this.#flushing ??= setTimeout(() => this.#pass(), GATHER_MS);
    await this.#room;
  }

  /** Resolves once the reader has taken enough of what was written. */
  async ready(): Promise<void> {
    await this.#room;
  }

  /** Resolves when everything written so far has left the process; false if that failed. */
  async flush(): Promise<boolean> {
    this.#pass();
    return await new Promise<boolean>((resolve) => this.#target.write('', (error) => resolve(!error)));
  }

  /** Writes nothing from now on. */
  close(): void {
    this.#pass();
    this.#closed = true;
  }

  #gather(line: string): void {
    const most = line.length * MOST_BYTES_OF_A_UNIT;
    if (this.#size + most > CHUNK) this.#pass();
    if (most > CHUNK) this.#send(Buffer.from(line));
    else this.#size += this.#chunk.write(line, this.#size);
  }

  /** Passes on the buffered lines. */
  #pass(): void {
    clearTimeout(this.#flushing);
    this.#flushing = undefined;
    if (this.#size === 0) return;
    const full = this.#chunk;
    this.#send(full.subarray(0, this.#size), () => {
      this.#spare = full;
    });
    this.#chunk = this.#spare ?? Buffer.allocUnsafeSlow(CHUNK);
    this.#spare = undefined;
    this.#size = 0;
  }

  #send(bytes: Buffer, onSent?: () => void): void {
    if (this.#closed) return;
    // All waiters share one promise: with one listener each, Node warns at the eleventh.
    if (!this.#target.write(bytes, onSent) && !this.#room) {
      this.#room = once(this.#target, 'drain').finally(() => {
        this.#room = undefined;
      });
      this.#room.catch(() => {});
    }
  }
}

/**
 * stdout. A redirected file is written through a stream that completes short writes: a full disk must not go unnoticed.
 */
export function openStdout(): Writable {
  return fstatSync(1).isFile() ? createWriteStream('', { fd: 1, autoClose: false }) : process.stdout;
}
