import type { GivenOptions, GivenSettings } from '../../sandbox/options.ts';
import type { Rule, Sandbox } from '../../sandbox/server.ts';
import type { FailureType } from '../../src/errors.ts';
import type { Json, Run } from '../connector.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { TestProxy } from './proxy.ts';

/** Where a scenario takes place. */
export interface Place {
  readonly sandbox: Sandbox;
  /** An unrelated server, which must not get any request. */
  readonly elsewhere: Elsewhere;
  readonly proxy: TestProxy;
}

type OfPlace<T> = T | ((place: Place) => T);

/** How a failing stream ends. */
export interface Failure {
  readonly type: FailureType;
  /** Words in its message, besides the stream's name. */
  readonly says: readonly (string | RegExp)[];
}

/** One run of the connector, with its trouble and its expected outcome. */
export interface Step {
  readonly streams?: readonly string[];
  readonly mode?: 'full_refresh' | 'incremental';
  /** Override the sandbox's credentials and short patience. */
  readonly config?: OfPlace<Json>;
  /** Instead of the state that the step before left. */
  readonly state?: string;
  /** How the states from earlier steps are written down: as text, or as a value for JSON. */
  readonly layout?: (states: readonly Json[]) => unknown;
  /** Instead of one made of `streams` and `mode`. */
  readonly catalog?: Json;
  readonly env?: OfPlace<Readonly<Record<string, string>>>;
  /** No host name resolves: the resolver fails with this code. */
  readonly unresolved?: 'ENOTFOUND' | 'EAI_AGAIN';
  readonly settings?: GivenSettings;
  readonly trouble?: OfPlace<readonly Rule[]>;
  /** Happens during the run: when its output has grown to this length. */
  readonly during?: { readonly atLength: number; readonly act: (place: Place) => void };
  /** The streams that fail; every other one is complete. `''` is a command that fails before it has streams. */
  readonly fails?: Readonly<Record<string, Failure>>;
  /** Keys that a failed stream lacks; all others are there. */
  readonly lacks?: (place: Place) => Readonly<Record<string, readonly string[]>>;
  /** The same record may come twice in this run. */
  readonly repeats?: boolean;
  /** Only part of the account is requested, so `and` has to check the records. */
  readonly partial?: boolean;
  /** Records do not hold every value of the account. */
  readonly alters?: boolean;
  /** At most; the whole run. */
  readonly seconds?: number;
  /** What else has to be true. */
  readonly and?: (run: Run, place: Place) => void;
}

/** A story of one or more runs, each of which resumes from the state of the one before. */
export interface Scenario extends Step {
  readonly name: string;
  /** The account. */
  readonly account?: GivenOptions;
  readonly next?: readonly Step[];
  /** Inherently takes a minute, so only `npm run test:faults` plays it. */
  readonly slow?: boolean;
  /** No further run without trouble: the input itself is wrong. */
  readonly incurable?: boolean;
}

export interface Group {
  readonly title: string;
  readonly scenarios: readonly Scenario[];
}

/** Every stream of the connector's core. */
export const STREAMS = [
  'absence_periods',
  'absence_types',
  'attendance_periods',
  'compensation_types',
  'compensations',
  'cost_centers',
  'employments',
  'legal_entities',
  'org_units',
  'persons',
  'project_members',
  'projects',
  'workplaces',
];

/** A list, children of a list, windows, and variants: one stream of each shape. */
export const SHAPES = ['persons', 'employments', 'absence_periods', 'attendance_periods', 'org_units'];

/** The account of most scenarios: three pages of persons. */
export const ACCOUNT: GivenOptions = {
  persons: 120,
  seed: 7,
  now: new Date('2026-03-17T10:00:00Z'),
  limits: { on: false },
};

export const transient = (...says: (string | RegExp)[]): Failure => ({ type: 'transient_error', says });
export const system = (...says: (string | RegExp)[]): Failure => ({ type: 'system_error', says });
export const config = (...says: (string | RegExp)[]): Failure => ({ type: 'config_error', says });

/** The same for all of these streams. */
export function each<T>(streams: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(streams.map((stream) => [stream, value]));
}
