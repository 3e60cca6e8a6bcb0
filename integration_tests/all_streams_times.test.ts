import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { berlinOffset } from '../sandbox/data/time.ts';
import type { Disputed } from '../sandbox/disputed.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import type { JsonSchema } from '../src/json_schema.ts';
import { isObject, type Row } from '../src/row.ts';
import { allStreams } from '../src/streams/index.ts';
import { discover, everything, type OfferedStream, readOffered, recordsOf } from './all_streams.ts';
import type { Json, Run } from './connector.ts';

const declared = new Map(allStreams().map((stream) => [stream.name, stream]));

/** Times from the parents, which rows do not have themselves. */
const GIVEN = [
  'absence_breakdowns.absence_period_updated_at',
  'person_custom_attributes.updated_at',
  'recruiting_stage_transitions.application_updated_at',
];

/** Columns with times in a zone. */
const timesIn = ({ json_schema: { properties } }: OfferedStream): string[] =>
  Object.entries(properties as Record<string, JsonSchema>)
    .filter(([, { airbyte_type: type }]) => type === 'timestamp_with_timezone')
    .map(([name]) => name);

/** The instant of a time as the sandbox writes it, in milliseconds. All local times are Berlin's. */
function served(value: unknown): number {
  if (typeof value === 'string') {
    const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(value);
    return Date.parse(hasZone ? value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2') : `${value}Z`);
  }
  const { timezone, ...others } = value as Row;
  const [time] = Object.values(others);
  if (typeof time !== 'string' || timezone === undefined || /Z|\+/.test(time)) return served(time);
  const local = Date.parse(`${time}Z`) / 1000;
  const offset = [60, 120].find((minutes) => berlinOffset(local - minutes * 60) === minutes);
  return (local - (offset ?? Number.NaN) * 60) * 1000;
}

/** The columns of a row as the sandbox serves it. Those of the feed have other names. */
function columnsOf(name: string, row: Row): Row[] {
  const plain = JSON.parse(JSON.stringify(row)) as Row;
  if (name === 'open_positions') return [{ ...plain, created_at: plain.createdAt }];
  return declared.get(name)?.rowsOf(plain) ?? [];
}

/** A flat column has the time of the member it is computed from. */
const memberOf = (name: string, column: string): string =>
  declared.get(name)?.flat.find((flat) => flat.column === column)?.paths[0] ?? column;

describe.each<[string, Partial<Disputed>]>([
  ['by default', {}],
  ['with embedded offsets', { recruitingOffsets: true, recruitingTimes: 'date_time', candidateTimes: 'date-time' }],
])('all times of all streams, %s', (_, disputed) => {
  let sandbox: Sandbox;
  let streams: readonly OfferedStream[];
  let run: Run;
  let records: Map<string, Json[]>;

  beforeAll(async () => {
    const account = { persons: 40, seed: 7, applications: 3, limits: { on: false }, disputed };
    sandbox = await startSandbox(account);
    ({ streams } = await discover(everything(sandbox)));
    run = await readOffered(everything(sandbox), streams);
    records = recordsOf(run);
  });

  afterAll(async () => {
    await sandbox.close();
  });

  test('are in UTC, with Z', () => {
    expect([run.exit, run.errors]).toEqual([0, []]);
    const others = streams.flatMap((stream) =>
      timesIn(stream).flatMap((column) =>
        (records.get(stream.name) ?? [])
          .map((record) => record[column] ?? null)
          .filter((value) => value !== null && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(String(value)))
          .map((value) => `${stream.name}.${column}: ${value}`),
      ),
    );

    expect(others).toEqual([]);
  });

  test('are the instants that were served', () => {
    const compared: string[] = [];
    for (const stream of streams.filter(({ name }) => declared.has(name))) {
      const rows = sandbox.rows(stream.name).flatMap((row) => columnsOf(stream.name, row));
      for (const column of timesIn(stream).filter((each) => !GIVEN.includes(`${stream.name}.${each}`))) {
        const from = memberOf(stream.name, column);
        const sent = rows.map((row) => row[from]).filter((value) => typeof value === 'string' || isObject(value));
        const found = (records.get(stream.name) ?? []).map((record) => record[column] ?? null);
        expect(
          found
            .filter((value) => value !== null)
            .map((value) => Date.parse(String(value)))
            .sort(),
          `${stream.name}.${column}`,
        ).toEqual(sent.map(served).sort());
        if (sent.length > 0) compared.push(`${stream.name}.${column}`);
      }
    }

    expect(compared).toEqual(
      streams
        .flatMap((stream) => timesIn(stream).map((column) => `${stream.name}.${column}`))
        .filter((each) => !GIVEN.includes(each) && each !== 'custom_reports.archived_at'),
    );
  });

  test('are the same in keys and states', () => {
    for (const { record_key: key, application_id: id, entered_at: at } of records.get('recruiting_stage_transitions') ??
      [])
      expect(String(key)).toMatch(new RegExp(`^${id}:${at}:`));
    for (const { name, default_cursor_field: [cursor = ''] = [] } of streams) {
      const { [cursor]: mark, started_at: startedAt } = run.states(name).at(-1)?.state ?? {};
      if (mark !== undefined && timesIn(streamOf(name)).includes(cursor)) expect(mark, name).toMatch(/Z$/);
      expect(startedAt, name).toMatch(/Z$/);
    }
  });

  const streamOf = (name: string) => streams.find((stream) => stream.name === name) as OfferedStream;
});

describe('version 1', () => {
  test('sends offsets of Berlin in summer and winter, in both spellings', async () => {
    const sandbox = await startSandbox({ persons: 40, seed: 7 });
    const offsets = (name: string, column: string) =>
      new Set(
        sandbox
          .rows(name)
          .flatMap((row) => columnsOf(name, row))
          .map((row) => String(row[column]).slice(19)),
      );

    for (const [name, column] of [
      ['employees', 'created_at'],
      ['time_offs', 'updated_at'],
    ] as const)
      expect(offsets(name, column)).toEqual(new Set(['+01:00', '+02:00', '+0100', '+0200']));
    await sandbox.close();
  });
});
