import type { Account } from '../data/account.ts';
import type { Person } from '../data/facts.ts';
import type { Fact } from '../data/table.ts';
import { date, parseDate } from '../data/time.ts';
import { type Celebrated, CITIES, HOLIDAYS } from '../data/words.ts';
import { contractOf } from './contract.ts';
import { personId, personSerial } from './persons.ts';
import { type PathValues, type Reading, resource } from './resource.ts';
import { badParameter } from './services.ts';

/** A day on which one person need not come. */
interface Holiday extends Fact {
  readonly person: Person;
  readonly day: number;
  readonly name: string;
  readonly isHalf: boolean;
  readonly isPublic: boolean;
}

const PATH = '/v2/holidays';
const MOST_PERSONS = 50;
const YEAR = 366;

const isAnything = (): boolean => true;

export const holidays = resource<Holiday>({
  stream: 'holidays',
  path: PATH,
  service: 'other',
  scope: 'personio:absences:read',
  refusal: 403,
  page: { usual: 100, max: 100 },
  required: ['person.id', 'date.gte', 'date.lte'],
  shaping: { 'person.id': isAnything, 'date.gte': isAnything, 'date.lte': isAnything },
  besideCursor: [],
  facts: holidaysIn,
  id: ({ person, day, name }) => `${personId(person)}:${date(day)}:${name}`,
  row: ({ person, day, name, isHalf, isPublic }, { settings }) => ({
    person: { id: personId(person) },
    date: date(day),
    name,
    ...(settings.disputed.holidays === 'half_day'
      ? { half_day: isHalf }
      : { duration: isHalf ? 'HALF_DAY' : 'FULL_DAY' }),
    type: isPublic ? 'PUBLIC' : 'COMPANY',
  }),
  readings: (account, { fromDay, toDay }) => {
    const readings: Reading[] = [];
    const ids = account.persons.listed.map(personId);
    for (let first = 0; first < ids.length; first += MOST_PERSONS) {
      const some = ids.slice(first, first + MOST_PERSONS).join(',');
      readings.push({ query: { 'person.id': some, 'date.gte': date(fromDay), 'date.lte': date(toDay) } });
    }
    return readings;
  },
});

function holidaysIn(account: Account, _path: PathValues, parameters: ReadonlyMap<string, string>): Holiday[] {
  const ids = (parameters.get('person.id') ?? '').split(',');
  const from = parseDate(parameters.get('date.gte') ?? '');
  const to = parseDate(parameters.get('date.lte') ?? '');
  if (from === undefined || to === undefined || to < from || ids.length > MOST_PERSONS)
    throw badParameter('other', PATH);
  if (from < account.today - 10 * YEAR || to > account.today + 3 * YEAR) throw badParameter('other', PATH);
  const persons = [...new Set(ids)].flatMap((id) => account.persons.get(personSerial(id)) ?? []);
  const sorted = persons.sort((a, b) => a.serial - b.serial);
  return sorted.flatMap((person) => {
    const country = countryOf(person, account);
    return celebrationsIn(from, to).flatMap(({ day, celebrated }) => {
      const name = celebrated.company ?? celebrated.names?.[country];
      if (name === undefined) return [];
      const isPublic = celebrated.company === undefined;
      const isHalf = celebrated.half === true;
      return [{ person, day, name, isHalf, isPublic, serial: 0, updated: 0, revision: 0, removed: false }];
    });
  });
}

/** Where the person works; the company's own country for those without a workplace. */
export function countryOf(person: Person, account: Account): string {
  const [employment] = person.employments;
  const workplace = employment === undefined ? undefined : contractOf(employment, account).workplace;
  return CITIES[(workplace?.serial ?? 0) % CITIES.length]?.country ?? 'DE';
}

function celebrationsIn(from: number, to: number): { day: number; celebrated: Celebrated }[] {
  const all: { day: number; celebrated: Celebrated }[] = [];
  for (let year = Number(date(from).slice(0, 4)); year <= Number(date(to).slice(0, 4)); year++) {
    for (const celebrated of HOLIDAYS) {
      const day = parseDate(`${year}-${celebrated.on}`) ?? 0;
      if (day >= from && day <= to) all.push({ day, celebrated });
    }
  }
  return all;
}
