import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { readAsset } from '../assets.ts';
import type { JsonSchema } from '../json_schema.ts';
import { RecordBuilder } from '../records/builder.ts';
import type { Row } from '../row.ts';
import { partitionReads } from '../sync/partition_reads.ts';
import { Pass } from '../sync/pass.ts';
import { AbsenceBreakdowns, AbsencePeriods, Holidays } from './absences.ts';
import type { Partition, SyncWindow } from './partition.ts';
import { childPartition } from './partitions/children.ts';
import { usualVisits } from './partitions/visits.ts';
import type { Api, Stream } from './stream.ts';

const AT = '2026-02-11T09:00:00Z';
const want = (more: Partial<SyncWindow> = {}): SyncWindow => ({ at: AT, lookbackDays: 1, ...more });

function recorded(stream: Stream, rows: readonly object[], adds: Row = {}) {
  const builder = new RecordBuilder(stream, readAsset(`schemas/${stream.name}.json`) as JsonSchema, {}, {});
  const lines = builder.records(structuredClone(rows) as Row[], { ...stream.whole(), adds }, new Map());
  return { records: lines.map(({ data }) => JSON.parse(data)), builder };
}

/** Pages with these numbers of persons. */
function people(...sizes: number[]): Api {
  let next = 1;
  const pages = sizes.map((size) => Array.from({ length: size }, () => ({ id: `${next++}` })));
  return fakeApi(({ target }) => {
    const index = Number(/cursor=(\d+)/.exec(target)?.[1] ?? 0);
    const link = index + 1 < pages.length ? `?cursor=${index + 1}` : undefined;
    return { _data: structuredClone(pages[index]), _meta: { links: { next: link } } };
  });
}

async function partitionsOf(stream: Stream, api: Api, pass = new Pass(want())): Promise<Partition[]> {
  const list: Partition[] = [];
  for await (const { partition } of partitionReads(stream, pass, { api })) list.push(partition);
  return list;
}

const idsOf = ({ names }: Partition) => names?.values ?? [];

describe('holidays are requested', () => {
  const holidays = { from: '2025-01-01', to: '2027-12-31' };

  test('for at most fifty persons at a time, each of them once', async () => {
    const list = await partitionsOf(new Holidays(), people(120, 50, 1, 0), new Pass(want({ holidays })));

    expect(list.map((partition) => idsOf(partition).length)).toEqual([50, 50, 20, 50, 1]);
    expect(list.flatMap(idsOf)).toEqual(Array.from({ length: 171 }, (_, n) => `${n + 1}`));
    expect(new Set(list.map(({ key }) => key)).size).toBe(5);
  });

  test('in the configured window, without a limit', async () => {
    const [partition] = await partitionsOf(new Holidays(), people(2), new Pass(want({ holidays })));

    expect(partition).toMatchObject({
      path: '/v2/holidays',
      query: {},
      names: { parameter: 'person.id', values: ['1', '2'] },
      range: { range: { from: '2025-01-01T00:00:00Z', to: '2027-12-31T00:00:00Z' } },
    });
    // The holidays must not get the id of a single person.
    expect(partition?.adds).toEqual({});
  });

  test('by the link alone on later pages', async () => {
    const asked: unknown[] = [];
    const api = fakeApi(({ target, query }) => {
      asked.push([target, Object.keys(query ?? {})]);
      const next = asked.length === 1 ? { href: '/v2/holidays?cursor=2' } : undefined;
      return { _data: [], _meta: { links: { next } } };
    });
    const [partition] = await partitionsOf(new Holidays(), people(1), new Pass(want({ holidays })));
    for await (const page of new Holidays().pages(api, partition as Partition)) expect(page.rows).toEqual([]);

    expect(asked).toEqual([
      ['/v2/holidays', ['person.id', 'date.gte', 'date.lte']],
      ['/v2/holidays?cursor=2', []],
    ]);
  });

  test('and a page of persons counts as passed only when all of its batches are read', async () => {
    const pass = new Pass(want({ holidays }));
    const list = [];
    for await (const unit of partitionReads(new Holidays(), pass, { api: people(120, 1) })) list.push(unit);

    list[0]?.finished();
    list[2]?.finished();
    expect(pass.link('')).toBeUndefined();
    list[1]?.finished();
    expect(pass.link('')).toBe('?cursor=1');
  });
});

describe('a holiday', () => {
  const row = (more: object = {}) => ({
    person: { id: '7' },
    date: '2026-10-03',
    name: 'Tag der Deutschen Einheit',
    ...more,
  });

  test('belongs to a person and a day', () => {
    expect(recorded(new Holidays(), [row({ type: 'PUBLIC' })]).records).toEqual([
      { ...row({ type: 'PUBLIC' }), person_id: '7', record_key: '7:2026-10-03:Tag der Deutschen Einheit' },
    ]);
  });

  test('may have its day in an object', () => {
    expect(recorded(new Holidays(), [row({ date: { date: '2026-10-03' } })]).records[0]).toMatchObject({
      date: '2026-10-03',
      record_key: '7:2026-10-03:Tag der Deutschen Einheit',
    });
  });

  test('may have no name', () => {
    const { records } = recorded(new Holidays(), [row({ name: null }), row({ name: undefined })]);

    expect(records.map(({ record_key }) => record_key)).toEqual(['7:2026-10-03:', '7:2026-10-03::2']);
    expect(records[0]?.name ?? null).toBeNull();
  });

  test('that is named twice on one day has a number', () => {
    expect(
      recorded(new Holidays(), [row(), row({ half_day: true })]).records.map(({ record_key }) => record_key),
    ).toEqual(['7:2026-10-03:Tag der Deutschen Einheit', '7:2026-10-03:Tag der Deutschen Einheit:2']);
  });

  test('without a person or day has no key, and is counted', () => {
    const { records, builder } = recorded(new Holidays(), [row({ person: null })]);

    expect(records).toEqual([]);
    expect(builder.counts.withoutKey).toBe(1);
    expect(recorded(new Holidays(), [row({ date: null })]).records).toEqual([]);
  });
});

describe('breakdowns', () => {
  const stream = new AbsenceBreakdowns();
  const since = '2026-02-10T09:00:00Z';

  test('of a first sync are those of all absences', () => {
    expect(usualVisits(stream.partitioning.parent, want({ rereadDays: 30 })).list).toEqual(
      new AbsencePeriods().whole(),
    );
  });

  test('follow the absences that changed since the cursor minus its overlap', () => {
    expect(
      usualVisits(stream.partitioning.parent, want({ since, rereadDays: 30, lookbackDays: 5 })).list.range,
    ).toEqual({
      filter: new AbsencePeriods().changes,
      range: { from: '2026-02-05T09:00:00Z' },
    });
  });

  test('of an absence are requested in full: they have no filter', () => {
    const partition = childPartition(
      stream,
      stream.partitioning.parent,
      [{ id: 'a1', updated_at: '2026-02-10T10:00:00Z' }],
      want({ since }),
    );

    expect(partition).toEqual({
      key: 'a1',
      path: '/v2/absence-periods/a1/breakdowns',
      query: {},
      adds: { absence_period_id: 'a1', absence_period_updated_at: '2026-02-10T10:00:00Z' },
    });
  });

  test('get what their absence says about itself', async () => {
    const api = fakeApi(() => ({ _data: [{ id: 'a1', updated_at: '2026-02-10T10:00:00Z' }, { id: 'a2' }] }));
    const list = await partitionsOf(stream, api, new Pass(want({ since })));

    expect(list.map(({ adds }) => adds)).toEqual([
      { absence_period_id: 'a1', absence_period_updated_at: '2026-02-10T10:00:00Z' },
      { absence_period_id: 'a2', absence_period_updated_at: undefined },
    ]);
  });

  test('are one row per day, or several for an absence in hours', () => {
    const adds = { absence_period_id: 'a1', absence_period_updated_at: '2026-02-10T10:00:00+0100' };
    const day = { date: '2026-02-02', effective_duration: { unit: 'HOUR', value: 1.5 } };
    const { records } = recorded(stream, [day, day, { ...day, date: '2026-02-03' }], adds);

    expect(records.map(({ record_key }) => record_key)).toEqual(['a1:2026-02-02', 'a1:2026-02-02:2', 'a1:2026-02-03']);
    expect(records[0]).toEqual({
      ...day,
      unit: 'HOUR',
      value: 1.5,
      record_key: 'a1:2026-02-02',
      absence_period_id: 'a1',
      absence_period_updated_at: '2026-02-10T09:00:00Z',
    });
  });
});
