import { LAST_MS } from '../times.ts';

/** If clocks differ by more than this, one of them is wrong, and it is unknown which. */
const FURTHEST_APART_MS = 86_400_000;
/** A clock outside of these years is wrong: the connector did not exist before the first one. */
const [EARLIEST_MS, LATEST_MS] = [Date.parse('2026-01-01T00:00:00Z'), Date.parse('2100-01-01T00:00:00Z')];

/** The current time (epoch ms). */
export interface Time {
  /**
   * By the server's clock. If that is in doubt, by this machine's clock if it is plausible: with a wrong one, the
   * server's certificate would hardly have been valid.
   */
  readonly now: number;
  /** Present if the clocks differ too much to trust either. */
  readonly doubt?: Doubt;
}

export interface Doubt {
  /** The host whose clock it is. */
  readonly host: string;
  readonly server: number;
  readonly machine: number;
  /** The later of the plausible clocks. */
  readonly latest: number;
}

export const isApart = (one: number, other: number): boolean => Math.abs(one - other) > FURTHEST_APART_MS;

/** The time according to both clocks. */
export function timeOf(server: number, machine: number, host: string): Time {
  if (!isApart(server, machine)) return { now: server };
  const [now = machine, other = now] = [machine, server].filter((at) => at >= EARLIEST_MS && at < LATEST_MS);
  return { now, doubt: { host, server, machine, latest: Math.max(now, other) } };
}

/** The server's clock, as far as known from responses. */
export class ServerClock {
  /** How far it is ahead of ours. */
  #skewMs = 0;
  #host = '';

  /** Reads the `date` header of a response from that origin. */
  set(date: string | undefined, origin: string): void {
    const at = Date.parse(date ?? '');
    if (Number.isNaN(at)) return;
    this.#skewMs = at - Date.now();
    this.#host = new URL(origin).hostname;
  }

  get time(): Time {
    const now = Date.now();
    return timeOf(now + this.#skewMs, now, this.#host);
  }

  /** When a wait will be over (epoch ms), at most the latest possible date. */
  after(waitMs: number): number {
    const { now, doubt } = this.time;
    return Math.min(Math.ceil((doubt ? doubt.machine : now) + waitMs), LAST_MS);
  }
}
