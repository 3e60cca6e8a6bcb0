import type { JsonObject } from '../json.ts';
import type { Fact } from './table.ts';

// What the account stores. Everything else in a row (names, comments, odd members) is generated from the serial number.

export interface Person extends Fact {
  readonly created: number;
  /** Most recent first. */
  employments: Employment[];
  /** Removed if there is none. */
  readonly picture: Fact;
}

export interface Employment extends Fact {
  readonly person: Person;
  /** Like `updated`, but for v1: some changes are visible in one of the two, some in neither. */
  modified: number;
  readonly created: number;
  readonly startDay: number;
  /** 0 while no end is known. */
  endDay: number;
  /** Its position in the person's career, 0 for the first. */
  readonly chapter: number;
}

export type AbsenceShape = 'days' | 'half day' | 'hours' | 'open end';

export interface Absence extends Fact {
  readonly person: Person;
  readonly type: number;
  readonly shape: AbsenceShape;
  readonly created: number;
  /** Wall-clock seconds; the end is exclusive, and 0 while it is open. */
  readonly start: number;
  end: number;
  approval: string;
}

export interface Attendance extends Fact {
  readonly person: Person;
  readonly work: boolean;
  readonly created: number;
  /** Wall-clock seconds; the end is 0 while the period is running. */
  readonly start: number;
  end: number;
  readonly day: number;
  /** Serial number of the project, -1 without one. */
  readonly project: number;
  approval: string;
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
  readonly assignedToAll: boolean;
  readonly members: Member[];
}

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
