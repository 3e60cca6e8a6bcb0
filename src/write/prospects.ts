import { idOf } from '../airbyte/destination_catalog.ts';
import { ConnectorError } from '../errors.ts';
import type { Parking } from './parking.ts';
import { isRefused, type RefusedStream, type StreamPlan } from './plan.ts';
import { Awaits, type Brought, noSuch } from './reject.ts';

/** A stream whose rows create what rows of others name. */
interface Bringing {
  readonly id: string;
  readonly name: string;
  readonly kind: Brought;
}

/** How a stream is getting on. */
export interface Progress {
  /** Why its rows are not written. */
  readonly failure: ConnectorError | undefined;
  /** Rows came that are not settled. */
  readonly hasOpenRows: boolean;
}

/** What rows may still bring: people and projects that other rows name. */
export class Prospects {
  readonly #bringing: readonly Bringing[];
  readonly #parking: Parking;
  readonly #progressOf: (id: string) => Progress;
  /** Streams of which the source has sent everything. */
  readonly #ended = new Set<string>();
  #arrivals = 0;
  /** Nothing more comes, neither from the input nor from rows that wait. */
  isOver = false;

  constructor(plans: readonly (StreamPlan | RefusedStream)[], parking: Parking, progressOf: (id: string) => Progress) {
    this.#bringing = plans.flatMap((plan) => {
      if (isRefused(plan) || !plan.object.brings || !['insert', 'upsert'].includes(plan.operation)) return [];
      return [{ id: idOf(plan.stream), name: plan.stream.name, kind: plan.object.brings }];
    });
    this.#parking = parking;
    this.#progressOf = progressOf;
  }

  /** How many objects have come that other rows may have waited for. */
  get arrivals(): number {
    return this.#arrivals;
  }

  arrived(kind: Brought): void {
    this.#arrivals++;
    this.#parking.arrived(kind);
  }

  /** No record of this stream comes any more. */
  ended(id: string): void {
    this.#ended.add(id);
    const stream = this.#bringing.find((each) => each.id === id);
    if (stream) this.#parking.arrived(stream.kind);
  }

  /** No record comes any more. */
  allEnded(): void {
    for (const { id } of this.#bringing) this.#ended.add(id);
  }

  /** See `Run.missing`. If a stream that was to bring it has failed, so does the one of the row. */
  missing(kind: Brought, member: string): Error {
    const streams = this.#bringing
      .filter((each) => each.kind === kind)
      .map((each) => ({ ...each, ...this.#progressOf(each.id) }));
    for (const { name, failure } of streams)
      if (failure)
        return new ConnectorError(
          failure.failureType,
          `A row names a ${kind} that the stream ${name} was to bring, and that stream failed.`,
        );
    const mayCome = streams.some(({ id, hasOpenRows }) => hasOpenRows || !this.#ended.has(id));
    if (mayCome && !this.isOver) return new Awaits(kind);
    return noSuch(kind, { member, mayCome: true });
  }
}
