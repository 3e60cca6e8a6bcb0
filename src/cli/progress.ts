import type { WriteStream } from 'node:tty';
import type { Progress, Visited } from '../airbyte/output.ts';
import type { StreamStatus } from '../airbyte/protocol.ts';
import { printable, shortened, wrapped } from '../printable.ts';
import { closingLines, endLine, type Running, summaryLines, type Totals } from './progress_text.ts';

/** The shortest and the longest time between two drawings: even if nothing happens, the elapsed time moves. */
const SHORTEST_MS = 200;
const LONGEST_MS = 1000;

/** The rows of these streams are people. */
const PEOPLE: readonly string[] = ['persons', 'employees'];

const ENDS: readonly StreamStatus[] = ['COMPLETE', 'INCOMPLETE'];

/**
 * Shows the progress of a read on a terminal: a summary at the bottom that is redrawn, and above it one line for each
 * stream that has ended. If records go to the same terminal, nothing is redrawn, because that would overwrite them.
 */
export class TerminalProgress implements Progress {
  readonly #terminal: WriteStream;
  readonly #shared: boolean;
  readonly #running = new Map<string, Running>();
  /** Lines of streams that have ended, to be written. */
  #ended: string[] = [];
  readonly #complete: string[] = [];
  readonly #incomplete: string[] = [];
  readonly #failures: { stream: string; reason: string }[] = [];
  #records = 0;
  #requests = 0;
  #people: number | undefined;
  #startedAt = 0;
  #drawn = 0;
  #drawnAt = 0;
  #isDue = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(terminal: WriteStream, shared: boolean) {
    this.#terminal = terminal;
    this.#shared = shared;
  }

  status(stream: string, status: StreamStatus, waitsUntil = 0): void {
    this.#startedAt ||= Date.now();
    const running = this.#running.get(stream) ?? { stream: printable(stream), records: 0, waitsUntil };
    running.waitsUntil = waitsUntil;
    if (ENDS.includes(status)) {
      this.#running.delete(stream);
      this.#ended.push(endLine(running, status));
      (status === 'COMPLETE' ? this.#complete : this.#incomplete).push(running.stream);
    } else this.#running.set(stream, running);
    this.#changed();
  }

  records(stream: string, count: number): void {
    const running = this.#running.get(stream);
    if (running) running.records += count;
    this.#records += count;
    this.#changed();
  }

  sent(): void {
    this.#requests++;
    this.#changed();
  }

  visited(stream: string, visited: Visited): void {
    const running = this.#running.get(stream);
    if (running && PEOPLE.includes(visited.parents)) running.visited = visited;
    this.#changed();
  }

  listed(stream: string, rows: number): void {
    if (PEOPLE.includes(stream)) this.#people = rows;
  }

  failed(reason: string, stream?: string): void {
    if (this.#shared) return;
    if (stream === undefined) this.#write(`${printable(reason)}\n`);
    else this.#failures.push({ stream, reason });
  }

  end(): void {
    if (this.#complete.length + this.#incomplete.length === 0) return;
    const [complete, incomplete] = [this.#complete, this.#incomplete];
    const lines = closingLines({
      ...this.#totals,
      complete,
      incomplete,
      failures: this.#failures,
      isShared: this.#shared,
    });
    this.#write(`\n${lines.map((line) => `${wrapped(line, this.#columns)}\n`).join('')}`);
  }

  get #columns(): number {
    return (this.#terminal.columns || 80) - 1;
  }

  get #totals(): Totals {
    return { records: this.#records, requests: this.#requests, elapsedMs: Date.now() - this.#startedAt };
  }

  /** Draws now, or as soon as allowed; everything that happens until then is drawn together. */
  #changed(): void {
    if (this.#shared && this.#ended.length === 0) return;
    const isAtOnce = this.#shared || this.#running.size === 0;
    const restMs = isAtOnce ? 0 : this.#drawnAt + SHORTEST_MS - Date.now();
    if (restMs <= 0) this.#draw();
    else if (!this.#isDue) {
      this.#isDue = true;
      this.#drawIn(restMs);
    }
  }

  #drawIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#draw(), ms).unref();
  }

  #draw(): void {
    this.#drawnAt = Date.now();
    this.#isDue = false;
    clearTimeout(this.#timer);
    const isMoving = !this.#shared && this.#running.size > 0;
    if (isMoving) this.#drawIn(LONGEST_MS);
    const columns = this.#columns;
    const summary = isMoving
      ? summaryLines(
          [...this.#running.values()],
          { ...this.#totals, people: this.#people },
          { now: this.#drawnAt, columns },
        )
      : [];
    // What does not fit on the screen could not be redrawn.
    const moving = summary.slice(0, Math.max(1, (this.#terminal.rows || 24) - 2));
    const lines = [...this.#ended, ...moving].map((line) => `${shortened(line, columns)}\n`);
    if (lines.length > 0 || this.#drawn > 0) this.#write(lines.join(''));
    this.#ended = [];
    this.#drawn = moving.length;
  }

  /** Overwrites the part that is redrawn. */
  #write(text: string): void {
    const erase = this.#drawn > 0 ? `\x1b[${this.#drawn}A\x1b[0J` : '';
    this.#drawn = 0;
    this.#terminal.write(erase + text);
  }
}
