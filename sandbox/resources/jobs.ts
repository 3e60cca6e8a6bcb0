import type { Account } from '../data/account.ts';
import { Dice } from '../data/dice.ts';
import { BANDS, nameNow } from '../data/entries.ts';
import type { Entry } from '../data/facts.ts';
import { compareText, serialOf, uuid } from '../data/ids.ts';
import type { Json, JsonObject } from '../json.ts';
import { anyOf } from './filters.ts';
import { resource, type View } from './resource.ts';

export const jobs = resource<Entry>({
  stream: 'jobs',
  path: '/v2/jobs',
  service: 'other',
  scope: 'personio:jobs:read',
  refusal: 403,
  page: { usual: 50, max: 100 },
  link: 'query',
  filters: { id: anyOf(jobId), name: anyOf(nameNow) },
  sorts: (text) => SORTS[text],
  facts: ({ catalog }) => catalog,
  find: (id, { catalog, world }) => catalog.get(serialOf('job', id, world.seed)),
  id: jobId,
  row: jobRow,
});

const SORTS: Readonly<Record<string, (a: Entry, b: Entry) => number>> = {
  name: (a, b) => compareText(nameNow(a), nameNow(b)),
  '-name': (a, b) => compareText(nameNow(b), nameNow(a)),
  id: () => 0,
  '-id': () => 0,
};

function jobId({ serial }: Entry, { world }: Account): string {
  return uuid('job', serial, world.seed);
}

function jobRow(job: Entry, { account, settings }: View): JsonObject {
  const dice = new Dice(account.world.seed, 33, job.serial);
  const member = (text: string | null): Json =>
    text === null || settings.disputed.jobMembers === 'text' ? text : { name: text };
  const bands = Array.from({ length: BANDS }, (_, band) => band).filter(() => dice.chance(0.15));
  // A credential that may not read salary bands does not see their ids.
  const seesBands = (settings.rights.salary_bands ?? 'granted') === 'granted';
  return {
    id: jobId(job, account),
    name: nameNow(job),
    job_family: member(dice.pick(['Engineering', 'Fertigung', null])),
    level: member(dice.pick(['L3.1', 'L1', null])),
    job_track: member(dice.pick(['Individual Contributor', 'Leadership', null])),
    global_grade: member(dice.pick(['G3', null])),
    salary_band_ids: seesBands ? bands.map((band) => uuid('salaryBand', band, account.world.seed)) : [],
  };
}
