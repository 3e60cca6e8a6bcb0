import type { Account } from '../data/account.ts';
import { Dice } from '../data/dice.ts';
import { serialOf, uuid } from '../data/ids.ts';
import type { Fact } from '../data/table.ts';
import { POSITIONS } from '../data/words.ts';
import type { Json, JsonObject } from '../json.ts';
import { JOBS } from './contract.ts';
import { anyOf } from './filters.ts';
import { resource, type View } from './resource.ts';

const BANDS = 12;

export const jobs = resource<Fact>({
  stream: 'jobs',
  path: '/v2/jobs',
  service: 'other',
  scope: 'personio:jobs:read',
  refusal: 403,
  page: { usual: 50, max: 100 },
  link: 'query',
  filters: { id: anyOf(jobId), name: anyOf(nameOf) },
  sorts: (text) => SORTS[text],
  // By id, the last one first: UUIDs look scattered in that order.
  facts: (account) => numbered(JOBS).sort((a, b) => (jobId(a, account) < jobId(b, account) ? 1 : -1)),
  find: (id, account) => numbered(JOBS)[serialOf('job', id, account.world.seed) ?? -1],
  id: jobId,
  row: jobRow,
});

export const salaryBands = resource<Fact>({
  stream: 'salary_bands',
  path: '/v2/salary-bands',
  service: 'other',
  scope: 'personio:salary-bands:read',
  refusal: 403,
  page: { usual: 50, max: 100 },
  link: 'query',
  filters: { id: anyOf(bandId) },
  facts: () => numbered(BANDS),
  find: (id, account) => numbered(BANDS)[serialOf('salaryBand', id, account.world.seed) ?? -1],
  id: bandId,
  // Nobody has seen the members; one in three has nothing but its id.
  row: (band, { account }) => ({
    id: bandId(band, account),
    ...(band.serial % 3 === 2
      ? {}
      : {
          name: `ENG L${band.serial} Jena`,
          currency: 'EUR',
          minimum: 3000 + band.serial * 500.5,
          interval: 'MONTHLY',
        }),
  }),
});

const SORTS: Readonly<Record<string, (a: Fact, b: Fact) => number>> = {
  name: (a, b) => (nameOf(a) < nameOf(b) ? -1 : 1),
  '-name': (a, b) => (nameOf(a) < nameOf(b) ? 1 : -1),
  id: () => 0,
  '-id': () => 0,
};

function numbered(count: number): Fact[] {
  return Array.from({ length: count }, (_, serial) => ({ serial, updated: 0, revision: 0, removed: false }));
}

function jobId({ serial }: Fact, { world }: Account): string {
  return uuid('job', serial, world.seed);
}

function bandId({ serial }: Fact, { world }: Account): string {
  return uuid('salaryBand', serial, world.seed);
}

function nameOf({ serial }: Fact): string {
  const round = Math.floor(serial / POSITIONS.length);
  return `${POSITIONS[serial % POSITIONS.length]}${round === 0 ? '' : ` ${round + 1}`}`;
}

function jobRow(job: Fact, { account, settings }: View): JsonObject {
  const dice = new Dice(account.world.seed, 33, job.serial);
  const member = (text: string | null): Json =>
    text === null || settings.disputed.jobMembers === 'text' ? text : { name: text };
  const bands = numbered(BANDS).filter(() => dice.chance(0.15));
  // Whoever may not read salary bands is not told their ids.
  const seesBands = (settings.rights.salary_bands ?? 'granted') === 'granted';
  return {
    id: jobId(job, account),
    name: nameOf(job),
    job_family: member(dice.pick(['Engineering', 'Fertigung', null])),
    level: member(dice.pick(['L3.1', 'L1', null])),
    job_track: member(dice.pick(['Individual Contributor', 'Leadership', null])),
    global_grade: member(dice.pick(['G3', null])),
    salary_band_ids: seesBands ? bands.map((band) => bandId(band, account)) : [],
  };
}
