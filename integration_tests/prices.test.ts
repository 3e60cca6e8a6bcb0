// The numbers of requests in docs/streams.md are computed: here they are compared with the program's requests.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { type CountRows, prices, sums } from '../scripts/docs/prices.ts';
import { fixedSchema } from '../src/account/available.ts';
import { Config } from '../src/config/source.ts';
import type { Row } from '../src/row.ts';
import { allStreams } from '../src/streams/index.ts';
import type { Partition } from '../src/streams/partition.ts';
import type { Stream } from '../src/streams/stream.ts';
import { unwrap, V1Stream } from '../src/streams/v1.ts';
import { syncWindow } from '../src/sync/window.ts';
import { dayOf, isBefore, utcOf } from '../src/times.ts';
import { everything } from './all_streams.ts';
import { read } from './connector.ts';

const DAY_SECONDS = 86_400;
/** The data is older than any overlap of syncs. */
const OLD_DAYS = 4;
const streams = allStreams();
/** The sandbox's stream with the rows of an endpoint: the rows themselves, not their parents. */
const PARTS = ['absence_entitlements', 'person_custom_attributes'];
const sources = new Map(
  streams.filter(({ name }) => !PARTS.includes(name)).map((stream) => [stream.path, stream] as const),
);
const sourceOf = (path: string): Stream => {
  const source = sources.get(path);
  if (!source) throw new Error(`No stream reads ${path}.`);
  return source;
};

/** How many objects the sandbox has in a part of a stream. */
function rowsIn(sandbox: Sandbox): CountRows {
  const listed = new Map<string, Row[]>();
  return (stream, partition) => {
    const { name } = sourceOf(stream.path);
    const month = partition.adds?.month;
    if (typeof month === 'string') {
      const only = month.slice(0, 7);
      return sandbox.rows(name, { from: only, to: only }).length;
    }
    const rows = listed.get(name) ?? sandbox.rows(name).map((row) => unwrap(row) as Row);
    listed.set(name, rows);
    return rows.filter((row) => isIn(row, stream, partition)).length;
  };
}

function isIn(row: Row, stream: Stream, { range, names }: Partition): boolean {
  if (names && stream.partitioning?.variants) return names.values.includes(`${row[names.member]}`);
  const { from, to } = range?.range ?? {};
  if (!range || !(from || to)) return true;
  const [member = ''] = range.filter.from.split('.');
  const value = row[member in row ? member : (stream.cursorField ?? '')];
  if (range.filter.formats[0] !== 'day') return utcOf(value) !== undefined && !isBefore(value, from ?? '');
  const day = dayOf(value) ?? '';
  return (from === undefined || day >= from.slice(0, 10)) && (to === undefined || day <= to.slice(0, 10));
}

/**
 * How far the two may differ. Lists are exact, except for what is requested to learn about them: where a version 1 list
 * ends, and what exists besides the changes. Children may fill more than a page, and a hash decides who is due.
 */
function tolerance(stream: Stream, price: number): number {
  const { parent, path } = stream;
  if (parent) return 2 + price / 5 + (parent.watch ? 2 * Math.sqrt(price) : 0);
  const isLearned = stream instanceof V1Stream || streams.some((one) => one.path === path && one.partitioning?.closing);
  return isLearned ? 1 : 0;
}

const ALWAYS = streams.filter(({ group, service }) => group === undefined && !service.isFeed);

describe.each([
  { persons: 300, what: 'all streams', selected: streams },
  // Enough that not everybody's employments are requested.
  { persons: 600, what: 'the streams that are always offered', selected: ALWAYS },
])('the price of $what for $persons people matches the requests', ({ persons, selected }) => {
  let sandbox: Sandbox;
  let last: { readonly at: string; readonly state: string } | undefined;

  beforeAll(async () => {
    sandbox = await startSandbox({
      persons,
      seed: 7,
      now: new Date(Date.now() - (OLD_DAYS + 0.5) * DAY_SECONDS * 1000),
      clockSkewSeconds: OLD_DAYS * DAY_SECONDS,
      limits: { on: false },
      naiveOffsetMinutes: 0,
      disputed: { recruitingBeta: false, holidayRange: 'wide' },
    });
  });

  afterAll(async () => {
    await sandbox.close();
  });

  /** One sync; returns the endpoints for which the number of requests differs from the computed one. */
  async function differences(): Promise<string[]> {
    const config = { ...everything(sandbox), lookback_days: 1 };
    const window = syncWindow(Config.parse(config), { now: sandbox.now.getTime() });
    const asOf = last ? { ...window, since: last.at } : window;
    const price = sums(prices(selected, asOf, rowsIn(sandbox)), ({ path }) => sourceOf(path).name);
    sandbox.resetRequests();
    const run = await read({
      config,
      streams: selected.map(({ name }) => name),
      schema: (name) => fixedSchema({ name }),
      ...(last && { state: last.state }),
    });
    expect([run.exit, run.errors]).toEqual([0, []]);
    last = { at: window.at, state: run.stateFile };
    const asked = Map.groupBy(sandbox.requests, ({ stream }) => stream);
    return [...sources.values()].flatMap((stream) => {
      const [made, computed] = [asked.get(stream.name)?.length ?? 0, price.get(stream.name) ?? 0];
      return Math.abs(made - computed) <= tolerance(stream, computed)
        ? []
        : [`${stream.name}: ${made}, not ${computed}`];
    });
  }

  test('in a first sync', async () => {
    expect(await differences()).toEqual([]);
  });

  test('a day later', async () => {
    sandbox.configure({ clockSkewSeconds: (OLD_DAYS + 1) * DAY_SECONDS });
    sandbox.change({ count: Math.ceil(persons / 100) });

    expect(await differences()).toEqual([]);
  });
});
