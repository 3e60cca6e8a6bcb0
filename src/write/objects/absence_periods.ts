import { isKey, isObject, type Row, scalarText, textOf } from '../../row.ts';
import { AbsencePeriods } from '../../streams/absences.ts';
import { type Day, localOf } from '../../times.ts';
import type { Members, Values } from '../members.ts';
import type { WrittenObject } from '../object.ts';
import { personMembers } from '../references.ts';
import { Reject } from '../reject.ts';
import type { Run } from '../run.ts';
import { type Absence, changedAbsence } from './absence_change.ts';
import { LastDays } from './absence_last_days.ts';
import { AbsenceTypes } from './absence_types.ts';
import type { PeriodKind } from './period.ts';
import { needed, referredId } from './period_change.ts';
import { DAY_MS } from './period_plan.ts';
import { PeriodWriter } from './period_writer.ts';

const HALVES = ['FIRST_HALF', 'SECOND_HALF'] as const;

const members = (matchAttribute?: string): Members => ({
  id: { kind: 'id', describe: "Personio's id of the absence." },
  ...personMembers('person', matchAttribute),
  absence_type: { kind: 'text', describe: 'Name of the type of absence.' },
  absence_type_id: { kind: 'id', describe: "Personio's id of the type of absence." },
  starts_from: { kind: 'moment', describe: 'First day. For types that are counted in hours: when it starts.' },
  ends_at: {
    kind: 'moment',
    describe: 'Last day. For types that are counted in hours: when it ends. Without it, the end is open.',
    clearable: true,
  },
  start_half: {
    kind: 'choice',
    describe: 'Half of the first day with which it starts: FIRST_HALF, the whole day, unless given.',
    choices: HALVES,
  },
  end_half: {
    kind: 'choice',
    describe: 'Half of the last day with which it ends: SECOND_HALF, the whole day, unless given.',
    choices: HALVES,
  },
  comment: { kind: 'text', describe: 'Comment.', most: 2000, clearable: true },
});

export const absencePeriods: WrittenObject = {
  name: 'absence_periods',
  operations: ['insert', 'upsert', 'update', 'soft_delete'],
  keys: [['person_email', 'absence_type', 'starts_from'], ['id']],
  members: members(),
  needs: ['starts_from'],
  rights: {
    scopes: ['personio:absences:write', 'absences:write'],
    name: 'Absences: write',
    probe: {
      route: '/v2/absence-periods/{id}',
      target: '/v2/absence-periods/00000000-0000-0000-0000-000000000000',
    },
  },
  lot: { rows: 200, parallel: 4 },
  open: async (run) => new PeriodWriter(run, kindFor(run)),
};

function kindFor(run: Run): PeriodKind<Absence> {
  const types = new AbsenceTypes(run.api);
  const lastDays = new LastDays(run.api, () =>
    run.warn(
      'absence_periods',
      'Nothing in Personio shows whether absences end on the day that it names or on the day before. Rows that agree with either are left as they are.',
    ),
  );
  const typeOf = async (values: Values) => {
    const type = await types.in(values);
    if (!type) throw new Reject('missing_key', 'The row names no type of absence.', { member: 'absence_type' });
    return type;
  };
  return {
    object: absencePeriods,
    members: members(run.options.matchAttribute),
    lists: {
      stream: new AbsencePeriods(),
      filter: {
        from: 'starts_from.date_time.gte',
        to: 'starts_from.date_time.lte',
        formats: ['instant', 'millis', 'naive'],
      },
      perDay: 0.15,
      // Absences are in local time.
      marginMs: DAY_MS,
    },
    isKeptUnique: true,
    // The filter may leave out those without an end.
    hidesSome: true,
    check,
    markOf: async (values) => {
      const start = needed(values, 'starts_from');
      const { id, isHours } = await typeOf(values);
      return { mark: markOf(id, start, isHours), start };
    },
    periodOf: async (row) => {
      const type = referredId(row.absence_type);
      return type === undefined ? undefined : absenceIn(row, type, (await types.withId(type))?.isHours === true);
    },
    create: async (values, person, mark) => {
      const type = await typeOf(values);
      const start = needed(values, 'starts_from');
      const none = { id: undefined, person, mark, isRejected: false, ends: null, lastDay: undefined, comment: null };
      const starts = { date_time: start, ...(!type.isHours && { type: 'FIRST_HALF' }) };
      const base = { ...none, type: type.id, isHours: type.isHours, starts };
      const { differences, body, after } = await changedAbsence(values, base, { type, lastDays, markOf });
      const key = Object.entries({ absence_type: type.name, starts_from: start });
      return {
        differences: [...key.map(([member, to]) => ({ member, from: null, to })), ...differences],
        body: { person: { id: person }, absence_type: { id: type.id }, starts_from: starts, ends_at: null, ...body },
        after,
      };
    },
    change: async (values, period) =>
      changedAbsence(values, period, { type: await types.in(values), lastDays, markOf }),
  };
}

function check({ starts_from: start, ends_at: end, start_half: from, end_half: to }: Values): void {
  if (typeof start !== 'string' || typeof end !== 'string') return;
  const [first, last] = [start, end].map(dayIn) as [Day, Day];
  if (last < first) throw new Reject('bad_value', 'The absence must not end before it starts.', { member: 'ends_at' });
  if (last === first && from === 'SECOND_HALF' && to === 'FIRST_HALF')
    throw new Reject('bad_value', 'The absence would end before it starts: see its halves.', { member: 'end_half' });
}

const dayIn = (local: string): Day => local.slice(0, 10);

const markOf = (type: string, start: string, isHours: boolean): string =>
  `${type.toLowerCase()} ${isHours ? start.slice(0, 16) : dayIn(start)}`;

function absenceIn(row: Row, type: string, isHours: boolean): Absence | undefined {
  const { id, person, starts_from: starts, ends_at: ends, comment, approval } = row;
  const start = localOf(starts);
  if (!isKey(id) || start === undefined) return undefined;
  return {
    id: scalarText(id),
    person: referredId(person),
    mark: markOf(type, start, isHours),
    isRejected: isObject(approval) && approval.status === 'REJECTED',
    type,
    isHours,
    starts,
    ends: ends ?? null,
    lastDay: undefined,
    comment: textOf(comment) ?? null,
  };
}
