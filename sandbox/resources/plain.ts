import type { Account } from '../data/account.ts';
import { nameNow } from '../data/entries.ts';
import { uuid } from '../data/ids.ts';
import { type Fact, still } from '../data/table.ts';
import type { JsonObject } from '../json.ts';
import { absenceTypeId } from './absences.ts';
import { compensationTypeId } from './compensations.ts';
import { anyOf } from './filters.ts';
import { type Resource, resource } from './resource.ts';

interface PlainList {
  readonly stream: string;
  readonly path: string;
  readonly scope: string;
  readonly rows: (account: Account) => readonly JsonObject[];
  /** Rows can be requested by path. */
  readonly hasSingles?: boolean;
  /** Rows can be requested with the filter `id`. */
  readonly takesIds?: boolean;
}

/** Lists of API v2 that only consist of rows. */
const LISTS: readonly PlainList[] = [
  {
    stream: 'absence_types',
    path: '/v2/absence-types',
    scope: 'personio:absences:read',
    hasSingles: true,
    rows: (account) =>
      account.absenceTypes.listed.map((type) => {
        const { serial, category, unit } = type;
        return { id: absenceTypeId(serial, account), name: nameNow(type), category, unit };
      }),
  },
  {
    stream: 'compensation_types',
    path: '/v2/compensations/types',
    scope: 'personio:compensations:read',
    rows: (account) =>
      account.compensationTypes.listed.map((type) => {
        return { id: compensationTypeId(type.serial, account), name: nameNow(type), category: type.category };
      }),
  },
  {
    stream: 'salary_bands',
    path: '/v2/salary-bands',
    scope: 'personio:salary-bands:read',
    hasSingles: true,
    takesIds: true,
    // The members have not been observed; one in three has only its id.
    rows: ({ salaryBands, world }) =>
      salaryBands.listed.map((band) => {
        const { serial, revision } = band;
        const members = { name: nameNow(band), currency: 'EUR', minimum: 3000 + serial * 500.5, interval: 'MONTHLY' };
        return { id: uuid('salaryBand', serial, world.seed), ...((serial % 3 !== 2 || revision > 0) && members) };
      }),
  },
];

export const PLAIN: readonly Resource[] = LISTS.map(({ rows, hasSingles, takesIds, ...list }) => {
  const idOf = ({ row }: Fact & { row: JsonObject }) => String(row.id);
  const facts = (account: Account) => rows(account).map((row, serial) => ({ ...still(serial), row }));
  const find = (id: string, account: Account) => facts(account).find((fact) => idOf(fact) === id);
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
    row: ({ row }) => row,
  });
});
