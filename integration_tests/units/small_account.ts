/** A small Personio for tests of a sync without HTTP, and a sync of one stream of it. */

import { Writable } from 'node:stream';
import { afterEach, beforeEach, vi } from 'vitest';
import { Output } from '../../src/airbyte/output.ts';
import type { StreamState } from '../../src/airbyte/protocol.ts';
import { readAsset } from '../../src/assets.ts';
import { ConnectorError } from '../../src/errors.ts';
import type { Api, ApiRequest } from '../../src/http/api.ts';
import { ApiError } from '../../src/http/api_error.ts';
import type { JsonSchema } from '../../src/json_schema.ts';
import { RecordBuilder } from '../../src/records/builder.ts';
import type { Row } from '../../src/row.ts';
import type { Stream } from '../../src/streams/stream.ts';
import { Cursor } from '../../src/sync/cursor.ts';
import { readStream } from '../../src/sync/stream_reader.ts';
import { untrackedRows } from '../../src/sync/tracking/tracking.ts';
import { addDays } from '../../src/times.ts';
import { fakeApi } from './fake_api.ts';

export const AT = '2026-02-11T09:00:00Z';

/** What one request asks for. */
export interface Asked {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Where in the list its page begins. */
  readonly offset: number;
}

/** A small Personio: lists by path, filters, opaque cursors that contain them. A hook may delay or fail a request. */
export class Account implements Api {
  readonly asked: Asked[] = [];
  pageSize = 3;
  hook: (asked: Asked, page: readonly Row[]) => unknown = () => {};
  /** How many failed requests were patient ones. */
  patient = 0;
  readonly bytes: Api['bytes'];
  readonly feed: Api['feed'];
  readonly learned: Api['learned'];
  readonly #lists: Readonly<Record<string, readonly Row[]>>;

  constructor(lists: Readonly<Record<string, readonly Row[]>>) {
    this.#lists = lists;
    ({ bytes: this.bytes, feed: this.feed, learned: this.learned } = fakeApi());
  }

  async get<T>(request: ApiRequest, parse: (body: unknown) => T | undefined): Promise<T> {
    const url = new URL(request.target, 'https://api.personio.de');
    for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, String(value));
    const { cursor, limit, ...filters } = Object.fromEntries(url.searchParams);
    const at: { offset: number; query: Record<string, string> } =
      cursor === undefined ? { offset: 0, query: filters } : JSON.parse(atob(cursor));
    const asked = { path: url.pathname, query: at.query, offset: at.offset };
    this.asked.push(asked);
    const list = this.#lists[url.pathname];
    if (!list) throw new ApiError('not_found', 404, 1);
    const matching = list.filter((row) => matches(row, at.query));
    const page = matching.slice(at.offset, at.offset + this.pageSize);
    try {
      await this.hook(asked, page);
    } catch (error) {
      if (!request.brief) this.patient++;
      throw error;
    }
    const offset = at.offset + this.pageSize;
    const link = `${url.pathname}?cursor=${encodeURIComponent(btoa(JSON.stringify({ ...at, offset })))}`;
    const body = {
      _data: structuredClone(page),
      _meta: { links: offset < matching.length ? { next: { href: link } } : {} },
    };
    const parsed = parse(body);
    if (parsed === undefined) throw new ApiError('unexpected', 200, 1);
    return parsed;
  }

  /** The requested paths, with the offset of the page. */
  get paths(): string[] {
    return this.asked.map(({ path, offset }) => `${path} ${offset}`);
  }
}

function matches(row: Row, query: Readonly<Record<string, string>>): boolean {
  return Object.entries(query).every(([name, bound]) => {
    const [field = '', operator] = name.split('.');
    const value = String(row[field]).slice(0, bound.length);
    switch (operator) {
      case 'gte':
        return value >= bound;
      case 'lte':
        return value <= bound;
      case 'gt':
        return value > bound;
      case 'lt':
        return value < bound;
      default:
        throw new Error(`unknown filter ${name}`);
    }
  });
}

class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export interface Run {
  /** What was written: `R <id>` and `S <state>`, in order. */
  readonly lines: readonly { readonly id?: string; readonly state?: StreamState; readonly log?: string }[];
  readonly ids: string[];
  readonly states: StreamState[];
  readonly logs: string[];
  readonly error: ConnectorError | undefined;
  readonly counts: RecordBuilder['counts'];
}

export interface Given {
  readonly state?: StreamState | undefined;
  readonly incremental?: boolean;
  readonly workers?: number;
  readonly at?: string;
  readonly startDate?: string;
  readonly rereadDays?: number;
  readonly fullReads?: readonly string[];
  /** For a stream that has none of its own. */
  readonly schema?: JsonSchema;
  readonly abort?: AbortController;
  readonly inFull?: ReadonlySet<string>;
}

/** All full refreshes here share a generation: they resume each other. */
export const GENERATION = 7;

export async function run(stream: Stream, account: Api, given: Given = {}): Promise<Run> {
  const { state, incremental = true, workers = 4, at = AT, startDate, abort = new AbortController(), inFull } = given;
  const sink = new Sink();
  const out = new Output(sink);
  await out.status(stream.name, 'STARTED');
  const window = {
    at,
    lookbackDays: 0,
    ...(startDate !== undefined && { startDate }),
    ...(given.rereadDays !== undefined && { rereadDays: given.rereadDays }),
    ...(given.fullReads && { fullReads: given.fullReads }),
  };
  const schema = given.schema ?? (readAsset(`schemas/${stream.name}.json`) as JsonSchema);
  const cursor = new Cursor(stream, incremental, state, window, { generation: GENERATION });
  const builder = new RecordBuilder(stream, schema, {}, { startDate });
  let error: ConnectorError | undefined;
  try {
    await readStream({
      stream,
      cursor,
      builder,
      tracking: untrackedRows(),
      api: account,
      open: () => account,
      out,
      workers,
      abort,
      inFull,
    });
  } catch (reason) {
    if (!(reason instanceof ConnectorError)) throw reason;
    error = reason;
  }
  await out.state(stream.name, cursor.state);
  await out.sink.flush();
  const lines = sink.text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type !== 'TRACE')
    .map(({ type, record, state: message, log }) =>
      type === 'RECORD'
        ? { id: record.data[stream.primaryKey] as string }
        : type === 'STATE'
          ? { state: message.stream.stream_state as StreamState }
          : { log: `${log.level} ${log.message}` },
    );
  return {
    lines,
    ids: lines.flatMap(({ id }) => id ?? []),
    states: lines.map((line) => line.state).filter((each) => each !== undefined),
    logs: lines.flatMap(({ log }) => log ?? []),
    error,
    counts: builder.counts,
  };
}

export const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
export const sorted = (ids: Iterable<string>) => [...ids].sort();

/** Attendance on every fifth day of the last years, and one of long ago. */
export function attendance(count = 80): Row[] {
  const rows = numbers(count).map((n) => ({
    id: `a${n}`,
    attribution_date: addDays('2026-02-20', -5 * n),
    updated_at: '2026-02-01T00:00:00Z',
  }));
  return [...rows, { id: 'old', attribution_date: '2011-11-11', updated_at: '2026-02-01T00:00:00Z' }];
}

export const persons = (count: number): Row[] =>
  numbers(count).map((n) => ({ id: `p${n}`, updated_at: '2026-02-01T00:00:00Z' }));

/** Each person has as many employments as its number says, up to four. */
export function company(count: number): Record<string, Row[]> {
  const people = persons(count);
  const employments = people.map(({ id }, n): [string, Row[]] => [
    `/v2/persons/${id}/employments`,
    numbers(n % 5).map((k) => ({ id: `${id}e${k}`, updated_at: '2026-02-01T00:00:00Z', person: { id } })),
  ]);
  return { '/v2/persons': people, ...Object.fromEntries(employments) };
}

export const employmentIds = (lists: Record<string, Row[]>): string[] =>
  Object.entries(lists)
    .filter(([path]) => path.endsWith('/employments'))
    .flatMap(([, rows]) => rows.map(({ id }) => String(id)));

export async function turns(count = 5): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Tests of a file run at the time at which their syncs begin. */
export function stopTheClock(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(AT) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}
