import { ConnectorError } from '../errors.ts';
import type { Row } from '../row.ts';
import { type Day, dayOf } from '../times.ts';
import { isBadParameter } from './failure.ts';
import { ListStream } from './list.ts';
import type { Page, Partition } from './partition.ts';
import { children } from './partitions/children.ts';
import { Persons } from './persons.ts';
import { type Api, reference } from './stream.ts';

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
  override endedBefore({ ends_at: end }: Row, startDate: Day): boolean {
    const day = dayOf(end);
    return day !== undefined && day < startDate;
  }
}

/** How much of the balance each day of an absence takes; the period itself has no duration. */
export class AbsenceBreakdowns extends ListStream {
  readonly name = 'absence_breakdowns';
  readonly path = '/v2/absence-periods/{id}/breakdowns';
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
  /** An absence by the hour may have several entries on one day. */
  override readonly keyFallback = 'number';
  override readonly group = 'per_person';
}

/** From the calendar of each person's workplace; the window is configured. */
export class Holidays extends ListStream {
  readonly name = 'holidays';
  readonly path = '/v2/holidays';
  readonly scope = 'personio:absences:read';
  /** The endpoint's limit is not documented, and unknown parameters are refused elsewhere. */
  override readonly pageSize = 0;
  /** Personio's file says to repeat the parameter; others of its services take commas. */
  override readonly partitioning = children({
    stream: new Persons(),
    shared: { parameter: 'person.id', most: 50, forms: ['repeated', 'commas'], member: 'person' },
    holidays: { from: 'date.gte', to: 'date.lte', formats: ['day'] },
  });
  override readonly references = [reference('person', 'persons.id')];
  override readonly keyParts = ['person_id', 'date', 'name'];
  override readonly keyFallback = 'number';

  /** How far the window may reach is documented in two ways: where not even the narrow one will do, say what was asked for. */
  override async *pages(api: Api, partition: Partition, after?: string): AsyncGenerator<Page> {
    try {
      yield* super.pages(api, partition, after);
    } catch (error) {
      const { names, range } = partition;
      if (!isBadParameter(error) || !range || (names?.values.length ?? 0) > 1) throw error;
      const [from, to] = [range.range.from, range.range.to].map((bound) => bound?.slice(0, 10));
      throw new ConnectorError(
        'config_error',
        `${this.name}: Personio refused to list the holidays from ${from} to ${to} (${error.status}). By its documentation they reach from two years ago to a year from today: set Holidays From and Holidays To within that.`,
        { cause: error },
      );
    }
  }

  /** A holiday without a name is one all the same. */
  override recordKey(row: Row): string | undefined {
    return super.recordKey({ ...row, name: row.name ?? '' });
  }
}
