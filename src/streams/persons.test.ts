import { describe, expect, test } from 'vitest';
import { readAsset } from '../assets.ts';
import { parseJson } from '../json.ts';
import type { JsonSchema } from '../json_schema.ts';
import { RecordBuilder } from '../records/builder.ts';
import type { Row } from '../row.ts';
import { PersonCustomAttributes } from './custom_attributes.ts';
import { Documents } from './documents.ts';
import { Employments } from './employments.ts';
import { Jobs } from './jobs.ts';
import type { SyncWindow } from './partition.ts';
import { partitionsOf } from './partitions/changes.ts';
import { childPartition } from './partitions/children.ts';
import { Persons } from './persons.ts';
import { ReportAttributes, Reports } from './reports.ts';
import type { Stream } from './stream.ts';

const want = (more: Partial<SyncWindow> = {}): SyncWindow => ({ at: '2026-02-11T09:00:00Z', lookbackDays: 1, ...more });

function recorded(stream: Stream, rows: readonly Row[], adds: Row = {}) {
  const builder = new RecordBuilder(stream, readAsset(`schemas/${stream.name}.json`) as JsonSchema, {}, {});
  const lines = builder.records([...rows], { ...stream.whole(), adds }, new Map());
  return { records: lines.map(({ data }) => JSON.parse(data)), texts: lines.map(({ data }) => data), builder };
}

describe('the custom attributes of a person', () => {
  const person = (...custom_attributes: unknown[]): Row => ({
    id: '7',
    first_name: 'Mira',
    custom_attributes,
    updated_at: '2026-02-01T08:00:00Z',
  });

  test('are one row each, with the change of the person as cursor, and nothing else of it', () => {
    const { records } = recorded(new PersonCustomAttributes(), [
      person(
        { id: 'dynamic_1', type: 'string', global_id: '1', label: 'Shirt', value: 'L' },
        { id: 'dynamic_2', type: 'int', value: 5 },
      ),
    ]);

    expect(records).toEqual([
      {
        record_key: '7:dynamic_1',
        person_id: '7',
        attribute_id: 'dynamic_1',
        type: 'string',
        global_id: '1',
        label: 'Shirt',
        value: 'L',
        updated_at: '2026-02-01T08:00:00Z',
      },
      {
        record_key: '7:dynamic_2',
        person_id: '7',
        attribute_id: 'dynamic_2',
        type: 'int',
        value: '5',
        updated_at: '2026-02-01T08:00:00Z',
      },
    ]);
  });

  test.each([
    ['x', 'x'],
    ['', ''],
    [null, null],
    [3.5, '3.5'],
    [false, 'false'],
    [['a', 'b'], '["a","b"]'],
    [[{ key: 1 }], '[{"key":1}]'],
  ])('have their values as text: %j', (value, expected) => {
    expect(recorded(new PersonCustomAttributes(), [person({ id: 'a', value })]).records[0]?.value).toBe(expected);
  });

  test('keep the digits of big numbers', () => {
    const row = parseJson('{"id":9007199254740993,"custom_attributes":[{"id":"a","value":9007199254740993}]}') as Row;

    expect(recorded(new PersonCustomAttributes(), [row]).records[0]).toMatchObject({
      record_key: '9007199254740993:a',
      value: '9007199254740993',
    });
  });

  test.each([
    ['missing', {}],
    ['null', { custom_attributes: null }],
    ['empty', { custom_attributes: [] }],
    ['of another form', { custom_attributes: { id: 'a' } }],
    ['no objects', { custom_attributes: [null, 'x', 7] }],
  ])('may be %s: then there are none', (_, row) => {
    const { records, builder } = recorded(new PersonCustomAttributes(), [{ id: '7', ...row }]);

    expect(records).toEqual([]);
    expect(builder.counts.withoutKey).toBe(0);
  });

  test('without an id have no key, and are counted', () => {
    const { records, builder } = recorded(new PersonCustomAttributes(), [person({ value: 'x' })]);

    expect(records).toEqual([]);
    expect(builder.counts.withoutKey).toBe(1);
  });

  test('are requested like their persons', () => {
    for (const more of [{}, { since: '2026-02-10T00:00:00Z' }]) {
      expect(partitionsOf(new PersonCustomAttributes(), want(more))).toEqual(partitionsOf(new Persons(), want(more)));
    }
  });
});

test('an employment has the id of its person, even if Personio leaves it out', () => {
  const { records } = recorded(new Employments(), [{ id: 'e1' }, { id: 'e2', person: { id: '8' } }], {
    person_id: '7',
  });

  expect(records.map(({ person_id }) => person_id)).toEqual(['7', '8']);
});

describe('the documents of a person', () => {
  const stream = new Documents();
  const of = (id: string, more: Partial<SyncWindow> = {}) =>
    childPartition(stream, stream.partitioning.parent, [{ id, updated_at: '2000-01-01T00:00:00Z' }], want(more));

  test('are requested by their owner, whose id they carry', () => {
    expect(of('7')).toEqual({
      key: '7',
      path: '/v2/document-management/documents',
      query: { owner_id: '7' },
      adds: { owner_id: '7' },
    });
  });

  test('are requested since the cursor, and since the start date on a first sync', () => {
    const filter = stream.changes;

    expect(of('7', { since: '2026-02-10T09:00:00Z' }).range).toEqual({
      filter,
      range: { from: '2026-02-09T09:00:00Z' },
    });
    expect(of('7', { startDate: '2025-01-01' }).range).toEqual({ filter, range: { from: '2025-01-01T00:00:00Z' } });
    expect(filter).toMatchObject({ from: 'created_at.gte', formats: ['day'] });
  });

  test('have the ids of owner and category', () => {
    const row = { id: 'd1', owner: { id: '7' }, category: { id: '3' }, size: 1024, virus_scan: { status: 'CLEAN' } };

    expect(recorded(stream, [structuredClone(row)], { owner_id: '7' }).records).toEqual([
      { ...row, owner_id: '7', category_id: '3' },
    ]);
  });
});

test('the parts of a job may be text or small objects', () => {
  const level = { id: '1', name: 'Senior' };
  const { records } = recorded(new Jobs(), [
    { id: '1', level, job_family: 'R&D', job_track: null, salary_band_ids: ['b1'] },
  ]);

  expect(records).toEqual([
    { id: '1', level: JSON.stringify(level), job_family: 'R&D', job_track: null, salary_band_ids: ['b1'] },
  ]);
});

test('a report was edited at a time that is text or an object', () => {
  const edited = [{ date_time: '2026-01-20T09:30:00Z' }, { date: '2026-01-20' }, '2025-11-02T15:00:00Z', null];
  const { records } = recorded(
    new Reports(),
    edited.map((edited_at, n) => ({ id: `${n}`, edited_at })),
  );

  expect(records.map(({ edited_at }) => edited_at)).toEqual([
    '2026-01-20T09:30:00Z',
    '2026-01-20T00:00:00Z',
    '2025-11-02T15:00:00Z',
    null,
  ]);
});

test('an attribute of reports has an id, whatever Personio calls it', () => {
  const { records } = recorded(new ReportAttributes(), [{ id: 'a', name: 'x' }, { attribute_id: 'b' }, { name: 'c' }]);

  expect(records.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});
