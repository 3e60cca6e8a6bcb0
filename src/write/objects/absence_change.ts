import { isObject, textOf } from '../../row.ts';
import { type Day, dayOf, localOf } from '../../times.ts';
import { isSameText } from '../differences.ts';
import type { Values } from '../members.ts';
import { Reject } from '../reject.ts';
import type { LastDays } from './absence_last_days.ts';
import type { AbsenceType } from './absence_types.ts';
import type { Change, Period } from './period.ts';
import { Differing } from './period_change.ts';

export interface Absence extends Period {
  /** The id of its type. */
  readonly type: string;
  readonly isHours: boolean;
  /** As Personio sends them; the end is null while it is open. */
  readonly starts: unknown;
  readonly ends: unknown;
  /** If this run wrote it. */
  readonly lastDay: Day | undefined;
  readonly comment: string | null;
}

interface Context {
  /** The type that the row names. */
  readonly type: AbsenceType | undefined;
  readonly lastDays: LastDays;
  readonly markOf: (type: string, start: string, isHours: boolean) => string;
}

/** What makes an absence what a row says. Throws Reject. */
export async function changedAbsence(
  values: Values,
  absence: Absence,
  { type, lastDays, markOf }: Context,
): Promise<Change<Absence>> {
  if (type && type.id.toLowerCase() !== absence.type.toLowerCase())
    throw new Reject('refused', 'The absence is of another type, and Personio cannot change that.', {
      member: values.absence_type_id === undefined ? 'absence_type' : 'absence_type_id',
    });
  const differing = new Differing(absence);
  if (absence.isHours) compareHours(differing, values, absence);
  else {
    compareFirstDay(differing, values, absence);
    await compareLastDay(differing, values, absence, lastDays);
  }
  if (differing.has('starts_from')) {
    const start = localOf(differing.after.starts) ?? '';
    differing.becomes({ mark: markOf(absence.type, start, absence.isHours) });
  }
  const { comment } = values;
  if (comment !== undefined && !isSameText(comment, absence.comment))
    differing.add(
      { member: 'comment', from: absence.comment, to: comment },
      { comment },
      { comment: textOf(comment) ?? null },
    );
  return differing.change;
}

function compareHours(differing: Differing<Absence>, values: Values, { starts, ends }: Absence): void {
  const half = ['start_half', 'end_half'].find((member) => values[member] !== undefined);
  if (half !== undefined)
    throw new Reject('bad_value', 'This type of absence is counted in hours, not in half days.', { member: half });
  const [start, end] = [values.starts_from, values.ends_at];
  const from = localOf(starts);
  if (typeof start === 'string' && minuteOf(start) !== minuteOf(from)) {
    const bound = { date_time: start };
    differing.add({ member: 'starts_from', from, to: start }, { starts_from: bound }, { starts: bound });
  }
  const until = localOf(ends) ?? null;
  if (end !== undefined && minuteOf(end) !== minuteOf(until)) {
    const bound = end === null ? null : { date_time: end };
    differing.add({ member: 'ends_at', from: until, to: end }, { ends_at: bound }, { ends: bound });
  }
  const [first, last] = [localOf(differing.after.starts), localOf(differing.after.ends)];
  if (differing.has('ends_at', 'starts_from') && first !== undefined && last !== undefined && last <= first)
    throw new Reject('bad_value', 'The absence must end after it starts.', { member: 'ends_at' });
}

/** Personio may keep no seconds. */
const minuteOf = (time: unknown): string | undefined => textOf(time)?.slice(0, 16);

function compareFirstDay(differing: Differing<Absence>, values: Values, { starts }: Absence): void {
  const day = dayIn(values, 'starts_from');
  const from = dayOf(starts);
  const half = halfOf(starts) ?? 'FIRST_HALF';
  const first = day ?? from;
  const bound = { date_time: `${first}T00:00:00`, type: values.start_half ?? half };
  if (first !== from)
    differing.add({ member: 'starts_from', from, to: first }, { starts_from: bound }, { starts: bound });
  if (bound.type !== half)
    differing.add({ member: 'start_half', from: half, to: bound.type }, { starts_from: bound }, { starts: bound });
}

async function compareLastDay(
  differing: Differing<Absence>,
  values: Values,
  absence: Absence,
  lastDays: LastDays,
): Promise<void> {
  const { ends } = absence;
  const isOpen = values.ends_at === null || (values.ends_at === undefined && ends === null);
  if (isOpen) {
    if (values.end_half !== undefined)
      throw new Reject('bad_value', 'An absence without an end ends with no half of a day.', { member: 'end_half' });
    if (ends !== null)
      differing.add(
        { member: 'ends_at', from: dayOf(ends), to: null },
        { ends_at: null },
        { ends: null, lastDay: undefined },
      );
    return;
  }
  const day = dayIn(values, 'ends_at');
  if (day === undefined && values.end_half === undefined) return;
  const from = absence.lastDay ?? (ends === null ? undefined : await lastDays.of(absence, day));
  const last = day ?? from;
  const half = halfOf(ends) ?? 'SECOND_HALF';
  const bound = { date_time: `${last}T00:00:00`, type: values.end_half ?? half };
  const after = { ends: bound, lastDay: last };
  if (last !== from) differing.add({ member: 'ends_at', from: from ?? null, to: last }, { ends_at: bound }, after);
  if (bound.type !== half) differing.add({ member: 'end_half', from: half, to: bound.type }, { ends_at: bound }, after);
}

const halfOf = (bound: unknown): string | undefined => (isObject(bound) ? textOf(bound.type) : undefined);

/** A day in a row. Throws Reject for a time of day. */
function dayIn(values: Values, member: string): Day | undefined {
  const value = values[member];
  if (typeof value !== 'string') return undefined;
  if (!value.endsWith('T00:00:00'))
    throw new Reject('bad_value', 'This type of absence is counted in days: the value must be a date.', { member });
  return value.slice(0, 10);
}
