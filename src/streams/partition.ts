import type { Api, Query } from '../http/api.ts';
import type { Row } from '../row.ts';
import type { Day, Instant } from '../times.ts';

/**
 * How an endpoint wants its times: with `Z`, with milliseconds and `Z`, without a zone, as a plain day; or not at all,
 * if the filter is said to fail for some accounts: then everything is read.
 */
export type TimeFormat = 'instant' | 'millis' | 'naive' | 'day' | 'none';

/** Query parameters that bound a field from below and above. */
export interface RangeFilter {
  readonly from: string;
  /** Absent if the endpoint takes no upper bound along with the lower one. */
  readonly to?: string;
  /** The bounds themselves are excluded. */
  readonly strict?: boolean;
  /** What the endpoint accepts; if reports disagree, the next one is tried when the first is refused. */
  readonly formats: readonly [TimeFormat, ...TimeFormat[]];
}

/** How the changes of a stream are requested. */
export interface ChangeFilter extends RangeFilter {
  /** The endpoint compares in an unknown zone: one more day is read again. */
  readonly unknownZone?: boolean;
  /** The field says when something happened, not when it changed: the start date bounds it. */
  readonly ofEvents?: boolean;
  /** The parameter that leaves out events before the start date. */
  readonly startParameter?: string;
}

/** How a parameter lists names: once for each, in one with commas, or in capital letters. */
export type NameForm = 'repeated' | 'commas' | 'capitals';

/** A parameter with names, which the documentation describes in several ways. */
export interface Naming {
  readonly parameter: string;
  /** The likeliest first. */
  readonly forms: readonly [NameForm, ...NameForm[]];
  /** The member of a row that holds one of the names, or an object with it as `id`. */
  readonly member: string;
}

/** A part of the range of a filter. Open if a bound is missing. */
export interface Range {
  readonly from?: Instant;
  readonly to?: Instant;
}

/** One independently readable part of a stream. */
export interface Partition {
  /** Its name in states and messages; unique in its stream, the same in every run. */
  readonly key: string;
  readonly path: string;
  readonly query: Query;
  readonly range?: {
    readonly filter: RangeFilter;
    readonly range: Range;
    /** Requested instead if the endpoint refuses the range. */
    readonly narrower?: Range;
  };
  /** It holds what changed since an earlier sync. */
  readonly ofChanges?: boolean;
  /** The names in a parameter that may be written in several ways. */
  readonly names?: Naming & { readonly values: readonly string[] };
  /** The days that the partition spans, if it can be halved. */
  readonly days?: DayRange;
  /** It is halved while it spans more days than this and its first page is full. */
  readonly mostDays?: number;
  /**
   * It is read only if another partition has rows, or if this resolves to true: there may be records that its rows
   * would belong to.
   */
  readonly doubtful?: (api: Api) => Promise<boolean>;
  /** Its parent says that there is something. */
  readonly promised?: boolean;
  /** One row is enough. */
  readonly single?: boolean;
  /** Members added to each of its rows. */
  readonly adds?: Row;
}

export interface DayRange {
  readonly from: Day;
  /** Included. */
  readonly to: Day;
}

/** The response to one request. */
export interface Page {
  /** Owned by the reader, who may empty it. A shared list gives readers that do so a copy. */
  readonly rows: Row[];
  /** Where the next page begins; absent on the last one. Opaque, so that a later sync can resume here. */
  readonly next?: string;
  /** How many rows the whole partition has, if the server says. */
  readonly total?: number;
}

/** What a sync reads of a stream. */
export interface SyncWindow {
  /** Everything changed since this cursor; everything there is without it. */
  readonly since?: string;
  /** When the sync began, by the server's clock. */
  readonly at: Instant;
  /** Present if the clocks differ too much to trust either: the time may be as late as this, and no cursor moves. */
  readonly latest?: Instant;
  /** Events before this day are left out. */
  readonly startDate?: Day;
  readonly lookbackDays: number;
  /** Parents that a sync may skip are all visited within this many days. */
  readonly rereadDays?: number;
  /** The names of streams that never skip any. */
  readonly fullReads?: readonly string[];
  readonly holidays?: HolidayWindow;
}

/** The days for which holidays are requested, and fewer if the endpoint refuses that many. */
export interface HolidayWindow extends DayRange {
  readonly narrower?: DayRange;
}
