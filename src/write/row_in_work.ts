import type { Row } from '../row.ts';
import type { OpenRow } from './ledger.ts';
import type { Operation, Outcome, Written } from './object.ts';
import type { ObjectQueue, Queued } from './object_queue.ts';
import type { Awaited } from './parking.ts';
import { Awaits, Reject, type RejectCode } from './reject.ts';
import type { ReportLine } from './report.ts';
import type { Shared } from './shared.ts';
import type { StreamRows } from './stream_rows.ts';

/** What is said of an object that is not there, as far as the lists show. */
const OF_ABSENCE: readonly RejectCode[] = ['missing_value', 'not_found'];

/** A record, as it came. */
export interface Received {
  readonly data: Row;
  /** The path of its file, if it has one. */
  readonly file: string | undefined;
  readonly bytes: number;
}

/** The stream of a record. */
interface Stream {
  readonly name: string;
  readonly rows: StreamRows;
  readonly queue: ObjectQueue;
  readonly shared: Shared;
  readonly isStopped: boolean;
  fail(error: unknown): void;
  stored(outcome: Outcome): void;
  rejected(number: number, problem: Reject, column: string | undefined): void;
}

/** A record from its arrival until it is settled. */
export class RowInWork implements Queued {
  /** What its object made of it. */
  row: unknown;
  readonly #stream: Stream;
  readonly #number: number;
  readonly #open: OpenRow;
  readonly #bytes: number;
  readonly #key: Readonly<Record<string, unknown>>;
  #operation: Operation;
  /** It counts for the load. */
  #isLoad = false;
  #awaited: Awaited | undefined;
  #isSettled = false;

  constructor(stream: Stream, number: number, open: OpenRow, { data, bytes }: Received) {
    this.#stream = stream;
    this.#number = number;
    this.#open = open;
    this.#bytes = bytes;
    this.#key = stream.rows.keyOf(data);
    this.#operation = stream.rows.plan.operation;
  }

  /** Checks it, and queues it. */
  start({ data, file }: Received): void {
    const { rows, queue } = this.#stream;
    try {
      const task = rows.task(data, queue.members, file);
      this.#operation = task.operation;
      this.row = queue.parse(task);
    } catch (error) {
      if (error instanceof Reject) this.#reject(error);
      else this.failed(error);
      return;
    }
    this.#enqueue();
  }

  get isWaiting(): boolean {
    return this.#awaited !== undefined;
  }

  isDropped(): boolean {
    if (this.#stream.isStopped) this.#rest();
    return this.#stream.isStopped || this.#isSettled;
  }

  written(written: Written): void {
    const { shared } = this.#stream;
    const { outcome, id, affected } = written;
    const isGone = this.#operation === 'soft_delete' && outcome === 'unchanged' && id === undefined;
    if (isGone && !shared.isSettled() && this.#wait('lists')) return;
    const line = this.#line({ outcome, id, affected_periods: affected });
    shared.report?.add(line);
    shared.show?.(line, written);
    this.#stream.stored(outcome);
    this.#isSettled = true;
    this.#open.stored();
    this.#rest();
  }

  failed(error: unknown): void {
    const { shared } = this.#stream;
    if (error instanceof Awaits) {
      const why = `The ${error.kind} is not in Personio, and too many rows wait for one already.`;
      if (!this.#wait(error.kind))
        this.#reject(new Reject('unknown_reference', `${why} Sync the stream that brings it first.`));
    } else if (error instanceof Reject) {
      const isDoubtful = (error.mayCome || OF_ABSENCE.includes(error.code)) && !shared.isSettled();
      if (!isDoubtful || !this.#wait('lists')) this.#reject(error);
    } else {
      this.#rest();
      this.#stream.fail(error);
    }
  }

  waitBehind(earlier: RowInWork): boolean {
    return earlier.#awaited !== undefined && this.#wait(earlier.#awaited);
  }

  /** False if there is no room. */
  #wait(kind: Awaited): boolean {
    const { parking } = this.#stream.shared;
    if (!parking.hasRoom(this.#bytes)) return false;
    this.#rest();
    this.#awaited = kind;
    parking.park(kind, {
      bytes: this.#bytes,
      brings: this.#stream.rows.plan.object.brings !== undefined,
      again: () => {
        this.#awaited = undefined;
        this.#enqueue();
      },
      refused: (reject) => {
        if (!this.#stream.isStopped) this.#reject(reject);
      },
    });
    return true;
  }

  #enqueue(): void {
    this.#isLoad = true;
    this.#stream.shared.load.add(this.#bytes);
    this.#stream.queue.add(this);
  }

  /** It is not worked on any more. */
  #rest(): void {
    if (!this.#isLoad) return;
    this.#isLoad = false;
    this.#stream.shared.load.remove(this.#bytes);
  }

  #reject(problem: Reject): void {
    this.#rest();
    this.#isSettled = true;
    const { rows, shared } = this.#stream;
    const { code, member, message, traceId, answer } = problem;
    const column = member === undefined ? undefined : rows.columnOf(member);
    const line = this.#line({ outcome: 'rejected', code, column, message, trace_id: traceId, answer });
    try {
      shared.report?.add(line);
      this.#stream.rejected(this.#number, problem, column);
      if (shared.onReject === 'report') this.#open.rejected();
      else this.#open.withheld();
    } catch (error) {
      this.#stream.fail(error);
    }
  }

  #line(what: Pick<ReportLine, 'outcome'> & Partial<ReportLine>): ReportLine {
    const { name, rows, shared } = this.#stream;
    const { stream, object } = rows.plan;
    return {
      stream: name,
      ...(stream.namespace !== undefined && { namespace: stream.namespace }),
      row: this.#number,
      object: object.name,
      operation: this.#operation,
      key: this.#key,
      ...what,
      ...(shared.dryRun && { dry_run: true }),
    };
  }
}
