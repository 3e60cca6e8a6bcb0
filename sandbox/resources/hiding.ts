import type { Account } from '../data/account.ts';
import type { Person } from '../data/facts.ts';
import { numericId, numericSerial } from '../data/ids.ts';
import type { Fact } from '../data/table.ts';
import { ofStream } from '../lies.ts';
import type { Settings } from '../options.ts';
import { contractOf } from './contract.ts';
import type { Test } from './filters.ts';
import type { View } from './view.ts';

/** What has to be known about a list to hide its rows. */
interface Hideable<F> {
  readonly stream: string;
  readonly id: (fact: F, account: Account, settings: View['settings']) => string;
  /** Id of the row's legal entity. */
  readonly legalEntity?: (fact: F, account: Account) => string | null;
}

/** The legal entity of the latest employment. */
export function legalEntityOf(person: Person, account: Account): string | null {
  const [employment] = person.employments;
  const entity = employment === undefined ? undefined : contractOf(employment, account).legalEntity;
  return entity === undefined ? null : numericId('legalEntity', entity.serial);
}

/** What a list shows if it lies or lags behind. */
export function shownIn<F extends Fact>(resource: Hideable<F>, view: View): Test<F>[] {
  const { account, parameters, settings } = view;
  const tests: Test<F>[] = settings.writeLagMs > 0 ? [arrivedIn(settings)] : [];
  const isAskedById = parameters.has('id');
  const leftOut = new Set(settings.lies.leftOut[resource.stream]);
  if (leftOut.size > 0 && !isAskedById) {
    const parent = Object.values(view.path)[0] ?? parameters.get('type')?.toLowerCase();
    tests.push((fact) => {
      const id = resource.id(fact, account, settings);
      return !leftOut.has(id) && !leftOut.has(`${parent}:${id}`);
    });
  }
  const { legalEntitiesHide } = settings.lies;
  const isFiltered =
    legalEntitiesHide === 'everything' ||
    (legalEntitiesHide === 'lists' ? !isAskedById : resource.stream === 'compensations');
  if (isFiltered) tests.push(...ofSeenEntities(resource, view));
  return tests;
}

/** Whether a row is shown if requested by id. */
export function isShown<F extends Fact>(resource: Hideable<F>, fact: F, view: View): boolean {
  if (view.settings.disputed.lagsById && !arrivedIn(view.settings)(fact)) return false;
  if (view.settings.lies.legalEntitiesHide !== 'everything') return true;
  return ofSeenEntities(resource, view).every((test) => test(fact));
}

/** Whether lists show already what a client has created. */
function arrivedIn({ writeLagMs }: Settings): Test<Fact> {
  const now = Date.now();
  return ({ postedAt }) => postedAt === undefined || postedAt + writeLagMs <= now;
}

/** Whether the person in a path is hidden, with everything below. */
export function isHiddenParent({ account, path, settings }: View): boolean {
  const { legalEntities, legalEntitiesHide } = settings.lies;
  if (legalEntities === null || legalEntitiesHide !== 'everything') return false;
  const id = path.person ?? path.employee;
  const person = account.persons.get(numericSerial('person', id ?? ''));
  return person !== undefined && !legalEntities.includes(legalEntityOf(person, account) ?? '');
}

/** The filter `id` if it does not work as it should. */
export function lyingIdFilter(stream: string, { settings }: View): Test<unknown> | undefined {
  switch (ofStream(settings.lies.idFilter, stream)) {
    case 'ignored':
      return () => true;
    case 'nothing':
      return () => false;
    default:
      return undefined;
  }
}

function ofSeenEntities<F>({ legalEntity }: Hideable<F>, { account, settings }: View): Test<F>[] {
  const { legalEntities } = settings.lies;
  if (legalEntities === null || legalEntity === undefined) return [];
  return [(fact) => legalEntities.includes(legalEntity(fact, account) ?? '')];
}
