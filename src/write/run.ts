import type { WriteRequest, WritingApi } from '../http/api.ts';
import type { Brought } from './reject.ts';
import type { Guarded } from './rights.ts';

export interface WriteOptions {
  readonly dryRun: boolean;
  /** Writes take effect without the account's approval rules. */
  readonly skipApproval: boolean;
  /** The custom attribute that holds the company's own id of a person. */
  readonly matchAttribute: string | undefined;
  /** IANA name: where times with an offset are turned into wall-clock times. */
  readonly timeZone: string | undefined;
  /** Hosts from which files may be fetched. */
  readonly documentHosts: readonly string[];
}

export interface Person {
  /** Undefined for one that a dry run would create. */
  readonly id: string | undefined;
  readonly email: string | undefined;
}

/** Everybody in Personio, by what identifies them: read once, when it is first needed, and kept up to date. */
export interface People {
  /** In any case of its letters. */
  byEmail(email: string): Promise<Person | undefined>;
  /** By `match_attribute`. Throws Reject if several have this value. */
  byOwnId(value: string): Promise<Person | undefined>;
}

export interface Project {
  /** Undefined for one that a dry run would create. */
  readonly id: string | undefined;
  readonly isActive: boolean;
}

/** All projects, read once, when they are first needed, and kept up to date. */
export interface Projects {
  byCode(code: string): Promise<Project | undefined>;
}

export interface Create<T> {
  readonly object: Guarded;
  /** What makes it one among all objects of its kind. It is a value of the row: not for logs. */
  readonly key: string;
  readonly request: Omit<WriteRequest, 'repeatable' | 'method'>;
  /** Reads the answer; undefined without an id, which leaves a doubt. */
  readonly made: (answer: unknown) => T | undefined;
  /** Looks for it in Personio, not in memory. */
  readonly find: () => Promise<T | undefined>;
  /** Personio refuses a second one with the same key. */
  readonly isKeptUnique: boolean;
  /**
   * When the look that did not find it began, on the clock of `performance`. If lists had settled by then, there is no
   * need to look once more.
   */
  readonly lookedAt?: number;
}

/** `made` is undefined in a dry run. `existed`: somebody else created it, or an earlier run that was killed. */
export type Made<T> =
  | { readonly kind: 'created'; readonly made: T | undefined }
  | { readonly kind: 'existed'; readonly found: T };

/** What the writers of all objects share in one run. */
export interface Run {
  readonly api: WritingApi;
  readonly options: WriteOptions;
  /** Ends what takes long. */
  readonly signal: AbortSignal;
  readonly people: People;
  readonly projects: Projects;
  /**
   * Creates an object, at most once whatever happens. Throws Reject if Personio refuses it, and what fails the stream
   * otherwise. Does nothing in a dry run.
   */
  create<T>(create: Create<T>): Promise<Made<T>>;
  /**
   * Changes or removes an object, and returns the JSON of the answer, if it has any; a removal of what is gone succeeds.
   * Throws Reject if Personio refuses it. Does nothing in a dry run.
   */
  change(object: Guarded, request: Omit<WriteRequest, 'repeatable'>): Promise<unknown>;
  /** Lists show what earlier runs have created: what they lack is not there. */
  isSettled(): boolean;
  /**
   * Resolves when lists show what this run has created at a moment, on the clock of `performance`; without one, what
   * earlier runs have created.
   */
  settled(at?: number): Promise<void>;
  /** The error for a reference that is not there: Awaits while another stream may bring it, then Reject. */
  missing(kind: Brought, member: string): Error;
  /** Something came that other rows may wait for. */
  arrived(kind: Brought): void;
  /** Reports something that concerns no single row, once per text. */
  warn(object: string, text: string): void;
}
