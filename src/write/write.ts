import type { Readable } from 'node:stream';
import { counted } from '../counted.ts';
import { ConnectorError } from '../errors.ts';
import type { WritingApi } from '../http/api.ts';
import { Changes } from './changes.ts';
import { toWriteError } from './failure.ts';
import { type Message, messageIn, type StreamName } from './input.ts';
import { Ledger } from './ledger.ts';
import { lines } from './lines.ts';
import { Load } from './load.ts';
import type { ObjectName, WrittenObject } from './object.ts';
import { ObjectQueue } from './object_queue.ts';
import { Parking } from './parking.ts';
import { PeopleIndex } from './people.ts';
import { isRefused, type RefusedStream, type StreamPlan } from './plan.ts';
import { ProjectIndex } from './projects_index.ts';
import { Awaits, type Brought, Reject } from './reject.ts';
import type { Run, WriteOptions } from './run.ts';
import type { Shared } from './shared.ts';
import { StreamRows } from './stream_rows.ts';
import { StreamRun } from './stream_run.ts';

export interface WriteJob extends Pick<Shared, 'out' | 'report' | 'onReject' | 'rejectLimit' | 'show' | 'signal'> {
  readonly plans: readonly (StreamPlan | RefusedStream)[];
  readonly api: WritingApi;
  readonly options: WriteOptions;
  /** For how long lists may not show what was created. */
  readonly settleSeconds: number;
  /** `object.member`: members that a null clears. */
  readonly clearOnNull: readonly string[];
  readonly allowRemoval: readonly ObjectName[];
}

/**
 * Writes the records of the input into Personio and prints each state when all rows before it are settled. Returns false
 * if a stream failed, or if rejects fail the run.
 */
export async function writeAll(job: WriteJob, input: Readable): Promise<boolean> {
  return await new Writing(job).run(input);
}

/** One run of `write`. */
class Writing {
  readonly #job: WriteJob;
  readonly #shared: Shared;
  readonly #parking = new Parking();
  readonly #plans: ReadonlyMap<string, StreamPlan | RefusedStream>;
  readonly #streams = new Map<string, StreamRun>();
  /** Streams of which the source has sent everything. */
  readonly #ended = new Set<string>();
  /** Streams whose rows are not written, with the reason. */
  readonly #refused = new Set<string>();
  readonly #queues = new Map<ObjectName, Promise<ObjectQueue>>();
  readonly #changes: Changes;
  readonly #run: Run;
  readonly #warned = new Set<string>();
  #arrivals = 0;
  /** Of which waiting rows were told to make room. */
  #seenArrivals = 0;
  /** The whole input has been read. */
  #isOver = false;
  #noise = 0;
  /** Nothing more comes, neither from the input nor from rows that wait. */
  #isFinal = false;

  constructor(job: WriteJob) {
    this.#job = job;
    const { api, out, report, options, settleSeconds, signal, plans } = job;
    const ledger = new Ledger((state, destinationStats) => {
      if (options.dryRun) return;
      report?.sync();
      void out.print({ type: 'STATE', state: { ...state, destinationStats } });
    });
    const { dryRun } = options;
    this.#changes = new Changes({ api, dryRun, settleSeconds, signal });
    const isSettled = () => this.#changes.isSettled;
    this.#shared = { ...job, dryRun, ledger, parking: this.#parking, load: new Load(signal), isSettled };
    this.#plans = new Map(plans.map((plan) => [idOf(plan.stream), plan]));
    this.#run = this.#openRun();
  }

  async run(input: Readable): Promise<boolean> {
    const { out, onReject, options } = this.#job;
    const problem = await this.#read(input);
    this.#isOver = true;
    await this.#drain();
    if (problem === undefined) await this.#settleParked();
    if (this.#noise > 0)
      await out.log('WARN', `Ignoring ${counted(this.#noise, 'line')} of the input that are no messages.`);
    const streams = [...this.#streams.values()];
    for (const stream of streams) await stream.end();
    if (problem !== undefined) throw problem;
    const isRejected = streams.some(({ tally }) => tally.rejected > 0) && (onReject === 'fail' || options.dryRun);
    return this.#refused.size === 0 && !isRejected && streams.every(({ error }) => !error);
  }

  /** Takes all messages. Returns what is wrong with the input: the rows before that are written, though. */
  async #read(input: Readable): Promise<unknown> {
    const { signal } = this.#job;
    const stop = () => input.destroy();
    signal.addEventListener('abort', stop);
    try {
      let number = 0;
      for await (const line of lines(input)) {
        // No variable holds the message while the next one arrives: it may be a file.
        await this.#take(messageIn(line, ++number));
        await this.#shared.load.room();
        if (this.#parking.isCrowded) await this.#makeRoom();
        if (signal.aborted) break;
      }
      for (const id of this.#plans.keys()) this.#ended.add(id);
      return undefined;
    } catch (error) {
      // A stopped input ends in an error of its own.
      return signal.aborted ? undefined : error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async #take(message: Message | undefined): Promise<void> {
    switch (message?.type) {
      case 'noise':
        this.#noise++;
        break;
      case 'state':
        this.#shared.ledger.state(message.state, message.stream && idOf(message.stream));
        break;
      case 'complete': {
        const id = idOf(message.stream);
        this.#ended.add(id);
        const plan = this.#plans.get(id);
        if (plan && !isRefused(plan) && plan.object.brings) this.#parking.arrived(plan.object.brings);
        break;
      }
      case 'record': {
        const id = idOf(message.stream);
        if (this.#refused.has(id)) break;
        const stream = this.#streams.get(id) ?? (await this.#open(id, message.stream));
        stream?.accept(message);
      }
    }
  }

  /** Undefined if its rows cannot be written. */
  async #open(id: string, { name }: StreamName): Promise<StreamRun | undefined> {
    const plan = this.#plans.get(id);
    if (!plan)
      throw new ConnectorError('config_error', `The input has records of ${name}, which is not in the catalog.`);
    if (isRefused(plan)) return this.#refuse(id, name, plan.refusal);
    const { object } = plan;
    try {
      const stream = new StreamRun(id, this.#rowsOf(plan), await this.#queueOf(object), this.#shared);
      this.#streams.set(id, stream);
      return stream;
    } catch (error) {
      return this.#refuse(id, name, toWriteError(error, name, object));
    }
  }

  #refuse(id: string, name: string, refusal: ConnectorError): undefined {
    this.#refused.add(id);
    this.#shared.ledger.block(id);
    void this.#job.out.error(refusal, name);
  }

  #rowsOf(plan: StreamPlan): StreamRows {
    const { options, clearOnNull, allowRemoval } = this.#job;
    const prefix = `${plan.object.name}.`;
    const cleared = clearOnNull.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length));
    return new StreamRows(plan, {
      timeZone: options.timeZone,
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

  #openRun(): Run {
    const { api, options, out, signal } = this.#job;
    const changes = this.#changes;
    const { isSettled } = this.#shared;
    const keepsValues = [...this.#plans.values()].some((plan) => !isRefused(plan) && plan.object.name === 'persons');
    return {
      api,
      options,
      signal,
      people: new PeopleIndex({ api, matchAttribute: options.matchAttribute, keepsValues, isSettled }),
      projects: new ProjectIndex({ api, isSettled }),
      create: (create) => changes.create(create),
      change: (object, request) => changes.change(object, request),
      isSettled,
      settled: (at) => changes.settled(at),
      missing: (kind, member) => this.#missing(kind, member),
      arrived: (kind) => {
        this.#arrivals++;
        // At the end, rows are tried again in an order of their own.
        if (!this.#isOver) this.#parking.arrived(kind);
      },
      warn: (object, text) => {
        if (this.#warned.has(`${object} ${text}`)) return;
        this.#warned.add(`${object} ${text}`);
        void out.log('WARN', `${object}: ${text}`);
      },
    };
  }

  #missing(kind: Brought, member: string): Error {
    const bringing = [...this.#plans].filter(
      ([, plan]) => !isRefused(plan) && plan.object.brings === kind && ['insert', 'upsert'].includes(plan.operation),
    );
    for (const [id, { stream }] of bringing) {
      const error = this.#streams.get(id)?.error;
      if (error || this.#refused.has(id))
        return new ConnectorError(
          error?.failureType ?? 'config_error',
          `A row names a ${kind} that the stream ${stream.name} was to bring, and that stream failed.`,
        );
    }
    const mayCome = bringing.some(([id]) => !this.#ended.has(id) || this.#streams.get(id)?.hasOpenRows);
    if (mayCome && !this.#isFinal) return new Awaits(kind);
    return new Reject('unknown_reference', `Personio has no such ${kind}.`, { member, mayCome: true });
  }

  /** Before more is read, rows that wait are tried again with what has come for them. */
  async #makeRoom(): Promise<void> {
    await this.#drain();
    if (this.#arrivals === this.#seenArrivals) return;
    this.#seenArrivals = this.#arrivals;
    this.#parking.release('all');
    await this.#drain();
  }

  /** Resolves when nothing is in work. */
  async #drain(): Promise<void> {
    const queues = await Promise.all([...this.#queues.values()].map((queue) => queue.catch(() => undefined)));
    while (queues.some((queue) => queue?.isBusy)) for (const queue of queues) await queue?.drain();
  }

  /** Tries rows that wait until none of them gets any further, then without the hope that something comes. */
  async #settleParked(): Promise<void> {
    while (this.#parking.size > 0 && !this.#job.signal.aborted) {
      if (await this.#retry('all')) continue;
      if (!this.#changes.isSettled) {
        // A signal ends it.
        await this.#changes.settled().catch(() => {});
        continue;
      }
      if (this.#isFinal) return this.#parking.refuseAll();
      // People who wait for each other come first, because others may wait for them.
      this.#isFinal = true;
      if (await this.#retry('bringing')) this.#isFinal = false;
    }
  }

  /** Whether a row got any further. */
  async #retry(which: 'bringing' | 'all'): Promise<boolean> {
    const progress = () =>
      this.#arrivals + [...this.#streams.values()].reduce((sum, { tally }) => sum + tally.settled, 0);
    const before = progress();
    this.#parking.release(which);
    await this.#drain();
    return progress() > before;
  }
}

const idOf = ({ name, namespace }: StreamName): string => JSON.stringify([namespace ?? '', name]);
