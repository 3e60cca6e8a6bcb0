import { ConnectorError } from '../errors.ts';
import { listed } from '../printable.ts';
import { toWriteError } from './failure.ts';
import type { Outcome } from './object.ts';
import type { ObjectQueue } from './object_queue.ts';
import type { Reject } from './reject.ts';
import { type Received, RowInWork } from './row_in_work.ts';
import type { Shared } from './shared.ts';
import type { StreamRows } from './stream_rows.ts';
import { Tally } from './tally.ts';

/** The rows of one stream in one run. */
export class StreamRun {
  readonly name: string;
  readonly rows: StreamRows;
  readonly queue: ObjectQueue;
  readonly shared: Shared;
  readonly tally = new Tally();
  /** Why it takes no further rows: it failed, or too many rows were rejected. */
  error: ConnectorError | undefined;
  readonly #id: string;

  /** `id` names the stream in the ledger. */
  constructor(id: string, rows: StreamRows, queue: ObjectQueue, shared: Shared) {
    this.#id = id;
    this.rows = rows;
    this.name = rows.plan.stream.name;
    this.queue = queue;
    this.shared = shared;
  }

  /** Rows came that are not settled. */
  get hasOpenRows(): boolean {
    return this.tally.settled < this.tally.received;
  }

  get isStopped(): boolean {
    return this.error !== undefined || this.shared.signal.aborted;
  }

  accept(received: Received): void {
    const number = ++this.tally.received;
    const open = this.shared.ledger.row(this.#id);
    if (!this.isStopped) new RowInWork(this, number, open, received).start(received);
  }

  /** Fails the stream: its open rows stay open, so that they come again. */
  fail(error: unknown): void {
    if (this.isStopped) return;
    this.error = toWriteError(error, this.name, this.rows.plan.object);
    this.shared.ledger.block(this.#id);
    void this.shared.out.error(this.error, this.name);
  }

  rejected(number: number, problem: Reject, column: string | undefined): void {
    this.tally.reject(number, problem, column);
    this.#judge();
  }

  stored(outcome: Outcome): void {
    this.tally.outcomes[outcome]++;
    // Rejects are quicker than writes, so the rate may be known only now.
    this.#judge();
  }

  /** Stops the stream if too many of its rows were rejected. */
  #judge(): void {
    const { rejectLimit } = this.shared;
    if (!this.tally.isOverLimit(rejectLimit)) return;
    const { rejected, judged } = this.tally;
    this.fail(
      new ConnectorError(
        'config_error',
        `${this.name}: ${rejected} of ${judged} rows were rejected, more than the Reject Limit of ${rejectLimit} percent. The stream stops here. Correct the rows or their mapping.`,
      ),
    );
  }

  /** Reports what became of the rows. */
  async end(): Promise<void> {
    const { out, onReject, dryRun } = this.shared;
    const { unknown, plan } = this.rows;
    if (unknown.size > 0)
      await out.log(
        'WARN',
        `${this.name}: ignoring columns that no member of ${plan.object.name} takes: ${listed([...unknown])}.`,
      );
    for (const warning of this.tally.warnings()) await out.log('WARN', `${this.name}: ${warning}`);
    if (this.tally.rejected > 0 && onReject !== 'report' && !dryRun)
      await out.log(
        'WARN',
        `${this.name}: no state after the first rejected row is confirmed, so the next sync sends these rows again.`,
      );
    const what = dryRun ? 'dry run, nothing was written. ' : '';
    await out.log('INFO', `${this.name}: ${what}${this.tally.summary()}`);
  }
}
