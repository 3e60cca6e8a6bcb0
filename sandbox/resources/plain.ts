import type { Account } from '../data/account.ts';
import { nameNow } from '../data/entries.ts';
import type { Entry } from '../data/facts.ts';
import { serialOf, uuid } from '../data/ids.ts';
import type { Table } from '../data/table.ts';
import type { JsonObject } from '../json.ts';
import { anyOf } from './filters.ts';
import { type Resource, resource } from './resource.ts';

interface PlainList {
  readonly stream: string;
  readonly path: string;
  readonly scope: string;
  readonly kind: 'absenceType' | 'compensationType' | 'salaryBand';
  readonly facts: (account: Account) => Table<Entry>;
  /** What a row has besides its id. */
  readonly members: (entry: Entry) => JsonObject;
  /** One can be asked for by its path. */
  readonly hasSingles?: boolean;
  /** Some can be asked for with the filter `id`. */
  readonly takesIds?: boolean;
}

/** Lists of API v2 that have no more to them than their rows. */
const LISTS: readonly PlainList[] = [
  {
    stream: 'absence_types',
    path: '/v2/absence-types',
    scope: 'personio:absences:read',
    kind: 'absenceType',
    facts: ({ absenceTypes }) => absenceTypes,
    members: (type) => ({ name: nameNow(type), category: type.category, unit: type.unit }),
    hasSingles: true,
  },
  {
    stream: 'compensation_types',
    path: '/v2/compensations/types',
    scope: 'personio:compensations:read',
    kind: 'compensationType',
    facts: ({ compensationTypes }) => compensationTypes,
    members: (type) => ({ name: nameNow(type), category: type.category }),
  },
  {
    stream: 'salary_bands',
    path: '/v2/salary-bands',
    scope: 'personio:salary-bands:read',
    kind: 'salaryBand',
    facts: ({ salaryBands }) => salaryBands,
    // Nobody has seen the members; one in three has nothing but its id.
    members: (band) => {
      const { serial, revision } = band;
      if (serial % 3 === 2 && revision === 0) return {};
      return { name: nameNow(band), currency: 'EUR', minimum: 3000 + serial * 500.5, interval: 'MONTHLY' };
    },
    hasSingles: true,
    takesIds: true,
  },
];

export const PLAIN: readonly Resource[] = LISTS.map(({ kind, facts, members, hasSingles, takesIds, ...list }) => {
  const idOf = ({ serial }: Entry, { world }: Account): string => uuid(kind, serial, world.seed);
  const find = (id: string, account: Account) => facts(account).get(serialOf(kind, id, account.world.seed));
  return resource({
    ...list,
    ...(hasSingles && { find }),
    service: 'other',
    refusal: 403,
    page: { usual: 50, max: 100 },
    link: 'query',
    filters: takesIds ? { id: anyOf(idOf) } : {},
    facts,
    id: idOf,
    row: (entry, { account }) => ({ id: idOf(entry, account), ...members(entry) }),
  });
});
