import type { Row } from '../read/row.ts';
import { ListStream } from './list_stream.ts';
import { Persons } from './persons.ts';
import { reference } from './stream.ts';

export class AbsenceTypes extends ListStream {
  readonly name = 'absence_types';
  readonly path = '/v2/absence-types';
  readonly scope = 'personio:absences:read';
}

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
    reference('absence_type', 'absence_types.id'),
    reference('substitute', 'persons.id'),
  ];
  /** The endpoint's own filter says nothing of absences without an end. */
  override readonly endOf = ({ ends_at: end }: Row) => end;
}

/** How much of the balance each day of an absence takes; the period itself has no duration. */
export class AbsenceBreakdowns extends ListStream {
  readonly name = 'absence_breakdowns';
  readonly path = '/v2/absence-periods/{id}/breakdowns';
  readonly scope = 'personio:absences:read';
  override readonly pageSize = 28;
  override readonly parent = {
    stream: new AbsencePeriods(),
    column: 'absence_period_id',
    gives: { absence_period_updated_at: 'updated_at' },
    followed: true,
  };
  override readonly cursorField = 'absence_period_updated_at';
  override readonly keyParts = ['absence_period_id', 'date'];
  /** An absence by the hour may have several entries on one day. */
  override readonly numbered = true;
  override readonly group = 'per_person';
}

/** From the calendar of each person's workplace; the window is configured. */
export class Holidays extends ListStream {
  readonly name = 'holidays';
  readonly path = '/v2/holidays';
  readonly scope = 'personio:absences:read';
  /** The endpoint's limit is not documented, and unknown parameters are refused elsewhere. */
  override readonly pageSize = 0;
  override readonly parent = { stream: new Persons(), parameter: { name: 'person.id', most: 50 } };
  override readonly holidays = { from: 'date.gte', to: 'date.lte' };
  override readonly references = [reference('person', 'persons.id')];
  override readonly keyParts = ['person_id', 'date', 'name'];
  override readonly numbered = true;

  /** A holiday without a name is one all the same. */
  override recordKey(row: Row): string | undefined {
    return super.recordKey({ ...row, name: row.name ?? '' });
  }
}
