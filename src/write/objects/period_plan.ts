/** A period that is looked for. */
export interface Sought {
  /** Personio's id. */
  readonly person: string;
  /** When it starts, as a local time. */
  readonly start: string;
}

/** One list to read: the periods that start in a window, of some people or, without `persons`, of everybody. */
export interface Ask {
  readonly persons?: readonly string[];
  /** Milliseconds, as if local times were UTC. */
  readonly from: number;
  readonly to: number;
  /** How many requests it is expected to take. */
  readonly cost: number;
}

/** How many people share a request. */
export const MOST_PERSONS = 50;
const PAGE = 100;
export const DAY_MS = 86_400_000;

/**
 * How to find the periods with the fewest requests: people together in windows that contain few other periods. `perDay` is
 * how many periods a person has on a day, and `margin` what a window extends beyond its periods.
 */
export function planLook(sought: readonly Sought[], perDay: number, margin: number): Ask[] {
  const items = sought.map(({ person, start }) => ({ person, at: msOf(start) }));
  const byTime = items.toSorted((a, b) => a.at - b.at);
  const byPerson = byTime.toSorted((a, b) => (a.person < b.person ? -1 : a.person > b.person ? 1 : 0));
  const [together, apart] = [byTime, byPerson].map((order) => cheapest(order, perDay, margin)) as [Ask[], Ask[]];
  return costOf(together) < costOf(apart) ? together : apart;
}

export const costOf = (asks: readonly Ask[]): number => asks.reduce((sum, { cost }) => sum + cost, 0);

/** The local time as milliseconds. */
export const msOf = (local: string): number => Date.parse(`${local.slice(0, 19)}Z`);

interface Item {
  readonly person: string;
  readonly at: number;
}

/** Cuts a list into the runs that cost least in all. */
function cheapest(items: readonly Item[], perDay: number, margin: number): Ask[] {
  // For each length of the beginning of the list: the cost of its best cut, and where its last run begins.
  const best = [{ total: 0, cost: 0, begin: 0 }];
  for (let end = 1; end <= items.length; end++) {
    const persons = new Set<string>();
    let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    let choice = { total: Number.POSITIVE_INFINITY, cost: 0, begin: 0 };
    for (let begin = end - 1; begin >= 0; begin--) {
      const { person, at } = items[begin] as Item;
      persons.add(person);
      from = Math.min(from, at);
      to = Math.max(to, at);
      const cost = requestsFor(persons.size, (to - from + 2 * margin) / DAY_MS, perDay);
      const total = cost + (best[begin]?.total ?? 0);
      if (total < choice.total) choice = { total, cost, begin };
      // A longer run costs at least as much.
      if (cost > choice.total) break;
    }
    best.push(choice);
  }
  const asks: Ask[] = [];
  for (let end = items.length; end > 0; ) {
    const { cost, begin } = best[end] as (typeof best)[number];
    const run = items.slice(begin, end);
    const times = run.map(({ at }) => at);
    asks.push({
      persons: [...new Set(run.map(({ person }) => person))],
      from: Math.min(...times) - margin,
      to: Math.max(...times) + margin,
      cost,
    });
    end = begin;
  }
  return asks.reverse();
}

/** How many pages the periods of so many people take in so many days. */
function requestsFor(persons: number, days: number, perDay: number): number {
  const pages = (count: number) => Math.max(1, Math.ceil((count * days * perDay) / PAGE));
  const rest = persons % MOST_PERSONS;
  return Math.floor(persons / MOST_PERSONS) * pages(MOST_PERSONS) + (rest > 0 ? pages(rest) : 0);
}

/** Learns how many periods everybody has together on a day, to tell whether to read those of everybody. */
export class Density {
  #perDay = 0;

  /** What it takes to read everybody's periods in the windows of these lists. */
  everybody(asks: readonly Ask[]): Ask | undefined {
    if (asks.length === 0) return undefined;
    const [from, to] = [Math.min(...asks.map((ask) => ask.from)), Math.max(...asks.map((ask) => ask.to))];
    const days = (to - from) / DAY_MS;
    return { from, to, cost: Math.max(1, Math.ceil((days * this.#perDay) / PAGE)) };
  }

  /** So many rows were read of a window; if that was not all, there are at least twice as many. */
  learn({ from, to }: Ask, rows: number, isAll: boolean): void {
    const perDay = rows / ((to - from) / DAY_MS);
    this.#perDay = Math.max(this.#perDay, isAll ? perDay : 2 * perDay);
  }
}
