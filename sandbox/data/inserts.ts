import type { Account } from './account.ts';
import { makeCompensation } from './compensations.ts';
import type { Dice } from './dice.ts';
import { entitlement } from './entitlements.ts';
import { entry } from './entries.ts';
import type { Entry } from './facts.ts';
import { makeProject, member } from './projects.ts';
import { makeJob } from './recruiting.ts';
import { type Fact, still, type Table } from './table.ts';
import { makeWebhook } from './webhooks.ts';

type Insert = (account: Account, now: number, dice: Dice) => Fact | undefined;

/** How to add a row to lists that otherwise stay the same; undefined if there is no room for another. */
export const INSERTS = {
  absence_types: named('New leave', (account) => account.absenceTypes, { category: null, unit: 'DAY' }),
  compensation_types: named('New bonus', (account) => account.compensationTypes, { category: 'ONE_TIME' }),
  org_units: named('New unit', (account, dice) => dice.pick([account.departments, account.teams])),
  workplaces: named('New workplace', (account) => account.workplaces),
  cost_centers: named('New cost center', (account) => account.costCenters),
  legal_entities: named('New company', (account) => account.legalEntities),
  jobs: named('New job', (account) => account.catalog),
  salary_bands: named('New band', (account) => account.salaryBands),
  recruiting_categories: ({ recruitingCategories: table }) => {
    const serial = table.nextSerial;
    return inserted(table, { ...still(serial), name: `New category ${serial}`, stages: [] });
  },
  recruiting_jobs: ({ jobs, world }, now) => {
    const job = makeJob(world, jobs.nextSerial);
    return inserted(jobs, { ...job, created: now, updated: now });
  },
  webhooks: ({ webhooks }, now) => inserted(webhooks, makeWebhook(webhooks.nextSerial, now)),
  projects: ({ projects }, now) =>
    inserted(projects, makeProject(projects.nextSerial, now, { parent: undefined, assignedToAll: false })),
  project_members: ({ projects, persons }, _now, dice) => {
    const open = projects.listed.filter(({ parent, assignedToAll }) => parent === undefined && !assignedToAll);
    return firstOf(dice.some(open, open.length), (project) => {
      const known = new Set(project.members.map(({ person }) => person));
      const others = persons.listed.filter((person) => !known.has(person));
      if (others.length === 0) return undefined;
      const added = member(project, dice.pick(others));
      project.members.push(added);
      return added;
    });
  },
  compensations: ({ compensations, today }, now, dice) => {
    const { listed } = compensations;
    if (listed.length === 0) return undefined;
    const { person } = dice.pick(listed);
    return inserted(compensations, {
      ...makeCompensation(compensations.nextSerial, person, today, dice),
      updated: now,
    });
  },
  profile_pictures: ({ persons }, _now, dice) => {
    const without = persons.listed.filter(({ picture }) => picture.removed);
    if (without.length === 0) return undefined;
    const { picture } = dice.pick(without);
    picture.removed = false;
    picture.revision++;
    return picture;
  },
  absence_entitlements: ({ persons, entitlements, absenceTypes }, _now, dice) => {
    const entitled = persons.listed.filter((person) => entitlements.of(person).length > 0);
    return firstOf(dice.some(entitled, entitled.length), (person) => {
      const known = new Set(entitlements.all(person).map(({ type }) => type));
      const type = absenceTypes.listed.find((one) => !known.has(one));
      if (type === undefined) return undefined;
      const added = entitlement(person, type, 12);
      entitlements.add(person, added);
      return added;
    });
  },
} as const satisfies Record<string, Insert>;

export type ListStream = keyof typeof INSERTS;

function named(
  name: string,
  tableOf: (account: Account, dice: Dice) => Table<Entry>,
  more: Pick<Entry, 'category' | 'unit'> = {},
): Insert {
  return (account, _now, dice) => {
    const table = tableOf(account, dice);
    const serial = table.nextSerial;
    return inserted(table, entry({ name: `${name} ${serial}`, ...more }, serial));
  };
}

function inserted<F extends Fact>(table: Table<F>, fact: F): F {
  table.insert([fact]);
  return fact;
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
