import { createHash } from 'node:crypto';
import type { Account } from '../../data/account.ts';
import { Dice } from '../../data/dice.ts';
import type { Person } from '../../data/facts.ts';
import { numericId } from '../../data/ids.ts';
import { hasPicture, pictureOf } from '../../data/pictures.ts';
import { type Fact, still } from '../../data/table.ts';
import { parseDate } from '../../data/time.ts';
import { DOCUMENT_CATEGORIES } from '../../data/words.ts';
import type { Disputed } from '../../disputed.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { Settings } from '../../options.ts';
import { listed, type Test } from '../filters.ts';
import { legalEntityOf } from '../hiding.ts';
import { nameOf, personId, personSerial } from '../persons.ts';
import { type Paging, type Parameters, type PathValues, resource } from '../resource.ts';
import { badParameter } from '../services.ts';
import { type EmployeeAttribute, employeeAttributes, employeeOf, idOf, modifiedOf } from './employee_attributes.ts';
import { momentOf, notFound, V1 } from './service.ts';

const READ = { ...V1, scope: 'employees:read' } as const;
const PATH = '/v1/company/employees';

const PAGING = {
  pages: 'records',
  everybody: 'records',
  days: 'records',
  whole: 'whole',
  'whole with totals': 'whole with totals',
  first: 'first',
  'first with totals': 'first with totals',
} as const satisfies Record<Disputed['updatedSince'], Paging>;

export const employees = resource<Person>({
  ...READ,
  stream: 'employees',
  path: PATH,
  page: { usual: 50, max: 100 },
  paging: ({ disputed }, parameters) => (parameters.has('updated_since') ? PAGING[disputed.updatedSince] : 'records'),
  where: changedOrAddressed,
  filters: { attributes: () => undefined },
  facts: (account) => account.persons,
  find: (id, account) => account.persons.get(personSerial(id)),
  id: personId,
  legalEntity: legalEntityOf,
  row: (person, view) => {
    const wanted = wantedIn(view.parameters);
    const employee = employeeOf(person, view);
    const attributes = employeeAttributes(view)
      .filter(({ key }) => key === 'id' || (wanted?.has(key) ?? true))
      .map((attribute) => [attribute.key, wrapper(attribute, attribute.value(employee), view.settings)] as const);
    return { type: 'Employee', attributes: Object.fromEntries(attributes) };
  },
});

export const attributeMetadata = resource<EmployeeAttribute & Fact>({
  ...READ,
  stream: 'employee_attributes',
  path: `${PATH}/attributes`,
  also: [`${PATH}/custom-attributes`],
  facts: (account, path, parameters, settings) => {
    const released = (settings.rights.employee_attributes ?? settings.rights.employees) !== 'unreleased';
    const view = { account, path, parameters, settings, released, origin: '', single: false };
    return employeeAttributes(view).map((attribute, serial) => ({ ...attribute, ...still(serial) }));
  },
  id: ({ key }) => key,
  row: ({ key, label, type, universalId, options }, { settings }) => ({
    ...{ key, label, type, universal_id: universalId },
    options: settings.disputed.v1Options ? options : undefined,
  }),
});

/** What is left of one type of absence. */
interface Balance extends Fact {
  readonly name: string;
  readonly category: string | null;
  readonly balance: number;
  readonly planned: number;
}

export const absenceBalances = resource<Balance>({
  ...READ,
  stream: 'absence_balances',
  path: `${PATH}/{employee}/absences/balance`,
  facts: (account, path) => balancesOf(employeeIn(path, account), account),
  id: (balance) => numericId('timeOffType', balance.serial),
  row: (balance) => ({
    id: idOf('timeOffType', balance),
    name: balance.name,
    category: balance.category,
    balance: balance.balance,
    available_balance: balance.balance - balance.planned,
  }),
  readings: (account) =>
    account.persons.listed.map((person) => {
      const id = personId(person);
      return { path: { employee: id }, key: (type) => `${id}:${type}` };
    }),
});

export const profilePictures = resource<Person>({
  ...READ,
  stream: 'profile_pictures',
  path: `${PATH}/{employee}/profile-picture`,
  also: [`${PATH}/{employee}/profile-picture/{width}`],
  hidesToken: true,
  facts: (account, path, _parameters, { hiddenAttributes, disputed }) => {
    const person = employeeIn(path, account);
    const isWidth = /^[1-9]\d{0,4}$/.test(path.width ?? '1');
    const isServed =
      disputed.pictureWidth === 'either' || (path.width !== undefined) === (disputed.pictureWidth === 'needed');
    if (!isWidth || !isServed || !hasPicture(person) || hiddenAttributes.includes('profile_picture')) throw notFound();
    return [person];
  },
  id: personId,
  row: (person) => {
    const { type, body } = pictureOf(person);
    const sha256 = createHash('sha256').update(body).digest('hex');
    return {
      person_id: personId(person),
      content_type: type,
      content: Buffer.from(body).toString('base64'),
      sha256,
    };
  },
  content: ([person]) => {
    if (person === undefined) throw notFound();
    return pictureOf(person);
  },
  readings: (account, _range, { disputed }) =>
    account.persons.listed
      .filter((person) => hasPicture(person))
      .map((person) => ({
        path: { employee: personId(person), ...(disputed.pictureWidth === 'needed' && { width: '128' }) },
      })),
});

export const documentCategories = resource<Fact>({
  ...V1,
  scope: 'documents:read',
  stream: 'document_categories',
  path: '/v1/company/document-categories',
  facts: () => DOCUMENT_CATEGORIES.map((_, serial) => still(serial)),
  id: ({ serial }) => numericId('documentCategory', serial),
  row: (category) => ({
    id: idOf('documentCategory', category),
    type: 'DocumentCategory',
    attributes: { name: DOCUMENT_CATEGORIES[category.serial] },
  }),
});

function employeeIn(path: PathValues, account: Account): Person {
  const person = account.persons.get(personSerial(path.employee ?? ''));
  if (person === undefined) throw notFound();
  return person;
}

function wantedIn(parameters: Parameters): ReadonlySet<string> | undefined {
  const text = parameters.get('attributes[]');
  return text === undefined ? undefined : new Set(listed(text));
}

/**
 * With `updated_since`, a selection of attributes also selects people: those with a change to one of them. `email` has
 * an effect alone.
 */
function changedOrAddressed(parameters: Parameters, account: Account, settings: Settings): Test<Person> {
  const text = parameters.get('updated_since');
  const email = parameters.get('email');
  if (text === undefined)
    return email === undefined ? () => true : (person) => nameOf(person, account.world.seed).email === email;
  const { updatedSince } = settings.disputed;
  const since = updatedSince === 'days' && parseDate(text) === undefined ? undefined : momentOf(text);
  if (since === undefined) throw badParameter('v1', PATH, 'updated_since');
  if (updatedSince === 'everybody') return () => true;
  const wanted = wantedIn(parameters);
  if (wanted === undefined || wanted.has('last_modified_at')) return (person) => modifiedOf(person) > since;
  const view = { account, path: {}, parameters, settings, released: true, origin: '', single: false };
  const sources = new Set(
    employeeAttributes(view)
      .filter(({ key }) => wanted.has(key))
      .map(({ of }) => of),
  );
  return ({ updated, employments }) =>
    (sources.has('person') && updated > since) ||
    (sources.has('employment') && (employments[0]?.modified ?? 0) > since);
}

function wrapper(attribute: EmployeeAttribute, value: Json, { disputed }: Settings): JsonObject {
  const { label, type, universalId, currency } = attribute;
  return disputed.v1Wrappers === 'bare'
    ? { label, value }
    : { label, value, type, universal_id: universalId, currency };
}

function balancesOf(person: Person, account: Account): Balance[] {
  return account.entitlements.of(person).map(({ type: { serial, name, category }, days }) => {
    const dice = new Dice(account.world.seed, 29, person.serial, serial);
    return {
      ...still(serial),
      name,
      // One older value appears here.
      category: serial === 4 ? 'custom_absence' : ((category ?? null)?.toLowerCase() ?? null),
      balance: days - dice.between(0, 61) / 2,
      planned: dice.chance(0.3) ? dice.between(1, 10) : 0,
    };
  });
}
