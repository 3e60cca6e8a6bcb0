import type { Account } from './account.ts';
import type { Changes, Manners } from './changes.ts';
import type { Dice } from './dice.ts';
import type { Application, Candidate, Document } from './facts.ts';
import { makeApplication, makeCandidate, stagesOf } from './recruiting.ts';
import { removeRows } from './removal.ts';

/** New documents, and applicants: some advance, some are new, some are deleted. */
export function changeApplicants(
  account: Account,
  now: number,
  { count, insert, remove }: { count: number; insert: number; remove: number },
  manners: Manners,
  dice: Dice,
): Changes {
  const { applications, candidates } = account;
  const single = applications.listed.filter(({ candidate }) => candidate.applications.length === 1);
  const forgotten = dice.some(single, remove).map(({ candidate }) => candidate);
  const removed = removeRows(account, { recruiting_candidates: forgotten }, now, manners);

  const moved = dice.some(applications.listed, count);
  for (const application of moved) {
    const [latest] = application.transitions;
    const stage = ((latest?.stage ?? 0) + 1) % stagesOf(application.job).length;
    application.transitions = [{ at: now, stage }, ...application.transitions];
  }
  const renewed = dice.some(candidates.listed, count);
  for (const fact of [...moved, ...renewed]) {
    fact.updated = now;
    fact.revision++;
  }
  applications.touch();
  candidates.touch();

  const fresh = account.jobs.listed.length === 0 ? [] : Array.from({ length: insert }, () => apply(account, now, dice));
  return {
    ...removed,
    updated: { recruiting_applications: moved, recruiting_candidates: renewed },
    inserted: {
      documents: insertDocuments(account, now, insert, dice),
      recruiting_applications: fresh,
      recruiting_candidates: fresh.map(({ candidate }) => candidate),
    },
  };
}

function apply(account: Account, now: number, dice: Dice): Application {
  const { applications, candidates, world } = account;
  const candidate: Candidate = { ...makeCandidate(world, candidates.nextSerial, now, dice), updated: now };
  const job = dice.pick(account.jobs.listed);
  const application = makeApplication({ ...world, now }, applications.nextSerial, candidate, job, now, dice);
  application.updated = now;
  application.transitions = [{ at: now, stage: 0 }];
  candidates.insert([candidate]);
  applications.insert([application]);
  return application;
}

function insertDocuments(account: Account, now: number, count: number, dice: Dice): Document[] {
  const { listed } = account.persons;
  return listed.length === 0
    ? []
    : Array.from({ length: count }, () => account.documents.insert(dice.pick(listed), now));
}
