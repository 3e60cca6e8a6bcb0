import { changedAfter, type World } from './careers.ts';
import { Dice } from './dice.ts';
import type { Application, Candidate, RecruitingJob, Transition } from './facts.ts';
import { DAY } from './time.ts';
import { RECRUITING_CATEGORIES } from './words.ts';

const YEAR = 365 * DAY;

export function makeJobs(world: World): RecruitingJob[] {
  return Array.from({ length: 9 + Math.floor(world.persons / 150) }, (_, serial) => makeJob(world, serial));
}

export function makeJob(world: World, serial: number): RecruitingJob {
  const dice = new Dice(world.seed, 18, serial);
  const created = world.now - dice.between(40 * DAY, 4 * YEAR);
  return {
    serial,
    created,
    updated: changedAfter(created, world, dice),
    revision: 0,
    removed: false,
    category: dice.chance(0.2) ? -1 : dice.below(RECRUITING_CATEGORIES.length),
    department: dice.chance(0.3) ? -1 : dice.below(6),
    published: serial % 3 !== 2,
  };
}

/** `count` applications; one in five comes from somebody who has applied before. */
export function makeApplications(
  world: World,
  jobs: readonly RecruitingJob[],
  count: number,
): { candidates: Candidate[]; applications: Application[] } {
  const candidates: Candidate[] = [];
  const applications: Application[] = [];
  for (let serial = 0; serial < count; serial++) {
    const dice = new Dice(world.seed, 19, serial);
    const created = world.now - Math.floor(dice.next() ** 2 * 3 * YEAR) - 2 * DAY;
    const known = dice.chance(0.2) ? candidates[dice.below(candidates.length)] : undefined;
    const again = known !== undefined && !known.anonymized && known.created <= created ? known : undefined;
    const candidate = again ?? makeCandidate(world, candidates.length, created, dice);
    if (again === undefined) candidates.push(candidate);
    applications.push(makeApplication(world, serial, candidate, dice.pick(jobs), created, dice));
  }
  return { candidates, applications };
}

export function makeCandidate(world: World, serial: number, created: number, dice: Dice): Candidate {
  return {
    serial,
    created,
    updated: changedAfter(created, world, dice),
    revision: 0,
    removed: false,
    anonymized: created < world.now - YEAR && dice.chance(0.2),
    applications: [],
  };
}

/** Adds itself to the candidate's applications. */
export function makeApplication(
  world: World,
  serial: number,
  candidate: Candidate,
  job: RecruitingJob,
  created: number,
  dice: Dice,
): Application {
  const transitions: Transition[] = [{ at: created, stage: 0 }];
  const last = stagesOf(job).length - 1;
  for (let stage = 1; stage <= last && dice.chance(0.7); stage++) {
    const at = (transitions[0]?.at ?? created) + dice.below(20 * DAY);
    if (at > world.now - 60) break;
    transitions.unshift({ at, stage });
  }
  const moved = transitions[0]?.at ?? created;
  const application: Application = {
    serial,
    candidate,
    job,
    created,
    transitions,
    updated: dice.chance(0.5) ? moved : changedAfter(moved, world, dice),
    revision: 0,
    removed: false,
  };
  candidate.applications.push(application);
  return application;
}

/** The names of the stages for applications to this job. */
export function stagesOf({ category }: RecruitingJob): readonly string[] {
  const stages = RECRUITING_CATEGORIES[category]?.stages ?? [];
  return stages.length > 0 ? stages : ['unassigned', 'rejected'];
}
