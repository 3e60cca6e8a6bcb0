import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../../integration_tests/units/privacy.ts';
import { fixedSchema } from '../../account/available.ts';
import { changeColumns, readColumns } from '../../account/change_columns.ts';
import { withFields } from '../../account/columns.ts';
import type { ConfiguredStream } from '../../airbyte/catalog.ts';
import type { StreamState } from '../../airbyte/protocol.ts';
import type { JsonSchema } from '../../json_schema.ts';
import { Policy } from '../../privacy/policy.ts';
import { StreamPrivacy } from '../../privacy/stream_privacy.ts';
import { RecordBuilder } from '../../records/builder.ts';
import type { Row } from '../../row.ts';
import { AbsencePeriods } from '../../streams/absences.ts';
import { AttendancePeriods, ProjectMembers } from '../../streams/attendance.ts';
import { Compensations, CompensationTypes } from '../../streams/compensations.ts';
import { PersonCustomAttributes } from '../../streams/custom_attributes.ts';
import { Employments } from '../../streams/employments.ts';
import { allStreams } from '../../streams/index.ts';
import { CostCenters } from '../../streams/organisation.ts';
import { Persons } from '../../streams/persons.ts';
import type { Stream } from '../../streams/stream.ts';
import { ChangeTracking } from './change_tracking.ts';
import { noteOf } from './note.ts';
import { keptIn, openTracking, reportsRemovals, type Tracked } from './open_tracking.ts';
import { SweepTracking } from './sweep_tracking.ts';

const AT = '2026-02-11T09:00:00Z';

interface Given {
  readonly stream?: Stream;
  readonly mark?: boolean;
  readonly mode?: 'full_refresh' | 'incremental';
  readonly schema?: JsonSchema;
  readonly cursorField?: string;
  readonly state?: StreamState | undefined;
  readonly conditions?: readonly unknown[];
  readonly isFresh?: boolean;
  readonly at?: string;
  readonly hash?: readonly string[];
}

function tracked(given: Given = {}): Tracked {
  const { stream = new CostCenters(), mark = true, mode = 'incremental', schema = {}, cursorField, hash = [] } = given;
  const { state, conditions = ['c'], isFresh = state === undefined, at = AT } = given;
  const configured: ConfiguredStream = { name: stream.name, syncMode: mode, schema, cursorField };
  const fixed = fixedSchema(stream);
  const policy = new Policy(settingsOf({ hash: [...hash] }), allStreams());
  const privacy = hash.length > 0 ? new StreamPrivacy(stream, policy, fixed) : undefined;
  const offered = withFields(privacy?.schema ?? fixed, readColumns(stream, configured, mark));
  const builder = new RecordBuilder(stream, offered, schema, { privacy, note: noteOf(stream) });
  // As it comes back from a file.
  const saved = state && (JSON.parse(JSON.stringify(state)) as StreamState);
  const window = { at, lookbackDays: 1 };
  return {
    stream,
    configured,
    mark,
    state: saved,
    conditions,
    secret: 'a secret',
    isFresh,
    since: isFresh ? undefined : AT,
    window,
    builder,
  };
}

const open = (given: Given = {}) => openTracking(tracked(given));

/** The ids written of these rows. */
function written(tracking: ReturnType<typeof open>, ...ids: string[]): string[] {
  const batch = tracking.open({ key: '', path: '/', query: {} });
  const records = ids.map((id) => ({ key: id, data: JSON.stringify({ id }), changes: [] }));
  return [...batch.take(records), ...batch.rest()].map(({ data }) => JSON.parse(data).id);
}

/** The state of a first sync of two rows. */
function known(given: Given = {}): StreamState {
  const tracking = open(given);
  written(tracking, '1', '2');
  return tracking.state;
}

const columns = (...names: string[]): JsonSchema => ({
  properties: Object.fromEntries(names.map((name) => [name, {}])),
});

describe('what is noted about a row', () => {
  const note = (stream: Stream, row: Row) => noteOf(stream)?.(row);

  test('of compensations is their month and person', () => {
    expect(note(new Compensations(), { id: 'x', month: '2026-02-01', person: { id: '7' } })).toEqual({
      group: '2026-02-01:7',
    });
    expect(note(new Compensations(), { id: 'x', month: '2026-02-01' })).toEqual({ group: '2026-02-01:' });
  });

  test('of lists that are compared now and then is id, age and cursor', () => {
    const row = { id: 7, created_at: '2026-01-01T00:00:00Z', updated_at: '2026-02-01T00:00:00Z' };

    expect(note(new Persons(), row)).toEqual({ id: '7', createdAt: row.created_at, cursor: row.updated_at });
    expect(note(new AttendancePeriods(), row)).toEqual({ id: '7', createdAt: row.created_at, cursor: row.updated_at });
    expect(note(new Employments(), { ...row, person_id: '5' })).toMatchObject({ id: '7', parent: '5' });
    expect(note(new PersonCustomAttributes(), { ...row, person_id: '5' })).toMatchObject({ id: '5' });
  });

  test('is nothing if every sync compares the rows themselves, or none does', () => {
    for (const stream of [new CostCenters(), new ProjectMembers(), new CompensationTypes()])
      expect(noteOf(stream), stream.name).toBeUndefined();
  });
});

describe('what an early state keeps', () => {
  test('is what was kept, and no more', () => {
    expect(keptIn({ version: 1, updated_at: AT, observed_at: AT, kept: 'x', done: [] })).toEqual({
      observed_at: AT,
      kept: 'x',
    });
    expect(keptIn({ version: 1, kept: '' })).toEqual({ kept: '' });
    expect(keptIn({ version: 1 })).toEqual({});
    expect(keptIn()).toEqual({});
  });
});

describe('removed rows are reported', () => {
  test('if marking is on, the column selected, and ids are not hashed', () => {
    expect(reportsRemovals(tracked())).toBe(true);
    expect(reportsRemovals(tracked({ stream: new Persons(), schema: columns('id', '_ab_cdc_deleted_at') }))).toBe(true);
  });

  test.each<[string, Given]>([
    ['marking is off', { mark: false }],
    ['marking is off and the column is selected', { mark: false, schema: columns('_ab_cdc_deleted_at') }],
    ['it is a full refresh', { mode: 'full_refresh' }],
    ['the column is not selected', { schema: columns('id', 'name', 'observed_at') }],
    ['removals cannot be detected', { stream: new CompensationTypes() }],
    ['removals of compensations cannot be detected', { stream: new Compensations() }],
    ['ids are hashed', { hash: ['cost_centers.id'] }],
    ['ids in keys are hashed', { stream: new ProjectMembers(), hash: ['persons.id'] }],
    ['the parent is hashed', { stream: new Employments(), hash: ['persons.id'] }],
  ])('not if %s', (_, given) => {
    expect(reportsRemovals(tracked(given))).toBe(false);
  });
});

describe('a list that every sync reads', () => {
  test('is sent by version if marking is on', () => {
    const state = known();
    const tracking = open({ state });

    expect(tracking).toBeInstanceOf(ChangeTracking);
    expect(written(tracking, '1', '2', '3')).toEqual(['3']);
  });

  test.each<[string, Given]>([
    ['without marking', { mark: false, cursorField: 'observed_at' }],
    ['without marking, by the column', { mark: false, schema: columns('id', 'observed_at') }],
    ['in a full refresh', { mode: 'full_refresh' }],
  ])('is sent whole %s, says when it was seen, and keeps nothing', (_, given) => {
    const tracking = open({ ...given, state: known() });
    const [first] = tracking
      .open({ key: '', path: '/', query: {} })
      .take([{ key: '1', data: '{"id":"1"}', changes: [] }]);

    expect(JSON.parse(first?.data ?? '')).toHaveProperty('observed_at');
    expect(tracking.state).toMatchObject({ kept: '' });
  });

  test('says when it was seen if that is the cursor, selected or not', () => {
    const tracking = open({ schema: columns('id', 'name') }) as ChangeTracking;
    const [first] = tracking
      .open({ key: '', path: '/', query: {} })
      .take([{ key: '1', data: '{"id":"1"}', changes: [] }]);

    expect(JSON.parse(first?.data ?? '')).toEqual({ observed_at: AT, id: '1' });
  });

  test('has no tracking state if nothing needs it, unless there is one', () => {
    expect(open({ mark: false }).state).toEqual({});
    expect(open({ mark: false, mode: 'full_refresh' }).state).toEqual({});
    expect(open({ mark: false, state: known() }).state).toMatchObject({ kept: '' });
    expect(written(open({ mark: false, state: known() }), '1', '2')).toEqual(['1', '2']);
  });

  test.each<[string, unknown]>([
    ['another text', 'hello'],
    ['empty', ''],
    ['null', null],
    ['a number', 7],
    ['cut off', String(known().kept).slice(0, -6)],
    ['without its digests', String(known().kept).replace(/[^.]+$/, '')],
    ['with invalid digests', String(known().kept).replace(/[^.]+$/, '!!!')],
    ['of another version', String(known().kept).replace('1.', '2.')],
  ])('is sent whole if what is kept cannot be read: %s', (_, kept) => {
    const tracking = open({ state: { ...known(), kept } });

    expect(written(tracking, '1', '2')).toEqual(['1', '2']);
    expect(tracking.state).toEqual({ ...known(), observed_at: '2026-02-11T09:00:01Z' });
  });
});

describe('compensations', () => {
  const stream = new Compensations();
  const holds = (key: string, given: Given = {}) =>
    open({ stream, ...given }).open({ key, path: '/', query: {} }).holds;

  test('are compared by group in the months that the next sync reads', () => {
    const months = ['2025-10-01', '2025-11-01', '2025-12-01', '2026-01-01', '2026-02-01'];

    expect(months.map((month) => holds(month))).toEqual([false, false, true, true, true]);
    expect(months.map((month) => holds(month, { mark: false }))).toEqual([false, false, false, false, false]);
    expect(months.map((month) => holds(month, { mode: 'full_refresh' }))).toEqual([false, false, false, false, false]);
  });

  test('say when they were seen only if that is selected: it is not their cursor', () => {
    const record = { key: '1', data: '{"id":"1"}', changes: [], note: { group: 'old:1' } };
    const dataOf = (given: Given) =>
      open({ stream, ...given })
        .open({ key: 'old', path: '/', query: {} })
        .take([record])[0]?.data;

    expect(dataOf({})).toContain('observed_at');
    expect(dataOf({ schema: columns('id', 'month') })).not.toContain('observed_at');
    expect(dataOf({ mark: false })).not.toContain('observed_at');
    expect(dataOf({ mark: false, schema: columns('id', 'observed_at') })).toContain('observed_at');
  });
});

describe('other lists', () => {
  test.each<Stream>([new Persons(), new AbsencePeriods(), new AttendancePeriods()])(
    '$name keeps track of its rows if removals are reported',
    (stream) => {
      expect(open({ stream })).toBeInstanceOf(SweepTracking);
    },
  );

  test.each<[string, Given, StreamState]>([
    ['keep nothing in a full refresh', { mode: 'full_refresh' }, { kept: '' }],
    ['keep nothing if the column is not selected', { schema: columns('id') }, { kept: '' }],
    ['keep nothing if ids are hashed', { hash: ['persons.id'] }, { kept: '' }],
    ['have no such state without marking', { mark: false }, {}],
    ['drop an existing one without marking', { mark: false, state: { kept: 'x' } }, { kept: '' }],
    ['have no such state if removals cannot be detected', { stream: new CompensationTypes() }, {}],
  ])('%s', (_, given, state) => {
    expect(open({ stream: new Persons(), ...given }).state).toEqual(state);
  });
});

describe('the time', () => {
  const observedAt = (at: string, saved: unknown) =>
    open({ at, state: { ...known(), observed_at: saved } }).state.observed_at;

  test.each<[string, string, unknown, string]>([
    ['is that of the sync', AT, '2026-02-10T09:00:00Z', AT],
    ['is a second later in the same second', AT, AT, '2026-02-11T09:00:01Z'],
    ['is a second later where the clock went back', '2026-02-01T00:00:00Z', AT, '2026-02-11T09:00:01Z'],
    ['is a second later at the end of a year', AT, '2999-12-31T23:59:59Z', '3000-01-01T00:00:00Z'],
    ['is that of the sync if none was saved', AT, '', AT],
    ['… or nothing', AT, undefined, AT],
    ['… or no time', AT, 'soon', AT],
    ['… or no text', AT, 7, AT],
  ])('%s', (_, at, saved, expected) => {
    expect(observedAt(at, saved)).toBe(expected);
  });
});

describe('what was kept is discarded', () => {
  const sent = (before: Given, now: Given) => written(open({ ...now, state: known(before) }), '1', '2');

  test.each<[string, Given, Given]>([
    ['under other conditions', {}, { conditions: ['d'] }],
    ['under fewer conditions', { conditions: ['c', 'd'] }, {}],
    ['of another selection', { schema: columns('id', 'name') }, { schema: columns('id') }],
    ['of a selection instead of everything', {}, { schema: columns('id') }],
  ])('%s', (_, before, now) => {
    expect(sent(before, now)).toEqual(['1', '2']);
    expect(sent(before, before)).toEqual([]);
    expect(sent(now, now)).toEqual([]);
  });

  test('but not if the same is selected in another order', () => {
    expect(sent({ schema: columns('id', 'name') }, { schema: columns('name', 'id') })).toEqual([]);
  });

  test('the highest cursor stays, since no record had a later one, and so does the number of rows', () => {
    const stream = new Persons();
    const highest = '2026-02-01T00:00:00Z';
    const before = open({ stream }) as SweepTracking;
    before.open().take([{ key: '1', data: '{}', changes: [], note: { id: '1', cursor: highest } }]);
    const other = open({ stream, state: before.state, conditions: ['d'] }) as SweepTracking;

    expect([other.highest, other.baseline, other.kept.count]).toEqual([highest, undefined, 1]);
  });
});

test("the columns of changes are not part of Personio's rows", () => {
  for (const stream of allStreams())
    for (const name of Object.keys(changeColumns(stream)))
      expect(fixedSchema(stream).properties, stream.name).not.toHaveProperty(name);
});
