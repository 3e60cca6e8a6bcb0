import { type Gate, type Pace, PaceGate, Places } from './gates.ts';
import type { Timer } from './timer.ts';

/** A limit that Personio publishes. As far as known, version 1 does not announce its limits in headers. */
interface Limit extends Pace {
  readonly routes: RegExp;
}

const LIMITS: readonly Limit[] = [
  // For each IP address.
  { routes: /^\/v1\//, perMinute: 2000, burst: 20 },
  { routes: /^\/v1\/auth$/, perMinute: 60, burst: 4 },
  // There is also a limit of 15 a second: two bursts and the steady flow stay below that.
  { routes: /^\/v1\/company\/employees$/, perMinute: 300, burst: 5 },
  // Uploads.
  { routes: /^\/v1\/company\/documents$/, perMinute: 60, burst: 2 },
];

/** What the endpoints of a run share: the places of all requests, and the limits that Personio publishes. */
export class SharedLimits {
  readonly #places: Places;
  readonly #paces: readonly { readonly routes: RegExp; readonly gate: PaceGate }[];

  constructor(maxConcurrency: number, timer?: Timer) {
    this.#places = new Places(maxConcurrency);
    this.#paces = LIMITS.map(({ routes, ...pace }) => ({ routes, gate: new PaceGate(pace, timer) }));
  }

  gatesOf(route: string): Gate[] {
    const paces = this.#paces.filter(({ routes }) => routes.test(route)).map(({ gate }) => gate);
    return [...paces, this.#places];
  }
}
