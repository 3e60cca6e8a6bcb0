import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fdatasyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { ConnectorError } from '../errors.ts';

/** A line of the report. */
export interface ReportLine {
  readonly stream: string;
  readonly namespace?: string | undefined;
  /** From 1, per stream and run. */
  readonly row: number;
  readonly object: string;
  readonly operation: string;
  readonly outcome: 'created' | 'changed' | 'unchanged' | 'removed' | 'rejected';
  /** The values of the row's matching key. */
  readonly key?: Readonly<Record<string, unknown>>;
  /** Personio's id. */
  readonly id?: string | undefined;
  /** Ids of neighbouring periods that Personio changed as well. */
  readonly affected_periods?: readonly string[] | undefined;
  /** Of a reject. */
  readonly code?: string;
  readonly column?: string | undefined;
  readonly message?: string;
  readonly trace_id?: string | undefined;
  /** Personio's own words. */
  readonly answer?: string | undefined;
  /** Nothing was written. */
  readonly dry_run?: true;
}

/** One line of JSON for each row, in a file that only its owner can read. */
export class Report {
  readonly path: string;
  readonly #file: number;
  #isSynced = true;

  /** Throws a config_error if the file cannot be created. */
  constructor(folder: string, now = new Date()) {
    const stamp = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
    // In containers, all processes have the same number.
    this.path = path.join(folder, `destination-personio-${stamp}-${randomUUID().slice(0, 8)}.jsonl`);
    try {
      makeFolder(path.resolve(folder));
      this.#file = openSync(this.path, 'ax', 0o600);
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
      throw new ConnectorError(
        'config_error',
        `No report can be written to the folder ${folder} (${code}). Correct the folder in Report, or its permissions.`,
        { cause },
      );
    }
  }

  /** Throws a system_error if the disk is full. */
  add(line: ReportLine): void {
    if (line.outcome === 'rejected') this.#isSynced = false;
    this.#onDisk(() => writeSync(this.#file, `${JSON.stringify(line)}\n`));
  }

  /**
   * Puts rejected rows on the disk: a state that covers them means that they do not come again. Throws a system_error if
   * that fails.
   */
  sync(): void {
    if (this.#isSynced) return;
    this.#onDisk(() => fdatasyncSync(this.#file));
    this.#isSynced = true;
  }

  close(): void {
    this.sync();
    closeSync(this.#file);
  }

  #onDisk(write: () => void): void {
    try {
      write();
    } catch (cause) {
      throw new ConnectorError('system_error', `The report ${this.path} cannot be written.`, { cause });
    }
  }
}

/** With the folders above it. Node's own way to do that never ends below some file systems, such as /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(parent);
  mkdirSync(folder, { mode: 0o700 });
}
