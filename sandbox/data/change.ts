import type { Account } from './account.ts';
import { changeApplicants } from './change_applicants.ts';
import { type ChangedJob, changeJobs, type Seen } from './change_jobs.ts';
import { changeLists, type ListChanges } from './change_lists.ts';
import { insertPersonnel, type PersonnelStream, removePersonnel, updatePersonnel } from './change_personnel.ts';
import type { Manners } from './changes.ts';
import { joined, joinedRows, tell } from './changes.ts';
import { Dice } from './dice.ts';
import type { Happening } from './events.ts';
import { type KindStream, keysOf } from './kinds.ts';
import { editWebhooks, type WebhookEdits } from './webhooks.ts';

export interface ChangeOptions {
  /** Equal seeds on equal accounts give equal changes. */
  readonly seed?: number;
  /** Number of facts of each kind to update: 5 by default, none with `jobs`, `lists` or `webhooks`. */
  readonly count?: number;
  /** Other numbers for these kinds. */
  readonly counts?: Partial<Record<PersonnelStream, number>>;
  /** Number of inserts; by default a fifth of `count`. */
  readonly insert?: number;
  /** Number of deletes; none by default. */
  readonly remove?: number;
  /** Stamps the changes with an earlier time, like replicas that lag behind. */
  readonly agoSeconds?: number;
  /** Number of people whose weekly hours change without a change to any person's `updated_at`. */
  readonly jobs?: number;
  /** Where that is visible besides the employment itself; nowhere by default. */
  readonly seen?: Seen;
  /** Webhooks, by id, that are switched on or off, or receive other events. */
  readonly webhooks?: WebhookEdits;
  /** Changes to lists that otherwise stay the same, such as `{ workplaces: { insert: 1, update: 2, remove: 1 } }`. */
  readonly lists?: ListChanges;
}

type ChangingStream = PersonnelStream | 'documents' | 'recruiting_applications' | 'recruiting_candidates';

type Keys = Record<ChangingStream, string[]> & Partial<Record<Exclude<KindStream, ChangingStream>, string[]>>;

/** Ids of the changed rows. */
export type ChangeReport = Record<Happening, Keys> & { jobs: ChangedJob[] };

const NONE: Record<ChangingStream, string[]> = {
  persons: [],
  employments: [],
  absence_periods: [],
  attendance_periods: [],
  documents: [],
  recruiting_applications: [],
  recruiting_candidates: [],
};

/** Simulates some time in an HR department: changed rows get the instant `now`, in seconds. */
export function changeAccount(account: Account, now: number, options: ChangeOptions, manners: Manners): ChangeReport {
  const { seed = 1, jobs = 0, seen = 'nowhere', lists = {}, webhooks = {} } = options;
  const isAboutOthers = jobs > 0 || Object.keys({ ...lists, ...webhooks }).length > 0;
  const { count = isAboutOthers ? 0 : 5, counts = {} } = options;
  const { insert = Math.ceil(count / 5), remove = 0 } = options;
  const diceOf = (salt: number): Dice => new Dice(account.world.seed, salt, seed);
  const dice = diceOf(81);

  const deleted = removePersonnel(account, now, remove, manners, dice);
  const updated = updatePersonnel(account, now, count, counts, dice);
  const changedJobs = changeJobs(account, now, jobs, seen, diceOf(83));
  const inserted = insertPersonnel(account, now, insert, dice);
  const applicants = changeApplicants(account, now, { count, insert, remove }, manners, diceOf(82));
  const edited = { updated: { webhooks: editWebhooks(account, webhooks) } };
  const ofLists = changeLists(account, now, lists, manners, diceOf(84));
  const all = joined([{ ...deleted, updated, inserted }, applicants, edited, ...ofLists]);
  tell(account, all, now, manners);
  return {
    updated: { ...NONE, ...keysOf(all.updated, account) },
    inserted: { ...NONE, ...keysOf(all.inserted, account) },
    deleted: { ...NONE, ...keysOf(joinedRows([all.deleted, all.along]), account) },
    jobs: changedJobs,
  };
}
