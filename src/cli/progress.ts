import type { WriteStream } from 'node:tty';
import type { Progress } from '../airbyte/output.ts';
import type { StreamStatus } from '../airbyte/protocol.ts';
import { printable } from '../printable.ts';

const REDRAW_MS = 200;

interface Line {
  records: number;
  status: StreamStatus;
}

/**
 * A line for each stream on a terminal, redrawn while it is read; those that have ended stay above. Where records go to
 * the same terminal, lines that move would overwrite them: then each stream has one line, at its end.
 */
export class TerminalProgress implements Progress {
  readonly #terminal: WriteStream;
  readonly #shared: boolean;
  readonly #lines = new Map<string, Line>();
  #drawn = 0;
  #drawnAt = 0;

  constructor(terminal: WriteStream, shared: boolean) {
    this.#terminal = terminal;
    this.#shared = shared;
  }

  records(stream: string, count: number): void {
    const line = this.#lines.get(stream);
    if (line) line.records += count;
    if (Date.now() - this.#drawnAt >= REDRAW_MS) this.#draw();
  }

  status(stream: string, status: StreamStatus): void {
    const line = this.#lines.get(stream) ?? { records: 0, status };
    line.status = status;
    this.#lines.set(stream, line);
    this.#draw();
  }

  #draw(): void {
    this.#drawnAt = Date.now();
    const lines = [...this.#lines].map(([stream, line]) => ({ stream, ...line, ended: ENDS.includes(line.status) }));
    const ended = lines.filter((line) => line.ended);
    for (const { stream } of ended) this.#lines.delete(stream);
    // What does not fit on the screen could not be redrawn.
    const running = this.#shared ? [] : lines.filter((line) => !line.ended).slice(0, (this.#terminal.rows || 24) - 2);
    const texts = [...ended, ...running].map((line) => text(line).slice(0, (this.#terminal.columns || 80) - 1));
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : '';
    const erase = this.#shared ? '' : '\x1b[0J';
    if (texts.length > 0 || this.#drawn > 0)
      this.#terminal.write(up + erase + texts.map((each) => `${each}\n`).join(''));
    this.#drawn = running.length;
  }
}

const ENDS: readonly StreamStatus[] = ['COMPLETE', 'INCOMPLETE'];

const text = ({ stream, records, status }: Line & { stream: string }): string =>
  `${printable(stream).padEnd(28)} ${records.toLocaleString('en').padStart(12)} records  ${status.toLowerCase()}`;
