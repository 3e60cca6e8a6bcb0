import { ListStream } from './list.ts';
import { byMonth } from './partitions/months.ts';
import { Persons } from './persons.ts';
import { reference } from './stream.ts';

/** What was in force or paid in a month: an entry returns for each month, and vanishes where it was deleted. */
export class Compensations extends ListStream {
  readonly name = 'compensations';
  readonly path = '/v2/compensations';
  readonly scope = 'personio:compensations:read';
  override readonly cursorField = 'month';
  override readonly partitioning = byMonth({ from: 'start_date', to: 'end_date', of: new Persons() });
  override readonly keyParts = ['id', 'month'];
  override readonly references = [
    reference('person', 'persons.id'),
    reference('legal_entity', 'legal_entities.id'),
    reference('type', 'compensation_types.id'),
  ];
}

export class CompensationTypes extends ListStream {
  readonly name = 'compensation_types';
  readonly path = '/v2/compensations/types';
  readonly scope = 'personio:compensations:read';
}
