import { isObject, type Row } from '../read/row.ts';
import { ListStream } from './list_stream.ts';
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
  override readonly changes = { from: 'updated_at.gte', to: 'updated_at.lte', formats: ['instant'] } as const;
  override readonly references = [
    reference('person', 'persons.id'),
    reference('absence_type', 'absence_types.id'),
    reference('substitute', 'persons.id'),
  ];
  /** The endpoint's own filter says nothing of absences without an end. */
  override readonly endOf = (row: Row) => {
    const end = row.ends_at;
    return isObject(end) && typeof end.date_time === 'string' ? end.date_time : undefined;
  };
}
