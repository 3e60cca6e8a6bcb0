import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../json_schema.ts';
import { allStreams } from '../streams/index.ts';
import { changeColumns, cursorOf, observes, readColumns } from './change_columns.ts';

const streams = allStreams();
const named = (name: string) => streams.find((stream) => stream.name === name) as (typeof streams)[number];

const OBSERVED = [
  ...['absence_entitlements', 'absence_types', 'cost_centers', 'jobs', 'legal_entities', 'org_units'],
  ...['profile_pictures', 'project_members', 'projects', 'recruiting_categories', 'salary_bands', 'webhooks'],
  'workplaces',
];
const SWEPT = [
  ...['absence_periods', 'employments', 'person_custom_attributes', 'persons', 'recruiting_applications'],
  ...['recruiting_candidates', 'recruiting_jobs'],
];
const BY_EVENTS = ['attendance_periods', 'documents'];

describe('among all streams', () => {
  const namesOf = (columns: (stream: (typeof streams)[number]) => boolean) =>
    streams
      .filter(columns)
      .map(({ name }) => name)
      .sort();

  test('lists that every sync reads, and groups, have the time they were seen', () => {
    expect(namesOf(observes)).toEqual([...OBSERVED, 'compensations'].sort());
    expect(namesOf((stream) => 'observed_at' in changeColumns(stream))).toEqual([...OBSERVED, 'compensations'].sort());
  });

  test('those whose rows can be requested by id report removals', () => {
    expect(namesOf((stream) => '_ab_cdc_deleted_at' in changeColumns(stream))).toEqual(
      [...OBSERVED, ...SWEPT, ...BY_EVENTS].sort(),
    );
  });

  test('lists without a cursor get one with the mark; no other stream does', () => {
    const gained = (stream: (typeof streams)[number]) => cursorOf(stream, true) !== cursorOf(stream, false);

    expect(namesOf(gained)).toEqual(OBSERVED);
    for (const stream of streams) {
      expect(cursorOf(stream, false)).toBe(stream.cursorField);
      expect(cursorOf(stream, true)).toBe(OBSERVED.includes(stream.name) ? 'observed_at' : stream.cursorField);
    }
  });

  test('no added column has the name of one of Personio’s', () => {
    for (const stream of streams)
      for (const column of Object.values(changeColumns(stream))) {
        expect(column).toMatchObject({
          type: ['null', 'string'],
          format: 'date-time',
          airbyte_type: 'timestamp_with_timezone',
        });
        expect(column.description).toBeTruthy();
      }
  });
});

describe('a read adds', () => {
  const schema = (...names: string[]): JsonSchema => ({
    properties: Object.fromEntries(names.map((name) => [name, {}])),
  });
  const columns = (name: string, configured: Parameters<typeof readColumns>[1], mark: boolean) =>
    Object.keys(readColumns(named(name), configured, mark));

  test('all columns with the mark, whatever is selected', () => {
    expect(columns('workplaces', { schema: {} }, true)).toEqual(['observed_at', '_ab_cdc_deleted_at']);
    expect(columns('workplaces', { schema: schema('id') }, true)).toEqual(['observed_at', '_ab_cdc_deleted_at']);
    expect(columns('compensations', { schema: {} }, true)).toEqual(['observed_at']);
    expect(columns('persons', { schema: {} }, true)).toEqual(['_ab_cdc_deleted_at']);
    expect(columns('holidays', { schema: schema('observed_at') }, true)).toEqual([]);
  });

  test.each<[string, Parameters<typeof readColumns>[1], string[]]>([
    ['nothing', { schema: {} }, []],
    ['other fields', { schema: schema('id', 'name') }, []],
    ['the cursor', { schema: {}, cursorField: 'observed_at' }, ['observed_at']],
    ['the column', { schema: schema('id', 'observed_at') }, ['observed_at']],
    ['both columns', { schema: schema('_ab_cdc_deleted_at', 'observed_at') }, ['observed_at', '_ab_cdc_deleted_at']],
    ['another cursor', { schema: {}, cursorField: 'updated_at' }, []],
    ['the name of a built-in object property', { schema: schema('toString') }, []],
    ['no properties at all', { schema: { type: 'object' } }, []],
  ])('without the mark only those that the catalog requests: %s', (_, configured, expected) => {
    expect(columns('workplaces', configured, false)).toEqual(expected);
  });
});
