import { flat } from './flat.ts';
import { ListStream } from './list.ts';
import { byMonth } from './partitions/months.ts';
import { Persons } from './persons.ts';
import { reference } from './references.ts';

/** What was in force or paid in a month: an entry appears in each month, and vanishes when it is deleted. */
export class Compensations extends ListStream {
  readonly name = 'compensations';
  readonly path = '/v2/compensations';
  readonly scope = 'personio:compensations:read';
  override readonly cursorField = 'month';
  override readonly partitioning = byMonth({ from: 'start_date', to: 'end_date', of: new Persons() });
  override readonly keyParts = ['id', 'month'];
  override readonly groupedBy = ['month', 'person.id'];
  override readonly references = [
    reference('person', 'persons.id'),
    reference('legal_entity', 'legal_entities.id'),
    reference('type', 'compensation_types.id', undefined, { missing: 'types that are built into Personio' }),
  ];
  override readonly flat = [
    flat('type_name', 'type.name', 'text', 'Name of the compensation type.'),
    flat(
      'type_category',
      'type.category',
      'text',
      'Category of the compensation type. Known values: FIXED_SALARY, HOURLY, RECURRING, ONE_TIME; bonuses have their own.',
    ),
    flat(
      'amount_value',
      'amount.value',
      'number',
      'Amount in the unit of the currency; for recurring pay the amount per `pay_interval`.',
    ),
    flat('amount_currency', 'amount.currency', 'text', 'Currency as a three-letter ISO 4217 code.'),
    flat(
      'pay_interval',
      'interval',
      'text',
      'Period that the amount covers. Known values: MONTHLY, QUARTERLY, HALF-YEARLY, YEARLY. Null for one-time pay.',
    ),
  ];
}

export class CompensationTypes extends ListStream {
  readonly name = 'compensation_types';
  readonly path = '/v2/compensations/types';
  readonly scope = 'personio:compensations:read';
}
