import { Dice } from '../data/dice.ts';
import type { LoggedRequest } from '../http/request_log.ts';
import { type Act, isAct, KINDS } from './acts.ts';

/**
 * Which requests a rule applies to. All given conditions must hold; those that count, count the requests that match the
 * others.
 */
interface Match {
  /** A regular expression that is matched against `METHOD /path?query`. */
  readonly path?: string;
  readonly stream?: string;
  readonly method?: string;
  /** The n-th request, or several of them, counted from 1. */
  readonly nth?: number | readonly number[];
  /** Every n-th request. */
  readonly every?: number;
  /** From the n-th request on, counted from 1. */
  readonly after?: number;
  /** Maximum number of times. */
  readonly times?: number;
  readonly probability?: number;
}

/** What fails, and when. */
export interface Rule {
  readonly match?: Match;
  readonly act: Act;
}

/** Decides which rule, if any, applies to a request: the first match. */
export class Troublemaker {
  readonly #counts = new WeakMap<Rule, { seen: number; fired: number }>();
  readonly #dice: Dice;

  constructor(seed: number) {
    this.#dice = new Dice(seed, 91);
  }

  choose(rules: readonly Rule[], { method, path, query, stream }: LoggedRequest): Rule | undefined {
    const target = `${method} ${path}${query === '' ? '' : `?${query}`}`;
    return rules.find((rule) => this.#fires(rule, target, method, stream));
  }

  #fires(rule: Rule, target: string, method: string, stream: string | null): boolean {
    const { path, nth, every, after, times, probability, ...rest } = rule.match ?? {};
    if (path !== undefined && !new RegExp(path).test(target)) return false;
    if (rest.method !== undefined && rest.method !== method) return false;
    if (rest.stream !== undefined && rest.stream !== stream) return false;
    const counts = this.#counts.get(rule) ?? { seen: 0, fired: 0 };
    this.#counts.set(rule, counts);
    counts.seen++;
    const { seen, fired } = counts;
    if (nth !== undefined && !(typeof nth === 'number' ? [nth] : nth).includes(seen)) return false;
    if (every !== undefined && seen % every !== 0) return false;
    if (after !== undefined && seen < after) return false;
    if (times !== undefined && fired >= times) return false;
    if (probability !== undefined && !this.#dice.chance(probability)) return false;
    counts.fired++;
    return true;
  }
}

/** Rules may come over HTTP or the command line: throws for an invalid one. */
export function checkRules(rules: readonly Rule[]): void {
  for (const { match, act } of rules) {
    if (!isAct(act)) throw new Error(`Unknown trouble ${JSON.stringify(act)}. The kinds are: ${KINDS.join(', ')}.`);
    if (match?.path !== undefined) RegExp(match.path);
  }
}
