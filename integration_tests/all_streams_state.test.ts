import { describe, expect, test } from 'vitest';
import { allStreams } from '../src/streams/index.ts';
import { partitionsOf } from '../src/streams/partitions/changes.ts';
import type { Api, Stream } from '../src/streams/stream.ts';
import { Cursor } from '../src/sync/cursor.ts';
import { listRead, partitionReads } from '../src/sync/partition_reads.ts';
import { fakeApi } from './units/fake_api.ts';

const MANY = 100_000;
const MOST_BYTES = 100 * 1024;
const PAGE = 200;
/** This many children are requested in parallel; the first of them takes the longest. */
const AT_ONCE = 100;
const AT = '2026-02-11T09:00:00Z';
const window = { at: AT, lookbackDays: 1, rereadDays: 30, holidays: { from: '2025-01-01', to: '2027-12-31' } };

const size = (cursor: Cursor): number => JSON.stringify(cursor.state).length;
const link = (path: string, offset: number): string => `${path}?cursor=${'x'.repeat(300)}${offset}`;

/** A list of this many parents, of either version of the API. */
function endless(): Api {
  const page = (offset: number) =>
    Array.from({ length: Math.min(PAGE, MANY - offset) }, (_, index) => ({
      id: `4e2f0b9c-0000-4000-8000-${String(offset + index).padStart(12, '0')}`,
      updated_at: '2026-02-10T09:00:00Z',
    }));
  return fakeApi(({ route, target, query = {} }) => {
    const offset = Number(/x(\d+)$/.exec(target)?.[1] ?? query.offset ?? 0);
    const rows = page(offset);
    const next = offset + rows.length < MANY ? { href: link(route, offset + rows.length) } : undefined;
    return route.startsWith('/v1/') ? { success: true, data: rows } : { _data: rows, _meta: { links: { next } } };
  });
}

/** The largest state while the children of all parents are read, each batch in reverse order. */
async function largestOfChildren(stream: Stream): Promise<{ largest: number; read: number }> {
  const cursor = new Cursor(stream, true, undefined, window);
  let [largest, read] = [0, 0];
  for (const { pass, complete } of cursor.passes()) {
    let open: { finished(): void }[] = [];
    const finish = () => {
      for (const unit of open.reverse()) unit.finished();
      largest = Math.max(largest, size(cursor));
      open = [];
    };
    for await (const unit of partitionReads(stream, pass, { api: endless() })) {
      read += unit.partition.key.split(',').length;
      open.push(unit);
      if (open.length === AT_ONCE) finish();
    }
    finish();
    complete();
  }
  return { largest: Math.max(largest, size(cursor)), read };
}

/** The largest state while a list is read: every partition is begun, then one after the other completes. */
function largestOfList(stream: Stream): number {
  // The longest time for which changes can be requested.
  const states = [
    undefined,
    { version: 1, [stream.cursorField ?? '']: stream.partitioning?.months ? '2010-01' : '2010-01-01T00:00:00Z' },
  ];
  return Math.max(
    ...states.map((state) => {
      const cursor = new Cursor(stream, true, state, window);
      let largest = 0;
      for (const { pass, complete } of cursor.passes()) {
        const all = partitionsOf(stream, pass.window).map((partition) => listRead(stream, partition, pass));
        for (const unit of all) unit.moved(link(stream.path, MANY));
        largest = Math.max(largest, size(cursor));
        for (const unit of all) {
          unit.finished();
          largest = Math.max(largest, size(cursor));
        }
        complete();
      }
      return Math.max(largest, size(cursor));
    }),
  );
}

const streams = allStreams();

describe(`a state of an account with ${MANY} people stays small, wherever the read stops`, () => {
  const children = streams.filter(({ parent }) => parent !== undefined);
  test.each(children.map((stream) => [stream.name, stream] as const))('%s', async (_, stream) => {
    const isEndless = stream.parent?.stream.path !== '/v1/company/custom-reports/reports';
    const { largest, read } = await largestOfChildren(stream);

    // Custom reports come in one response.
    expect(read).toBe(isEndless ? MANY : PAGE);
    expect(largest).toBeLessThan(MOST_BYTES);
    expect(largest).toBeGreaterThan(50);
  });

  const lists = streams.filter(({ parent }) => parent === undefined);
  test.each(lists.map((stream) => [stream.name, stream] as const))('%s', (_, stream) => {
    expect(largestOfList(stream)).toBeLessThan(MOST_BYTES);
  });
});
