import { LAST_MS } from '../times.ts';

/** Clocks that are further apart than this cannot both be right, and nobody knows which one is. */
const FURTHEST_APART_MS = 86_400_000;
/** No sync takes place outside of these years: a clock that says so is wrong. The connector is no older. */
const [EARLIEST_MS, LATEST_MS] = [Date.parse('2026-01-01T00:00:00Z'), Date.parse('2100-01-01T00:00:00Z')];

/** What time it is (epoch ms). */
export interface Time {
  /**
   * By the server's clock. Where that is in doubt, by this machine's, if that can be right: with another one the server's
   * certificate would hardly have been valid.
   */
  readonly now: number;
  /** Present if the two clocks are too far apart to believe either. */
  readonly doubt?: Doubt;
}

export interface Doubt {
  /** Whose clock it is. */
  readonly host: string;
  readonly server: number;
  readonly machine: number;
  /** The later one of those that can be right. */
  readonly latest: number;
}

export const isApart = (one: number, other: number): boolean => Math.abs(one - other) > FURTHEST_APART_MS;

/** What time it is where the two clocks say this. */
export function timeOf(server: number, machine: number, host: string): Time {
  if (!isApart(server, machine)) return { now: server };
  const [now = machine, other = now] = [machine, server].filter((at) => at >= EARLIEST_MS && at < LATEST_MS);
  return { now, doubt: { host, server, machine, latest: Math.max(now, other) } };
}

/** The server's clock, as far as an answer has told it. */
export class ServerClock {
  /** How far it is ahead of ours. */
  #skewMs = 0;
  #host = '';

  /** Reads the header `date` of an answer from that origin. */
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

  /** When a wait will be over (epoch ms), as far as dates go. */
  after(waitMs: number): number {
    const { now, doubt } = this.time;
    return Math.min(Math.ceil((doubt ? doubt.machine : now) + waitMs), LAST_MS);
  }
}
