import { ConnectorError } from '../errors.ts';
import { isObject, type Row } from '../row.ts';
import { type Day, dayOf } from '../times.ts';
import { type EndForm, lastDay, provesLastDay } from './absence_end.ts';
import type { Convention } from './convention.ts';
import { isBadParameter } from './failure.ts';
import { approvalStatus, flat } from './flat.ts';
import { learnEndForm } from './learn_end_form.ts';
import { ListStream } from './list.ts';
import type { Page, Partition } from './partition.ts';
import { children } from './partitions/children.ts';
import { Persons } from './persons.ts';
import { DELETED_PEOPLE, DELETED_TYPES, reference } from './references.ts';
import { comparedByPath, sweptByPath } from './removals.ts';
import type { Api } from './stream.ts';

export class AbsenceTypes extends ListStream {
  readonly name = 'absence_types';
  readonly path = '/v2/absence-types';
  readonly scope = 'personio:absences:read';
  override readonly removals = comparedByPath(this.path);
}

const BREAKDOWNS = '/v2/absence-periods/{id}/breakdowns';
/** The member that holds an absence's end as Personio sends it: the column `ends_at` is the time in it. */
const END = 'ends_at_object';
const NO_HALVES = 'Null for absences counted in hours.';
/** No absence with a duration has been seen; other objects use one of these names. */
const DURATION = ['effective_duration', 'duration'] as const;

export class AbsencePeriods extends ListStream {
  readonly name = 'absence_periods';
  readonly path = '/v2/absence-periods';
  readonly scope = 'personio:absences:read';
  override readonly cursorField = 'updated_at';
  override readonly changes = {
    from: 'updated_at.gte',
    to: 'updated_at.lte',
    formats: ['instant', 'millis', 'naive'],
  } as const;
  override readonly references = [
    reference('person', 'persons.id'),
    reference('absence_type', 'absence_types.id', undefined, DELETED_TYPES),
    reference('substitute', 'persons.id', undefined, DELETED_PEOPLE),
  ];
  override readonly renamed = { ends_at: END };
  override readonly flat = [
    flat('starts_at', 'starts_from.date_time', 'local', 'Start of the absence in the time zone `timezone_id`.'),
    flat('starts_on', 'starts_from.date_time', 'date', 'First day of the absence.'),
    flat(
      'start_half',
      'starts_from.type',
      'text',
      `Half of the first day with which the absence starts: FIRST_HALF (the whole day counts) or SECOND_HALF. ${NO_HALVES}`,
    ),
    flat(
      'ends_at',
      `${END}.date_time`,
      'local',
      'End of the absence in the time zone `timezone_id`, as Personio sends it.',
    ),
    flat('ends_on', `${END}.date_time`, 'date', 'Last day of the absence. Null while it is open.', 'by convention'),
    flat(
      'end_half',
      `${END}.type`,
      'text',
      `Half of the last day with which the absence ends: SECOND_HALF (the whole day counts) or FIRST_HALF. ${NO_HALVES}`,
    ),
    approvalStatus('PENDING', 'APPROVED', 'REJECTED', 'DELETION_PENDING', 'SUBSTITUTE_REQUESTED'),
    flat(
      'duration_value',
      DURATION.map((member) => `${member}.value`),
      'number',
      'Duration, if Personio sends it.',
    ),
    flat(
      'duration_unit',
      DURATION.map((member) => `${member}.unit`),
      'text',
      'Unit of `duration_value`.',
    ),
  ];
  override readonly removals = {
    ...sweptByPath(this.path),
    event: { name: 'absence-period.deleted', of: 'absence' },
    dueBy: ['person.deleted'],
  } as const;
  /** Two forms have been seen, and most rows fit both. */
  override readonly convention: Convention = {
    column: 'ends_on',
    key: 'ends_on_form',
    forms: {
      exclusive: 'absences end with the midnight after their last day',
      last_day: 'absences end with their last day',
    },
    assumed: 'exclusive',
    asks: [this.path, BREAKDOWNS],
    learn: (api, thorough) =>
      learnEndForm({ absences: this, breakdowns: new AbsenceBreakdowns(), boundsOf }, api, thorough),
    shownBy: (row) => {
      const { start, end } = boundsOf(row);
      return provesLastDay(start, end) ? 'last_day' : undefined;
    },
    make: (row, form) => {
      const { start, end } = boundsOf(row);
      // An end that is not a time is reported as lost: otherwise the absence would look open.
      return lastDay(start, end, form as EndForm) ?? (isObject(end) ? end.date_time : end);
    },
  };

  /** The endpoint's own filter ignores absences without an end. */
  override endedBefore({ ends_at: end }: Row, startDate: Day): boolean {
    const day = dayOf(end);
    return day !== undefined && day < startDate;
  }
}

/** Accepts a row as Personio sends it, or with the end in its column. */
const boundsOf = ({ starts_from: start, ends_at: sent, [END]: end = sent }: Row) => ({ start, end });

/** How much of the balance each day of an absence takes; the absence itself has no duration. */
export class AbsenceBreakdowns extends ListStream {
  readonly name = 'absence_breakdowns';
  readonly path = BREAKDOWNS;
  readonly scope = 'personio:absences:read';
  override readonly pageSize = 28;
  override readonly partitioning = children({
    stream: new AbsencePeriods(),
    column: 'absence_period_id',
    gives: { absence_period_updated_at: 'updated_at' },
    followed: true,
  });
  override readonly cursorField = 'absence_period_updated_at';
  override readonly keyParts = ['absence_period_id', 'date'];
  override readonly flat = [
    flat('value', 'effective_duration.value', 'number', 'How much the day counts; 0 for days that do not count.'),
    flat('unit', 'effective_duration.unit', 'text', 'Unit of `value`: DAY or HOUR.'),
  ];
  /** An absence in hours may have several entries on one day. */
  override readonly keyFallback = 'number';
  override readonly group = 'per_person';
}

/** From the calendar of each person's workplace; the window is configured. */
export class Holidays extends ListStream {
  readonly name = 'holidays';
  readonly path = '/v2/holidays';
  readonly scope = 'personio:absences:read';
  /** The endpoint's limit is not documented, and other endpoints refuse unknown parameters. */
  override readonly pageSize = 0;
  /** Personio's file repeats the parameter; other services of Personio use commas. */
  override readonly partitioning = children({
    stream: new Persons(),
    shared: { parameter: 'person.id', most: 50, forms: ['repeated', 'commas'], member: 'person' },
    holidays: { from: 'date.gte', to: 'date.lte', formats: ['day'] },
  });
  override readonly references = [reference('person', 'persons.id')];
  override readonly keyParts = ['person_id', 'date', 'name'];
  override readonly keyFallback = 'number';

  /** The documentation gives two limits for the window: if even the narrow one is refused, say what was requested. */
  override async *pages(api: Api, partition: Partition, after?: string): AsyncGenerator<Page> {
    try {
      yield* super.pages(api, partition, after);
    } catch (error) {
      const { names, range } = partition;
      if (!isBadParameter(error) || !range || (names?.values.length ?? 0) > 1) throw error;
      const [from, to] = [range.range.from, range.range.to].map((bound) => bound?.slice(0, 10));
      throw new ConnectorError(
        'config_error',
        `${this.name}: Personio refused to list the holidays from ${from} to ${to} (${error.status}). According to its documentation, they range from two years ago to a year from today: set Holidays From and Holidays To within that.`,
        { cause: error },
      );
    }
  }

  /** A holiday without a name is still a holiday. */
  override recordKey(row: Row): string | undefined {
    return super.recordKey({ ...row, name: row.name ?? '' });
  }
}
