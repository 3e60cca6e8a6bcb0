import type { Account } from '../data/account.ts';
import { Dice } from '../data/dice.ts';
import { serialOf, uuid } from '../data/ids.ts';
import { type Fact, still } from '../data/table.ts';
import { POSITIONS } from '../data/words.ts';
import type { Json, JsonObject } from '../json.ts';
import { JOBS } from './contract.ts';
import { anyOf } from './filters.ts';
import { resource, type View } from './resource.ts';

/** How many salary bands there are. */
export const BANDS = 12;

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
  facts: (account) => numbered().sort((a, b) => (jobId(a, account) < jobId(b, account) ? 1 : -1)),
  find: (id, account) => numbered()[serialOf('job', id, account.world.seed) ?? -1],
  id: jobId,
  row: jobRow,
});

const SORTS: Readonly<Record<string, (a: Fact, b: Fact) => number>> = {
  name: (a, b) => (nameOf(a) < nameOf(b) ? -1 : 1),
  '-name': (a, b) => (nameOf(a) < nameOf(b) ? 1 : -1),
  id: () => 0,
  '-id': () => 0,
};

const numbered = (): Fact[] => Array.from({ length: JOBS }, (_, serial) => still(serial));

function jobId({ serial }: Fact, { world }: Account): string {
  return uuid('job', serial, world.seed);
}

function nameOf({ serial }: Fact): string {
  const round = Math.floor(serial / POSITIONS.length);
  return `${POSITIONS[serial % POSITIONS.length]}${round === 0 ? '' : ` ${round + 1}`}`;
}

function jobRow(job: Fact, { account, settings }: View): JsonObject {
  const dice = new Dice(account.world.seed, 33, job.serial);
  const member = (text: string | null): Json =>
    text === null || settings.disputed.jobMembers === 'text' ? text : { name: text };
  const bands = Array.from({ length: BANDS }, (_, band) => band).filter(() => dice.chance(0.15));
  // Whoever may not read salary bands is not told their ids.
  const seesBands = (settings.rights.salary_bands ?? 'granted') === 'granted';
  return {
    id: jobId(job, account),
    name: nameOf(job),
    job_family: member(dice.pick(['Engineering', 'Fertigung', null])),
    level: member(dice.pick(['L3.1', 'L1', null])),
    job_track: member(dice.pick(['Individual Contributor', 'Leadership', null])),
    global_grade: member(dice.pick(['G3', null])),
    salary_band_ids: seesBands ? bands.map((band) => uuid('salaryBand', band, account.world.seed)) : [],
  };
}
