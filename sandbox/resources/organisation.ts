import type { Account } from '../data/account.ts';
import { Dice } from '../data/dice.ts';
import { nameNow } from '../data/entries.ts';
import type { Entry } from '../data/facts.ts';
import { compareText, numericId, numericSerial } from '../data/ids.ts';
import { costCenterId as costCenterIdOf } from '../data/kinds.ts';
import type { Table } from '../data/table.ts';
import { DAY, instant } from '../data/time.ts';
import { CITIES, LEGAL_ENTITIES } from '../data/words.ts';
import type { JsonObject } from '../json.ts';
import type { Settings } from '../options.ts';
import { anyOf, exactly, isBoolean, isWord } from './filters.ts';
import { type Parameters, resource, type View } from './resource.ts';
import { badParameter } from './services.ts';

const ORG_UNIT_TYPES = ['department', 'team'] as const;
type OrgUnitType = (typeof ORG_UNIT_TYPES)[number];

/** What the lists of master data have in common. */
const MASTER = {
  service: 'other',
  page: { usual: 50, max: 100 },
  link: 'query',
  sorts: (text: string) => SORTS[text],
} as const;

const SORTS: Readonly<Record<string, (a: Entry, b: Entry) => number>> = {
  id: (a, b) => a.serial - b.serial,
  '-id': (a, b) => b.serial - a.serial,
  name: (a, b) => compareText(nameNow(a), nameNow(b)),
  '-name': (a, b) => compareText(nameNow(b), nameNow(a)),
};

export const orgUnits = resource<Entry>({
  ...MASTER,
  stream: 'org_units',
  path: '/v2/org-units',
  scope: 'personio:org-units:read',
  refusal: 412,
  page: { usual: 20, max: 100 },
  required: ['type'],
  shaping: {
    type: isWord(...ORG_UNIT_TYPES, ...ORG_UNIT_TYPES.map((type) => type.toUpperCase())),
    include_parent_chain: isBoolean,
  },
  facts: (account, _path, parameters, settings) => (isTaken(parameters, settings) ? unitsIn(account, parameters) : []),
  find: (id, account, { parameters, settings }) =>
    isTaken(parameters, settings) ? unitsIn(account, parameters).get(numericSerial(typeIn(parameters), id)) : undefined,
  // Departments and teams have similar ids but separate tables: the stream's readings distinguish them.
  id: (unit, account) => numericId(account.departments.made(unit.serial) === unit ? 'department' : 'team', unit.serial),
  row: orgUnitRow,
  readings: (_account, _range, settings) =>
    ORG_UNIT_TYPES.map((type) => ({ query: { type: inLetters(type, settings) }, key: (id) => `${type}:${id}` })),
});

export const workplaces = resource<Entry>({
  ...MASTER,
  stream: 'workplaces',
  path: '/v2/workplaces',
  scope: 'personio:workplaces:read',
  refusal: 403,
  filters: { id: anyOf(workplaceId), name: exactly(nameNow) },
  facts: (account) => account.workplaces,
  id: workplaceId,
  row: (entry, { account }) => {
    const dice = new Dice(account.world.seed, 31, entry.serial);
    const city = CITIES[entry.serial % CITIES.length];
    const address = dice.chance(0.5) ? { city: city?.city, country: city?.country, street: null } : undefined;
    return { id: workplaceId(entry), name: nameNow(entry), address };
  },
});

export const costCenters = resource<Entry>({
  ...MASTER,
  stream: 'cost_centers',
  path: '/v2/cost-centers',
  scope: 'personio:cost-centers:read',
  refusal: 404,
  filters: { id: anyOf(costCenterId), name: exactly(nameNow) },
  facts: (account) => account.costCenters,
  id: costCenterId,
  row: (entry, { account }) => ({ id: costCenterId(entry, account), name: nameNow(entry) }),
});

export const legalEntities = resource<Entry>({
  stream: 'legal_entities',
  path: '/v2/legal-entities',
  service: 'other',
  scope: 'personio:legal-entities:read',
  refusal: 412,
  page: { usual: 20, max: 100 },
  link: 'query',
  filters: { id: anyOf(legalEntityId), country: anyOf(countryOf) },
  facts: (account) => account.legalEntities,
  find: (id, account) => account.legalEntities.get(numericSerial('legalEntity', id)),
  id: legalEntityId,
  row: (entity) => ({
    id: legalEntityId(entity),
    name: nameNow(entity),
    country: countryOf(entity),
    address: [undefined, null, { city: 'Malmö', postal_code: '211 20', country: 'SE' }][entity.serial % 3],
  }),
});

export function costCenterId({ serial }: Entry, { world }: Account): string {
  return costCenterIdOf(serial, world.seed);
}

function workplaceId({ serial }: Entry): string {
  return numericId('workplace', serial);
}

function legalEntityId({ serial }: Entry): string {
  return numericId('legalEntity', serial);
}

function countryOf({ serial }: Entry): string | undefined {
  return LEGAL_ENTITIES[serial]?.country;
}

function typeIn(parameters: Parameters): OrgUnitType {
  return parameters.get('type')?.toLowerCase() === 'team' ? 'team' : 'department';
}

function inLetters(type: OrgUnitType, { disputed }: Settings): string {
  return disputed.orgUnitType === 'small' ? type : type.toUpperCase();
}

/** Whether this is the case that the service knows; another is refused, or matches nothing. */
function isTaken(parameters: Parameters, { disputed }: Settings): boolean {
  const text = parameters.get('type') ?? '';
  const isKnown = text === (disputed.orgUnitType === 'small' ? text.toLowerCase() : text.toUpperCase());
  if (!isKnown && disputed.orgUnitType !== 'capital, others empty')
    throw badParameter('other', '/v2/org-units', 'type');
  return isKnown;
}

function unitsIn(account: Account, parameters: Parameters): Table<Entry> {
  return typeIn(parameters) === 'team' ? account.teams : account.departments;
}

/** Departments form a tree, four to a parent; teams have no parent. */
function parentOf(unit: Entry, type: OrgUnitType, account: Account): Entry | undefined {
  const isTop = type === 'team' || unit.serial % 4 === 0;
  return isTop ? undefined : account.departments.made(Math.floor(unit.serial / 4));
}

function orgUnitRow(unit: Entry, view: View): JsonObject {
  const { account, parameters, single } = view;
  const type = typeIn(parameters);
  const dice = new Dice(account.world.seed, 32, unit.serial, type === 'team' ? 1 : 0);
  const parent = parentOf(unit, type, account);
  const chain: Entry[] = [];
  for (let above = parent; above !== undefined; above = parentOf(above, type, account)) chain.push(above);
  const wantsChain = parameters.get('include_parent_chain') === 'true';
  const bare = { ...view, parameters: new Map([['type', type]]) };
  return {
    id: numericId(type, unit.serial),
    type: inLetters(type, view.settings),
    name: nameNow(unit),
    abbreviation: dice.pick([null, '', unit.name.slice(0, 3).toUpperCase()]),
    description: dice.pick([null, '', 'Builds the instruments']),
    resource_uri: null,
    parent_id: parent === undefined ? null : numericId(type, parent.serial),
    create_time: instant(account.world.now - (3000 - dice.below(2000)) * DAY),
    parent_chain: wantsChain
      ? chain.map((one) => (single ? orgUnitRow(one, bare) : { id: numericId(type, one.serial) }))
      : undefined,
  };
}
