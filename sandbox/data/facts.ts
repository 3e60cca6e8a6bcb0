import type { JsonObject } from '../json.ts';
import type { Fact } from './table.ts';

/** A value before it is written for v1 or v2; dates are day numbers. */
export type AttributeValue = string | number | boolean | readonly string[];

// What the account stores. Everything else in a row (names, comments, odd members) is generated from the serial number,
// unless a client has written it.

export interface Person extends Fact {
  readonly created: number;
  /** Most recent first. */
  employments: Employment[];
  /** Removed if there is none. */
  readonly picture: Fact;
  written?: WrittenPerson;
}

interface WrittenPerson {
  readonly first?: string;
  readonly last?: string;
  readonly preferred?: string;
  readonly email?: string;
  readonly gender?: string | null;
  /** Custom attributes by key. */
  readonly attributes?: Readonly<Record<string, AttributeValue | null>>;
}

export interface Employment extends Fact {
  readonly person: Person;
  /** Like `updated`, but for v1: some changes are visible in one of the two, some in neither. */
  modified: number;
  readonly created: number;
  startDay: number;
  /** 0 while no end is known. */
  endDay: number;
  /** Its position in the person's career, 0 for the first. */
  readonly chapter: number;
  written?: WrittenContract;
}

interface WrittenContract {
  readonly status?: string;
  readonly type?: 'INTERNAL' | 'EXTERNAL';
  readonly position?: string | null;
  readonly hours?: number | null;
  readonly fullHours?: number | null;
  readonly probationEnd?: string | null;
  readonly contractEnd?: string | null;
  readonly supervisor?: Person | undefined;
  readonly workplace?: Entry | undefined;
  readonly department?: Entry | undefined;
  readonly team?: Entry | undefined;
  readonly legalEntity?: Entry | undefined;
  readonly costCenters?: readonly CostShare[];
}

/** The part of the costs, in percent, that a cost center bears. */
export interface CostShare {
  readonly entry: Entry;
  readonly weight: number;
}

export type AbsenceShape = 'days' | 'half day' | 'hours' | 'open end';

export interface Absence extends Fact {
  readonly person: Person;
  type: number;
  shape: AbsenceShape;
  readonly created: number;
  /** Wall-clock seconds; the end is exclusive, and 0 while it is open. */
  start: number;
  end: number;
  approval: string;
  written?: { readonly comment?: string | null; readonly substitute?: Person | null };
}

export interface Attendance extends Fact {
  readonly person: Person;
  readonly work: boolean;
  readonly created: number;
  /** Wall-clock seconds; the end is 0 while the period is running. */
  start: number;
  end: number;
  day: number;
  /** Serial number of the project, -1 without one. */
  project: number;
  approval: string;
  written?: { readonly comment: string | null } | undefined;
}

export interface Compensation extends Fact {
  readonly person: Person;
  readonly type: number;
  readonly fromDay: number;
  /** The last day on which it is in force. */
  readonly untilDay: number;
  cents: number;
}

export interface Project extends Fact {
  readonly parent: Project | undefined;
  readonly created: number;
  assignedToAll: boolean;
  readonly members: Member[];
  written?: WrittenProject;
}

/** As in a row. */
type WrittenProject = JsonObject & {
  readonly name?: string;
  readonly status?: string;
  readonly project_code?: string | null;
};

export interface Member extends Fact {
  readonly project: Project;
  readonly person: Person;
}

/** The days of one absence type that a person may take. */
export interface Entitlement extends Fact {
  readonly person: Person;
  readonly type: Entry;
  days: number;
}

/** Master data: departments, workplaces, types. */
export interface Entry extends Fact {
  readonly name: string;
  readonly category?: string | null;
  readonly unit?: 'DAY' | 'HOUR';
}

export interface Category extends Entry {
  readonly stages: readonly string[];
}

/** Which events Personio sends where, and since when. */
export interface Webhook extends Fact {
  readonly created: number;
  members: Readonly<{ description: string; status: string; events: readonly string[] }> & JsonObject;
}

export interface Document extends Fact {
  readonly owner: Person | Application;
  readonly created: number;
  written?: WrittenDocument;
}

interface WrittenDocument {
  readonly name?: string;
  /** Of an upload, whatever lists show as the name. */
  readonly title?: string;
  readonly extension?: string;
  readonly comment?: string | null;
  readonly date?: string | null;
  /** Serial number of the category. */
  readonly category?: number;
  readonly size?: number;
  readonly sha256?: string;
}

export interface RecruitingJob extends Fact {
  readonly created: number;
  /** Serial numbers, -1 without one. */
  readonly category: number;
  readonly department: number;
  /** Whether it is in the public feed. */
  readonly published: boolean;
}

export interface Candidate extends Fact {
  readonly created: number;
  readonly anonymized: boolean;
  readonly applications: Application[];
}

export interface Transition {
  readonly at: number;
  /** Position among the stages of the job's category. */
  readonly stage: number;
}

export interface Application extends Fact {
  readonly candidate: Candidate;
  readonly job: RecruitingJob;
  readonly created: number;
  /** Newest first, at least one. */
  transitions: readonly Transition[];
}

/** Something that Personio reports to webhooks. */
export interface AccountEvent extends Fact {
  /** Milliseconds since 1970. */
  readonly occurred: number;
  readonly name: string;
  readonly payload: Readonly<Record<string, string>>;
}
