import type { Api, Query } from '../http/client.ts';
import { type Row, scalarText } from '../row.ts';
import type { Day, Instant } from '../times.ts';

export type { Api, Query } from '../http/client.ts';

/** A member that holds `{ id }` of another stream's record. Its id becomes a column, so that tables join. */
export interface Reference {
  /** Without column the path to the id itself, `cost_centers.id`; lists on the way are looked into. */
  readonly member: string;
  /** The column that is added; none for what stands in lists or deeper: that is joined where it is. */
  readonly column?: string;
  /** `<stream>.<field>` to join with; Personio does not list everything that it refers to. */
  readonly to?: string;
  /** Where the member is a list of `{ type, id }`: the first of this type counts. */
  readonly type?: string;
}

export const reference = (member: string, to?: string, column = `${member}_id`): Reference => ({
  member,
  column,
  ...(to !== undefined && { to }),
});

export const nested = (path: string, to: string): Reference => ({ member: path, to });

/**
 * How an endpoint wants its times: with `Z`, with milliseconds and `Z`, without any zone, as a plain day; or not at all,
 * where the filter is said to fail for some accounts: then everything is read.
 */
export type TimeFormat = 'instant' | 'millis' | 'naive' | 'day' | 'none';

/** Query parameters that bound a field from below and above. */
export interface RangeFilter {
  readonly from: string;
  /** Absent where the endpoint takes no upper bound beside the lower one. */
  readonly to?: string;
  /** The bounds themselves are not included. */
  readonly strict?: boolean;
  /** What the endpoint accepts; where reports disagree the next one is tried when the first is refused. */
  readonly formats: readonly [TimeFormat, ...TimeFormat[]];
}

/** How a parameter names what is wanted: once for each, all in one with commas, or in capital letters. */
export type NameForm = 'repeated' | 'commas' | 'capitals';

/** A parameter that names what is wanted, and that the reference reads in several ways. */
export interface Naming {
  readonly parameter: string;
  /** The likeliest first. */
  readonly forms: readonly [NameForm, ...NameForm[]];
  /** The member of a row that holds one of the names, or an object with it as `id`. */
  readonly member: string;
}

/** A part of the range of a filter. Open where a bound is missing. */
export interface Range {
  readonly from?: Instant;
  readonly to?: Instant;
}

/** How a stream hangs on another: its records are asked for by the ids of that one's. */
export interface Parent {
  readonly stream: Stream;
  /** The column that receives the parent's id, where one request is for one parent. */
  readonly column?: string;
  /** Further columns that a row is given, and the parent's members they come from. */
  readonly gives?: Readonly<Record<string, string>>;
  /** The parameter that carries the id where the path does not. */
  readonly parameter?: string;
  /** The parameter for several ids, and how many of them share a request. */
  readonly shared?: Naming & { readonly most: number };
  /** True for a parent that may have no children to ask for: a refusal means that then. */
  readonly mayRefuse?: (row: Row) => boolean;
  /** True for a parent that says itself that it has something. */
  readonly promises?: (row: Row) => boolean;
  /** Only parents that changed are asked for their children; the cursor is the parents' then. */
  readonly followed?: boolean;
}

/** Streams that are left out of the catalog until somebody asks for their group. */
export const GROUPS = ['legacy', 'per_person', 'recruiting', 'webhooks'] as const;
export type Group = (typeof GROUPS)[number];

/** One independently readable part of a stream. */
export interface Partition {
  /** Names it in states and messages; unique in its stream, the same in every run. */
  readonly key: string;
  readonly path: string;
  readonly query: Query;
  readonly range?: {
    readonly filter: RangeFilter;
    readonly range: Range;
    /** Asked for instead where the endpoint refuses the range. */
    readonly narrower?: Range;
  };
  /** It holds what changed since an earlier sync. */
  readonly ofChanges?: boolean;
  /** What it names in a parameter that may be written in several ways. */
  readonly names?: Naming & { readonly values: readonly string[] };
  /** Days that the partition spans, if it can be halved. */
  readonly days?: DayRange;
  /** It is halved while it spans more days than this and its first page is full. */
  readonly mostDays?: number;
  /** It is asked for only if another partition has rows, or the account has what they would be of. */
  readonly doubtful?: boolean;
  /** Its parent says that there is something. */
  readonly promised?: boolean;
  /** One row is enough. */
  readonly single?: boolean;
  /** Members that each of its rows is given. */
  readonly adds?: Row;
}

export interface DayRange {
  readonly from: Day;
  /** Included. */
  readonly to: Day;
}

/** The answer to one request. */
export interface Page {
  /** Given away: whoever reads the page may empty it. */
  readonly rows: Row[];
  /** Where the next page begins; absent on the last one. Opaque, so that a later sync can go on here. */
  readonly next?: string;
  /** How many rows the whole partition has, where the server tells. */
  readonly total?: number;
}

/** What a stream is, as data. What to read of it in a sync is a plan's business (`streams/partitions.ts`). */
export abstract class Stream {
  abstract readonly name: string;
  /** The endpoint; `{id}` stands for the parent's id. */
  abstract readonly path: string;
  /** The right that the API credential needs. */
  abstract readonly scope: string;
  readonly pageSize: number = 100;
  /** Parameters of every first request. */
  readonly query: Query = {};
  /** Members that make up `record_key` where Personio gives no single id. */
  readonly keyParts: readonly string[] = [];
  readonly cursorField: string | undefined = undefined;
  readonly references: readonly Reference[] = [];
  /** Members whose text holds ids of another stream, in addresses for example: what hides those ids hides these. */
  readonly mentions: Readonly<Record<string, readonly string[]>> = {};
  /** How changes are asked for. */
  readonly changes: RangeFilter | undefined = undefined;
  /** The cursor field is compared in a zone that nobody knows: so much more is read again. */
  readonly naiveCursor: boolean = false;
  /** Parallel windows of the first sync, by a date that every record has. */
  readonly windows: { readonly filter: RangeFilter; readonly days: number } | undefined = undefined;
  /** One partition for each of these names, instead of one for the whole. */
  readonly variants: (Naming & { readonly values: readonly string[] }) | undefined = undefined;
  /** One window a month: the parameters for its first and last day; `of`, the list that is empty where all old ones are. */
  readonly months: { readonly from: string; readonly to: string; readonly of: Stream } | undefined = undefined;
  /** One partition for each record of another stream, or for some of them together. */
  readonly parent: Parent | undefined = undefined;
  /** How the window is asked for that the user configured for holidays. */
  readonly holidays: RangeFilter | undefined = undefined;
  /** The cursor field tells when something happened, not when it was changed: the start date bounds it. */
  readonly eventTime: boolean = false;
  /** A row for which `recordKey` has no key gets one that is made of all that leaves of it. */
  readonly keyOfAll: boolean = false;
  /** `record_key` may occur several times in a partition: the later ones are numbered. */
  readonly numbered: boolean = false;
  readonly group: Group | undefined = undefined;
  /** It comes from the company's public job feed: offered only if that is configured. */
  readonly feed: boolean = false;
  /** The service says 400 where others say that a right is missing. */
  readonly badRequestIsRefusal: boolean = false;
  /** Attributes that only this account has become columns: from a list in a member, or from members with unknown names. */
  readonly attributes: 'listed' | 'members' | undefined = undefined;
  /** Members that are lists of attributes, each with its id in that member; under `''` the rows themselves are such entries. */
  readonly attributeLists: Readonly<Record<string, string>> = {};
  /** Its rows describe attributes, each with its key in that member. */
  readonly attributeKey: string | undefined = undefined;
  /** The parameter that names the attributes to send, where not all are wanted. */
  readonly attributesParameter: string | undefined = undefined;
  /** The day on which Personio switches the endpoint off, and whether it may be gone before. */
  readonly ends: string | undefined = undefined;
  /** The parameter that leaves out events before the start date. */
  readonly startParameter: string | undefined = undefined;
  /** Members that are all left out where the credential has no readable attributes. */
  readonly readableMarkers: readonly string[] = [];
  /** Rows that ended before the start date are left out by this field's day, where the endpoint cannot do it. */
  readonly endOf: ((row: Row) => unknown) | undefined = undefined;

  get primaryKey(): string {
    return this.keyParts.length > 0 ? 'record_key' : 'id';
  }

  /** The key where Personio sends none: its parts, joined; undefined if one of them is missing. */
  recordKey(row: Row): string | undefined {
    if (this.keyParts.length === 0) return undefined;
    const parts = this.keyParts.map((name) => row[name]);
    return parts.every((part) => part !== undefined && part !== null) ? parts.map(scalarText).join(':') : undefined;
  }

  /** The rows that one object of the API makes. */
  rowsOf(row: Row): Row[] {
    return [row];
  }

  /** What can be said of changes only when all of them were read; such a reading is not resumed in the middle. */
  readonly closing: (() => Iterable<Page>) | undefined = undefined;

  /** The failure to report when the endpoint does not answer for any parent. */
  absence(error: unknown): unknown {
    return error;
  }

  /** Reads one partition page by page, from `after` when resuming. */
  abstract pages(api: Api, partition: Partition, after?: string): AsyncGenerator<Page>;

  /** The stream as it is, for a sync without cursor. */
  whole(): Partition {
    return { key: '', path: this.path, query: this.query };
  }
}
