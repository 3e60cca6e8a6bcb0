import { idOf, type StreamName } from '../airbyte/destination_catalog.ts';
import { ConnectorError } from '../errors.ts';
import { listed } from '../printable.ts';
import { toWriteError } from './failure.ts';
import type { Message } from './input.ts';
import type { WriteJob } from './job.ts';
import type { ObjectName, WrittenObject } from './object.ts';
import { ObjectQueue } from './object_queue.ts';
import { isRefused, type RefusedStream, type StreamPlan } from './plan.ts';
import type { Progress } from './prospects.ts';
import type { Run } from './run.ts';
import type { Shared } from './shared.ts';
import { StreamRows } from './stream_rows.ts';
import { StreamRun } from './stream_run.ts';

/** The streams of a run, each opened with its first record, and the queues of their objects. */
export class Streams {
  readonly #job: Pick<WriteJob, 'clearOnNull' | 'allowRemoval'>;
  readonly #shared: Shared;
  readonly #run: Run;
  readonly #plans: ReadonlyMap<string, StreamPlan | RefusedStream>;
  readonly #open = new Map<string, StreamRun>();
  /** Streams whose rows are not written, with the reason. */
  readonly #refused = new Map<string, ConnectorError>();
  readonly #queues = new Map<ObjectName, Promise<ObjectQueue>>();

  constructor(job: WriteJob, shared: Shared, run: Run) {
    this.#job = job;
    this.#shared = shared;
    this.#run = run;
    this.#plans = new Map(job.plans.map((plan) => [idOf(plan.stream), plan]));
  }

  /** Throws a config_error for a record of a stream that the catalog lacks. */
  async accept(record: Extract<Message, { type: 'record' }>): Promise<void> {
    const id = idOf(record.stream);
    if (this.#refused.has(id)) return;
    const stream = this.#open.get(id) ?? (await this.#start(id, record.stream));
    stream?.accept(record);
  }

  progressOf(id: string): Progress {
    const stream = this.#open.get(id);
    return { failure: stream?.error ?? this.#refused.get(id), hasOpenRows: stream?.hasOpenRows ?? false };
  }

  /** How many rows are settled. */
  get settled(): number {
    return [...this.#open.values()].reduce((sum, { tally }) => sum + tally.settled, 0);
  }

  /** A stream failed, or has rows that are not settled. */
  get hasFailures(): boolean {
    const isWhole = ({ error, hasOpenRows }: StreamRun) => !error && !hasOpenRows;
    return this.#refused.size > 0 || ![...this.#open.values()].every(isWhole);
  }

  get hasRejects(): boolean {
    return [...this.#open.values()].some(({ tally }) => tally.rejected > 0);
  }

  /** Resolves when nothing is in work. */
  async drain(): Promise<void> {
    const queues = await Promise.all([...this.#queues.values()].map((queue) => queue.catch(() => undefined)));
    while (queues.some((queue) => queue?.isBusy)) for (const queue of queues) await queue?.drain();
  }

  /** Reports what became of the rows. */
  async end(): Promise<void> {
    for (const stream of this.#open.values()) await stream.end();
  }

  /** Undefined if its rows cannot be written. */
  async #start(id: string, { name }: StreamName): Promise<StreamRun | undefined> {
    const plan = this.#plans.get(id);
    if (!plan)
      throw new ConnectorError('config_error', `The input has records of ${name}, which is not in the catalog.`);
    if (isRefused(plan)) return this.#refuse(id, name, plan.refusal);
    const { object } = plan;
    try {
      const queue = await this.#queueOf(object);
      const stream = new StreamRun(id, this.#rowsOf(plan, queue), queue, this.#shared);
      this.#open.set(id, stream);
      return stream;
    } catch (error) {
      return this.#refuse(id, name, toWriteError(error, name, object));
    }
  }

  #refuse(id: string, name: string, refusal: ConnectorError): undefined {
    this.#refused.set(id, refusal);
    this.#shared.ledger.block(id);
    void this.#shared.out.error(refusal, name);
  }

  #rowsOf(plan: StreamPlan, { members }: ObjectQueue): StreamRows {
    const { clearOnNull, allowRemoval } = this.#job;
    const prefix = `${plan.object.name}.`;
    const cleared = clearOnNull.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length));
    const others = cleared.filter((member) => !members[member]?.clearable);
    if (others.length > 0)
      this.#run.warn(
        plan.object.name,
        `Clear on Null names what it does not have, or cannot clear: ${listed(others)}.`,
      );
    return new StreamRows(plan, {
      timeZone: this.#run.options.timeZone,
      clearable: new Set(cleared),
      mayRemove: allowRemoval.includes(plan.object.name),
    });
  }

  #queueOf(object: WrittenObject): Promise<ObjectQueue> {
    let queue = this.#queues.get(object.name);
    if (!queue) {
      queue = object.open(this.#run).then((writer) => new ObjectQueue(writer, object));
      this.#queues.set(object.name, queue);
    }
    return queue;
  }
}
