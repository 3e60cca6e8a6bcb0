import type { AccountOptions } from './data/account.ts';
import type { AttributeKind } from './data/attributes.ts';
import { type Disputed, defaultDisputed } from './disputed.ts';
import { type Lies, noLies } from './lies.ts';
import type { Right } from './rights.ts';
import type { Rule } from './trouble/rule.ts';
import { type DisputedWrites, disputedWrites } from './writes/disputed.ts';

export interface Limits {
  /** Without it, nothing is refused and no header is sent. */
  on: boolean;
  /** Whether the `x-ratelimit-*` headers are sent. */
  headers: boolean;
  burst: number;
  /** Other sizes by bucket. */
  bursts: Record<string, number>;
  /** Requests per second by stream; `default` for all others. */
  rates: Record<string, number>;
}

/** Settings that may be changed while the sandbox runs. */
export interface Settings {
  /** Minimum time for every response. */
  latencyMs: number;
  limits: Limits;
  /** Lifetime of a token in seconds, as reported by the login. */
  tokenSeconds: number;
  /** The true lifetime, if it should differ. */
  tokenEndsAfterSeconds: number | null;
  /** After this time a cursor is answered with 400; 0 = never. */
  cursorSeconds: number;
  gzip: boolean;
  /** By stream. */
  rights: Record<string, Right>;
  /** How far the sandbox's clock is ahead of this machine's. */
  clockSkewSeconds: number;
  /** The zone in which the attendance service reads its naive times: minutes ahead of UTC. The real one is unknown. */
  naiveOffsetMinutes: number;
  /** What the filters of persons and employments accept; accounts differ. */
  personFilterFormat: 'date-time' | 'date';
  /** Streams whose links are relative. */
  relativeLinks: string[];
  /** Streams listed by `updated_at`, newest first, and paged by offset: rows shift during a read. */
  newestFirst: string[];
  trouble: Rule[];
  /** Whether periods need an approval, unless a client skips it: absences, if their type needs one. */
  approvals: boolean;
  /** How long lists lack what a client has created. */
  writeLagMs: number;
  disputed: Disputed & DisputedWrites;
  lies: Lies;
  /**
   * Employee attributes, by key, that are not released to the credential: v1 omits them, and v2 omits the custom ones
   * among them.
   */
  hiddenAttributes: string[];
  /** Columns of reports, by the report's name, in place of the original ones: moved, added, or repeated. */
  reportColumns: Record<string, string[]>;
  /** Custom attributes, by key, that were renamed or given another type. */
  attributeEdits: Record<string, AttributeEdit>;
}

/** `kind` is one of `data/attributes.ts`. */
interface AttributeEdit {
  label?: string;
  kind?: AttributeKind;
}

export interface SandboxOptions extends AccountOptions, Settings {
  /** 0 = any free one. */
  readonly port: number;
  readonly host: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Serves https with this key and certificate (PEM). */
  readonly tls: { readonly key: string; readonly cert: string } | null;
}

/** Settings are partial on all levels, so that `{ limits: { on: false } }` is enough. */
export type GivenOptions = Partial<Omit<SandboxOptions, keyof Nested>> & Nested;
export type GivenSettings = Partial<Omit<Settings, keyof Nested>> & Nested;

interface Nested {
  limits?: Partial<Limits>;
  disputed?: Partial<Disputed & DisputedWrites>;
  lies?: Partial<Lies>;
}

export function defaultOptions(): SandboxOptions {
  return {
    persons: 50,
    seed: 1,
    now: new Date(),
    absences: 2.5,
    attendances: 8,
    compensated: 0.15,
    busiest: 0,
    applications: 0.8,
    extraAttributes: 0,
    port: 0,
    host: '127.0.0.1',
    clientId: 'papi-11111111-2222-4333-8444-555555555555',
    clientSecret: 'papi-sandbox-secret',
    tls: null,
    latencyMs: 0,
    limits: {
      on: true,
      headers: true,
      burst: 100,
      bursts: { document_uploads: 60 },
      rates: { default: 10, persons: 30, document_uploads: 1 },
    },
    tokenSeconds: 86_400,
    tokenEndsAfterSeconds: null,
    cursorSeconds: 0,
    gzip: true,
    rights: {},
    clockSkewSeconds: 0,
    naiveOffsetMinutes: 60,
    personFilterFormat: 'date-time',
    relativeLinks: ['attendance_periods'],
    newestFirst: [],
    trouble: [],
    approvals: true,
    writeLagMs: 0,
    disputed: { ...defaultDisputed(), ...disputedWrites() },
    lies: noLies(),
    hiddenAttributes: [],
    reportColumns: {},
    attributeEdits: {},
  };
}

/**
 * Applies given settings on top of existing ones; lists are replaced, `limits`, `rights`, `disputed` and `lies` are
 * merged.
 */
export function merge<T extends Settings>(base: T, given: GivenSettings): T {
  const limits = { ...base.limits, ...given.limits };
  limits.bursts = { ...base.limits.bursts, ...given.limits?.bursts };
  limits.rates = { ...base.limits.rates, ...given.limits?.rates };
  const disputed = { ...base.disputed, ...given.disputed };
  const lies = { ...base.lies, ...given.lies };
  return { ...base, ...given, limits, disputed, lies, rights: { ...base.rights, ...given.rights } };
}
