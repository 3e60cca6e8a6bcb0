import type { Account } from '../data/account.ts';
import { Dice } from '../data/dice.ts';
import { nameNow } from '../data/entries.ts';
import type { Application, Candidate, Category, RecruitingJob, Transition } from '../data/facts.ts';
import { numericId, numericSerial } from '../data/ids.ts';
import { stagesOf } from '../data/recruiting.ts';
import type { Fact } from '../data/table.ts';
import { berlin, DAY, date, instant, parseInstant, parseNaive } from '../data/time.ts';
import {
  CHANNELS,
  CITIES,
  FIRST_NAMES,
  HIRING_ROLES,
  LAST_NAMES,
  RECRUITING_JOBS,
  SYSTEM_STAGES,
} from '../data/words.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Settings } from '../options.ts';
import { exactly, type Filter, type Filters } from './filters.ts';
import { personId } from './persons.ts';
import { type Parameters, resource, type View } from './resource.ts';
import { problem } from './services.ts';

const COMPANY = { id: '30417' };

const SERVICE = {
  service: 'recruiting',
  scope: 'personio:recruiting:read',
  refusal: 403,
  ignoresUnknown: ({ disputed }: Settings) => disputed.recruitingUnknownFilters === 'ignored',
} as const;

/** The large lists: the latest change comes first, and may come again during a read. */
const BIG = {
  ...SERVICE,
  page: { usual: 100, max: 200 },
  link: 'query',
  newestFirst: true,
  where: (parameters: Parameters) => {
    if (parameters.has('updated_at.gt') && parameters.has('updated_at.lt'))
      throw problem('recruiting', 400, 'Only one of updated_at.gt and updated_at.lt may be used.');
    return () => true;
  },
} as const;

export const recruitingJobs = resource<RecruitingJob>({
  ...BIG,
  stream: 'recruiting_jobs',
  path: '/v2/recruiting/jobs',
  filters: updatedFilters(),
  facts: (account) => account.jobs,
  find: (id, account) => account.jobs.get(numericSerial('recruitingJob', id)),
  id: jobId,
  row: (job, view) => ({
    ...jobRow(job, view.account),
    hiring_team: hiringTeam(job.serial, view),
    company: job.serial % 4 === 3 ? undefined : COMPANY,
    created_at: time(job.created, view),
    updated_at: time(job.updated, view),
  }),
});

export const recruitingCategories = resource<Category>({
  ...SERVICE,
  stream: 'recruiting_categories',
  path: '/v2/recruiting/categories',
  paging: 'whole',
  facts: (account) => account.recruitingCategories,
  find: (id, account) => account.recruitingCategories.get(numericSerial('recruitingCategory', id)),
  id: ({ serial }) => numericId('recruitingCategory', serial),
  row: (category) => ({
    id: numericId('recruitingCategory', category.serial),
    name: nameNow(category),
    stages: category.stages.map((name, place) => stageRow(name, category.serial, place)),
    company: category.serial === 1 ? undefined : COMPANY,
  }),
});

export const recruitingCandidates = resource<Candidate>({
  ...BIG,
  stream: 'recruiting_candidates',
  path: '/v2/recruiting/candidates',
  filters: { ...updatedFilters(), email: exactly((candidate, { world }) => applicantOf(candidate, world.seed).email) },
  facts: (account) => account.candidates,
  find: (id, account) => account.candidates.get(numericSerial('candidate', id)),
  id: candidateId,
  row: candidateRow,
});

export const recruitingApplications = resource<Application>({
  ...BIG,
  stream: 'recruiting_applications',
  path: '/v2/recruiting/applications',
  filters: {
    ...updatedFilters(),
    'candidate.email': exactly(({ candidate }, { world }) => applicantOf(candidate, world.seed).email),
  },
  facts: (account) => account.applications,
  find: (id, account) => account.applications.get(numericSerial('application', id)),
  id: applicationId,
  row: applicationRow,
});

interface Entered extends Fact, Transition {
  readonly application: Application;
}

export const recruitingStageTransitions = resource<Entered>({
  ...SERVICE,
  stream: 'recruiting_stage_transitions',
  path: '/v2/recruiting/applications/{application}/stage-transitions',
  paging: 'whole',
  facts: (account, path) => {
    const application = account.applications.get(numericSerial('application', path.application ?? ''));
    if (application === undefined) throw problem('recruiting', 404, 'Application not found.');
    return application.transitions.map((transition, serial) => ({
      ...{ serial, updated: transition.at, revision: 0, removed: false },
      ...transition,
      application,
    }));
  },
  // What the rows themselves contain: the stage and when it was entered, in UTC.
  id: (entered, _account, settings) => {
    const { at, application, stage } = entered;
    const { id, type } = stageOf(application.job, stage);
    const { recruitingTimes, recruitingOffsets } = settings.disputed;
    const isExact = recruitingTimes === 'text' || recruitingOffsets;
    return `${applicationId(application)}:${instant(isExact ? at : asRead(at))}:${id ?? type}`;
  },
  row: ({ at, application, stage }, view) => ({
    entered_at: time(at, view),
    stage: stageOf(application.job, stage),
  }),
  readings: (account) =>
    account.applications.listed.map((application) => ({ path: { application: applicationId(application) } })),
});

export function jobId({ serial }: Fact): string {
  return numericId('recruitingJob', serial);
}

function candidateId({ serial }: Candidate): string {
  return numericId('candidate', serial);
}

function applicationId({ serial }: Application): string {
  return numericId('application', serial);
}

/** Times with a zone, or local times in Berlin; for some accounts no such filter works. */
function updatedFilters<F extends Fact>(): Filters<F> {
  const against =
    (holds: (updated: number, bound: number) => boolean): Filter<F> =>
    (text, _account, { disputed }) => {
      const naive = parseNaive(text);
      const bound = parseInstant(text) ?? (naive === undefined ? undefined : naive - 3600);
      if (bound === undefined || disputed.recruitingUpdatedFilter === 'refused') return undefined;
      return ({ updated }) => holds(updated, bound);
    };
  return {
    'updated_at.gt': against((updated, bound) => updated > bound),
    'updated_at.lt': against((updated, bound) => updated < bound),
  };
}

/** An hour that occurs twice in autumn is ambiguous: it is read as the second. */
function asRead(seconds: number): number {
  return berlin(seconds).slice(0, 19) === berlin(seconds + 3600).slice(0, 19) ? seconds + 3600 : seconds;
}

function time(seconds: number, { settings }: View): Json {
  return timeAs(settings.disputed.recruitingTimes, seconds, settings);
}

function timeAs(form: 'date-time' | 'date_time' | 'text', seconds: number, { disputed }: Settings): Json {
  if (form === 'text') return instant(seconds);
  const local = berlin(seconds);
  return { [form]: disputed.recruitingOffsets ? local : local.slice(0, 19), timezone: 'Europe/Berlin' };
}

/** Names of jobs as all services show them. */
export function jobName({ serial }: Fact): string {
  const round = Math.floor(serial / RECRUITING_JOBS.length);
  return `${RECRUITING_JOBS[serial % RECRUITING_JOBS.length]}${round === 0 ? '' : ` ${round + 1}`}`;
}

function jobRow(job: RecruitingJob, account: Account): JsonObject {
  const department = account.departments.made(job.department);
  const category = account.recruitingCategories.made(job.category);
  return {
    id: jobId(job),
    name: jobName(job),
    department:
      department === undefined ? undefined : { id: numericId('department', department.serial), name: department.name },
    category:
      category === undefined ? undefined : { id: numericId('recruitingCategory', job.category), name: category.name },
  };
}

/** Supervisors, since they never leave. */
function hiringTeam(salt: number, { account, origin }: View): readonly JsonObject[] {
  const dice = new Dice(account.world.seed, 36, salt);
  const first = dice.below(Math.ceil(account.world.persons / 8));
  const size = Math.min(dice.below(3), account.world.persons);
  return Array.from({ length: size }, (_, index) => account.persons.made(Math.floor(first / (index + 1)))).flatMap(
    (person, index) => {
      if (person === undefined) return [];
      const id = personId(person);
      const _meta = { links: { self: { href: `${origin}/v2/persons/${id}` } } };
      return [{ person: { id, _meta }, role: { name: HIRING_ROLES[index] } }];
    },
  );
}

function stageOf(job: RecruitingJob, place: number): ReturnType<typeof stageRow> {
  return stageRow(stagesOf(job)[place] ?? 'unassigned', job.category, place);
}

/** System stages have neither an id nor a name. */
function stageRow(
  name: string,
  category: number,
  place: number,
): { id: string | null; name: string | null; type: string; kind: string } {
  if (SYSTEM_STAGES.includes(name)) return { id: null, name: null, type: name, kind: 'system' };
  return { id: numericId('stage', category * 10 + place), name, type: 'custom', kind: 'custom' };
}

interface Applicant {
  readonly first: string;
  readonly last: string;
  readonly email: string;
  readonly gender: string | null | undefined;
}

function applicantOf({ serial, anonymized }: Candidate, seed: number): Applicant {
  const dice = new Dice(seed, 37, serial);
  if (anonymized) return { first: '', last: '', email: '', gender: undefined };
  return {
    first: dice.pick(FIRST_NAMES),
    last: dice.pick(LAST_NAMES),
    email: `applicant.${serial}@mail.example`,
    gender: dice.pick(['female', 'male', 'diverse', 'undefined', null, undefined]),
  };
}

function candidateRow(candidate: Candidate, view: View): JsonObject {
  const { account, settings } = view;
  const { first, last, email, gender } = applicantOf(candidate, account.world.seed);
  const dice = new Dice(account.world.seed, 38, candidate.serial, candidate.revision);
  const { candidateTimes } = settings.disputed;
  const names = { id: candidateId(candidate), first_name: first, last_name: last, email };
  const details = {
    gender,
    phone: dice.pick([`+49 3641 ${candidate.serial}${candidate.revision}`, null, undefined]),
    location: dice.pick([dice.pick(CITIES).city, null, '']),
    birthday: dice.chance(0.5) ? date(dice.between(0, 13_000)) : null,
    linkedin_profile: dice.pick([null, undefined, 'https://www.linkedin.com/in/invented-profile']),
    available_from: dice.pick(['2026-09-01', 'as soon as possible', 'nach Absprache 🙂', null]),
  };
  return {
    ...names,
    ...(candidate.anonymized ? {} : details),
    applications: candidate.applications
      .filter(({ removed }) => !removed)
      .map((application) => ({ id: applicationId(application), application_date: dateOf(application) })),
    created_at: timeAs(candidateTimes, candidate.created, settings),
    updated_at: timeAs(candidateTimes, candidate.updated, settings),
  };
}

function dateOf({ created }: Application): string {
  return date(Math.floor(created / DAY));
}

function applicationRow(application: Application, view: View): JsonObject {
  const { account, origin } = view;
  const { candidate, job, serial } = application;
  const { first, last, email, gender } = applicantOf(candidate, account.world.seed);
  const id = applicationId(application);
  const channel = serial % (CHANNELS.length + 1);
  return {
    id,
    application_date: dateOf(application),
    candidate: { id: candidateId(candidate), email, first_name: first, last_name: last, gender },
    job: jobRow(job, account),
    current_stage: stageOf(job, application.transitions[0]?.stage ?? 0),
    channel: channel < CHANNELS.length ? { id: numericId('channel', channel), name: CHANNELS[channel] } : undefined,
    hiring_team: hiringTeam(job.serial, view),
    is_anonymized: candidate.anonymized,
    created_at: time(application.created, view),
    updated_at: time(application.updated, view),
    _meta: { links: { self: { href: `${origin}/v2/recruiting/applications/${id}` } } },
  };
}
