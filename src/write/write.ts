import type { Readable } from 'node:stream';
import { idOf } from '../airbyte/destination_catalog.ts';
import { counted } from '../counted.ts';
import { Changes } from './changes.ts';
import { type Message, messageIn } from './input.ts';
import type { WriteJob } from './job.ts';
import { Ledger } from './ledger.ts';
import { lines } from './lines.ts';
import { Load } from './load.ts';
import { openRun } from './open_run.ts';
import { Parking } from './parking.ts';
import { Prospects } from './prospects.ts';
import { Retries } from './retries.ts';
import { Streams } from './streams.ts';

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
  readonly #ledger: Ledger;
  readonly #load: Load;
  readonly #parking = new Parking();
  readonly #prospects: Prospects;
  readonly #streams: Streams;
  readonly #retries: Retries;
  /** Lines of the input that are no messages. */
  #noise = 0;

  constructor(job: WriteJob) {
    this.#job = job;
    const { api, out, report, options, settleSeconds, signal, plans } = job;
    const { dryRun } = options;
    this.#ledger = new Ledger((state, destinationStats) => {
      if (dryRun) return;
      report?.sync();
      void out.print({ type: 'STATE', state: { ...state, destinationStats } });
    });
    this.#load = new Load(signal);
    const changes = new Changes({ api, dryRun, settleSeconds, signal });
    const [ledger, load, parking] = [this.#ledger, this.#load, this.#parking];
    const shared = { ...job, dryRun, ledger, load, parking, isSettled: () => changes.isSettled };
    this.#prospects = new Prospects(plans, parking, (id) => this.#streams.progressOf(id));
    this.#streams = new Streams(job, shared, openRun(job, changes, this.#prospects));
    const [prospects, streams] = [this.#prospects, this.#streams];
    this.#retries = new Retries({ parking, prospects, streams, changes, signal });
  }

  async run(input: Readable): Promise<boolean> {
    const { out, onReject, options } = this.#job;
    const streams = this.#streams;
    const problem = await this.#read(input);
    // At the end, rows are tried again in an order of their own.
    this.#parking.stop();
    await streams.drain();
    if (problem === undefined) await this.#retries.settle();
    if (this.#noise > 0)
      await out.log('WARN', `Ignoring ${counted(this.#noise, 'line')} of the input that are no messages.`);
    await streams.end();
    if (problem !== undefined) throw problem;
    const isFailedByRejects = streams.hasRejects && (onReject === 'fail' || options.dryRun);
    return !streams.hasFailures && !isFailedByRejects;
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
        await this.#load.room();
        if (this.#parking.isCrowded) await this.#retries.makeRoom();
        if (signal.aborted) break;
      }
      this.#prospects.allEnded();
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
        this.#ledger.state(message.state, message.stream && idOf(message.stream));
        break;
      case 'complete':
        this.#prospects.ended(idOf(message.stream));
        break;
      case 'record':
        await this.#streams.accept(message);
    }
  }
}
