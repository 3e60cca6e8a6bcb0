import type { Account } from '../data/account.ts';
import { Dice } from '../data/dice.ts';
import type { Compensation } from '../data/facts.ts';
import { numericId, uuid } from '../data/ids.ts';
import { date, firstOfMonth, parseDate } from '../data/time.ts';
import { COMPENSATION_TYPES } from '../data/words.ts';
import type { JsonObject } from '../json.ts';
import { anyOf, anyPerson, type Test } from './filters.ts';
import { personId } from './persons.ts';
import { type Parameters, type Range, type Reading, resource } from './resource.ts';
import { badParameter } from './services.ts';

const PATH = '/v2/compensations';

export const compensations = resource<Compensation>({
  stream: 'compensations',
  path: PATH,
  service: 'other',
  scope: 'personio:compensations:read',
  refusal: 403,
  page: { usual: 100, max: 100 },
  link: 'limit',
  filters: { 'person.id': anyPerson(), 'legal_entity.id': anyOf(legalEntityId) },
  shaping: { start_date: isDate, end_date: isDate },
  where: inForce,
  facts: (account) => account.compensations,
  id: compensationId,
  legalEntity: legalEntityId,
  row: (compensation, { account }) => compensationRow(compensation, account),
  readings: monthly,
});

function compensationId({ serial }: Compensation, { world }: Account): string {
  return uuid('compensation', serial, world.seed);
}

export function compensationTypeId(serial: number, { world }: Account): string {
  return uuid('compensationType', serial, world.seed);
}

function isDate(text: string): boolean {
  return parseDate(text) !== undefined;
}

/** The window, at most a month; without one bound the month of the other, without both the current month. */
function inForce(parameters: Parameters, account: Account): Test<Compensation> {
  const start = parseDate(parameters.get('start_date') ?? '');
  const end = parseDate(parameters.get('end_date') ?? '');
  const from = start ?? firstOfMonth(end ?? account.today);
  const until = end ?? firstOfMonth(from, 1) - 1;
  const longest = sameDayNextMonth(from);
  if (until < from || until >= longest) throw badParameter('other', PATH);
  return ({ fromDay, untilDay }) => fromDay <= until && untilDay >= from;
}

function sameDayNextMonth(day: number): number {
  const next = firstOfMonth(day, 1);
  return Math.min(next + (day - firstOfMonth(day)), firstOfMonth(day, 2));
}

function monthly(_account: Account, { fromMonth, toMonth }: Range): Reading[] {
  const readings: Reading[] = [];
  for (let first = fromMonth; first <= toMonth; first = firstOfMonth(first, 1)) {
    const month = date(first);
    const query = { start_date: month, end_date: date(firstOfMonth(first, 1) - 1) };
    readings.push({ query, key: (id) => `${id}:${month}` });
  }
  return readings;
}

function legalEntityId({ person }: Compensation): string | null {
  return person.serial % 11 === 5 ? null : numericId('legalEntity', person.serial % 3);
}

function compensationRow(compensation: Compensation, account: Account): JsonObject {
  const dice = new Dice(account.world.seed, 71, compensation.serial);
  const { person, cents } = compensation;
  const type = COMPENSATION_TYPES[compensation.type];
  const legalEntity = legalEntityId(compensation);
  const once = type?.category === 'ONE_TIME';
  const hours = once ? null : dice.pick([40, 32, 20]);
  return {
    id: compensationId(compensation, account),
    person: { id: personId(person) },
    legal_entity: legalEntity === null ? null : { id: legalEntity },
    type: { id: compensationTypeId(compensation.type, account), name: type?.name, category: type?.category },
    // Usually a number, sometimes numeric text.
    amount: {
      value: dice.chance(0.15) ? (cents / 100).toFixed(2) : cents / 100,
      currency: dice.pick(['EUR', 'EUR', 'SEK']),
    },
    interval: once ? undefined : compensation.type === 3 ? dice.pick(['HALF-YEARLY', 'QUARTERLY']) : 'MONTHLY',
    effective_from: date(compensation.fromDay),
    weekly_working_hours: dice.chance(0.2) ? undefined : hours,
    full_time_weekly_working_hours: dice.chance(0.2) ? undefined : once ? null : 40,
  };
}
