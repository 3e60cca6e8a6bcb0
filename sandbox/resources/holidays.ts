import type { Account } from '../data/account.ts';
import type { Person } from '../data/facts.ts';
import type { Fact } from '../data/table.ts';
import { date, parseDate } from '../data/time.ts';
import { type Celebrated, CITIES, HOLIDAYS } from '../data/words.ts';
import type { Disputed } from '../disputed.ts';
import type { Settings } from '../options.ts';
import { contractOf } from './contract.ts';
import { personId, personSerial } from './persons.ts';
import { type PathValues, type Reading, resource } from './resource.ts';
import { badParameter } from './services.ts';

/** A day off for one person. */
interface Holiday extends Fact {
  readonly person: Person;
  readonly day: number;
  readonly name: string;
  readonly isHalf: boolean;
  readonly isPublic: boolean;
}

const PATH = '/v2/holidays';
const MOST_PERSONS = 50;

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
  readings: (account, { fromDay, toDay }, { disputed }) => {
    // Requested one by one, persons are unambiguous.
    const persons = account.persons.listed.slice(0, disputed.holidayPersons === 'ignored' ? 1 : undefined);
    const window = { 'date.gte': date(fromDay), 'date.lte': date(toDay) };
    return persons.map((person): Reading => ({ query: { 'person.id': personId(person), ...window } }));
  },
});

function holidaysIn(
  account: Account,
  _path: PathValues,
  parameters: ReadonlyMap<string, string>,
  { disputed }: Settings,
): Holiday[] {
  const ids = personsNamed(parameters.get('person.id') ?? '', disputed, account);
  const from = parseDate(parameters.get('date.gte') ?? '');
  const to = parseDate(parameters.get('date.lte') ?? '');
  const isTooMany = disputed.holidayPersons !== 'ignored' && ids.length > MOST_PERSONS;
  if (from === undefined || to === undefined || to < from || isTooMany) throw badParameter('other', PATH);
  const [back, ahead] = disputed.holidayRange === 'narrow' ? [2, 1] : [10, 3];
  if (from < yearsFrom(account.today, -back) || to > yearsFrom(account.today, ahead)) throw badParameter('other', PATH);
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

/** `text` has a line for each occurrence of the parameter. */
function personsNamed(text: string, { holidayPersons }: Disputed, account: Account): string[] {
  const named = text.split('\n');
  switch (holidayPersons) {
    case 'repeated':
      return named;
    case 'commas':
      return named.slice(-1).flatMap((each) => each.split(','));
    case 'commas only':
      if (named.length > 1) throw badParameter('other', PATH);
      return text.split(',');
    case 'first':
      return named.slice(0, 1);
    case 'last':
      return named.slice(-1);
    case 'ignored':
      return account.persons.listed.map(personId);
  }
}

/** The same day in another year. */
function yearsFrom(day: number, years: number): number {
  const [year = '', ...rest] = date(day).split('-');
  return parseDate([Number(year) + years, ...rest].join('-')) ?? day + years * 365;
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
