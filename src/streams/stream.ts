import type { Api, Query } from '../http/api.ts';
import { type Row, scalarText } from '../row.ts';
import type { Day } from '../times.ts';
import type { Convention } from './convention.ts';
import type { FlatColumn } from './flat.ts';
import type { ChangeFilter, Naming, Page, Partition, RangeFilter, SyncWindow } from './partition.ts';
import type { Reference } from './references.ts';
import type { Removals, Subject } from './removals.ts';

export type { Api, Query } from '../http/api.ts';

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
  /** A list that tells which parents changed where they do not tell it themselves. */
  readonly watch?: ParentWatch;
  /** How the window of holidays is asked for. */
  readonly holidays?: RangeFilter;
  /** The failure to report when the endpoint does not answer for any parent, where it is another than that of the last. */
  readonly noneAnswered?: (error: unknown) => unknown;
}

/**
 * A list that shows changes of children that move no time of their parents. It may miss some, so all parents are visited in
 * turn as well.
 */
export interface ParentWatch {
  /** Lists the parents by their ids. */
  readonly stream: Stream;
  /** What it has to show of each, or it would miss changes. */
  readonly members: readonly string[];
  /** With so many parents or fewer, it is not worth its requests. */
  readonly least: number;
}

/** How a stream is cut into partitions. The strategies lie in `partitions/`. */
export interface Partitioning {
  /** The partitions of a stream without a parent, in a fixed order with fixed keys. */
  readonly partitions?: (stream: Stream, window: SyncWindow) => Partition[];
  /** One partition for each record of another stream, or for some of them together. */
  readonly parent?: Parent;
  /** Partitions and cursor are months, each by its first day; without a start date they go back this many. `of` is the list whose rows they are of. */
  readonly months?: { readonly back: number; readonly of: Stream };
  /** The first sync reads windows of this many days, by this filter. */
  readonly windows?: { readonly filter: RangeFilter; readonly days: number };
  /** One partition for each of these names. */
  readonly variants?: readonly string[];
  /** What can be said of changes only when all of them were read; such a reading is not resumed in the middle. */
  readonly closing?: () => Iterable<Page>;
}

/** Streams that are left out of the catalog until somebody asks for their group. */
export const GROUPS = ['legacy', 'per_person', 'recruiting', 'webhooks'] as const;
export type Group = (typeof GROUPS)[number];

/** Streams for which a sync may visit only the parents that changed or whose turn it is. */
export const SELECTIVE = ['absence_breakdowns', 'employments', 'recruiting_stage_transitions'] as const;

/** How a stream has the attributes that only this account has. */
interface AttributeForms {
  /** They become columns: from a list in a member, or from members with unknown names. */
  readonly columns?: 'listed' | 'members';
  /** Members that are lists of attributes, each with its id in that member; under `''` the rows themselves are such entries. */
  readonly lists?: Readonly<Record<string, string>>;
  /** Its rows describe attributes, each with its key in that member. */
  readonly key?: string;
  /** The parameter that names the attributes to send, where not all are wanted. */
  readonly parameter?: string;
  /** Members that are all left out where the credential has no readable attributes. */
  readonly readableMarkers?: readonly string[];
}

/** What is special about the service that answers. */
export interface Service {
  /** It says 400 where others say that a right is missing. */
  readonly badRequestIsRefusal?: boolean;
  /** It is the company's public job feed: offered only if that is configured. */
  readonly isFeed?: boolean;
  /** The day on which Personio switches it off, and whether it may be gone before. */
  readonly ends?: string;
}

/** What a stream is, as data. */
export abstract class Stream {
  abstract readonly name: string;
  /** The endpoint; `{id}` stands for the parent's id. */
  abstract readonly path: string;
  /** The right that the API credential needs for the endpoint. */
  abstract readonly scope: string;
  /** Further rights that the endpoint needs. */
  readonly furtherScopes: readonly string[] = [];
  readonly pageSize: number = 100;
  /** Parameters of every first request. */
  readonly query: Query = {};
  /** Members that make up `record_key` where Personio gives no single id. */
  readonly keyParts: readonly string[] = [];
  readonly cursorField: string | undefined = undefined;
  readonly references: readonly Reference[] = [];
  /** Members whose name a flat column has, and what they are called instead. */
  readonly renamed: Readonly<Record<string, string>> = {};
  /** Columns beside its objects. */
  readonly flat: readonly FlatColumn[] = [];
  /** Members whose text holds ids of another stream, in addresses for example: what hides those ids hides these. */
  readonly mentions: Readonly<Record<string, readonly string[]>> = {};
  /** How changes are asked for. */
  readonly changes: ChangeFilter | undefined = undefined;
  /** One partition for all, or windows of changes, where it names no other way. */
  readonly partitioning: Partitioning | undefined = undefined;
  /**
   * Where keys are not enough: `record_key` may occur several times in a partition, and the later ones are numbered; or a
   * row may have none, and gets one that is made of all that leaves of it.
   */
  readonly keyFallback: 'number' | 'digest' | undefined = undefined;
  readonly group: Group | undefined = undefined;
  /** The attributes that only this account has. */
  readonly attributes: AttributeForms = {};
  readonly service: Service = {};
  /**
   * Members that make groups of a partition's rows: where one of them changed or is gone, all of the others are written
   * again, since nobody can ask whether a row is still there.
   */
  readonly groupedBy: readonly string[] | undefined = undefined;
  /** How the connector finds out that rows are gone. */
  readonly removals: Removals | undefined = undefined;
  /** What has to be learned of the account before a row is written. */
  readonly convention: Convention | undefined = undefined;

  get parent(): Parent | undefined {
    return this.partitioning?.parent;
  }

  get primaryKey(): string {
    return this.keyParts.length > 0 ? 'record_key' : 'id';
  }

  /** The key where Personio sends none: its parts, joined; undefined if one of them is missing. */
  recordKey(row: Row): string | undefined {
    if (this.keyParts.length === 0) return undefined;
    const parts = this.keyParts.map((name) => row[name]);
    return parts.every((part) => part !== undefined && part !== null) ? parts.map(scalarText).join(':') : undefined;
  }

  /** True for a row that ended before the start date, where the endpoint cannot leave it out. */
  endedBefore(_row: Row, _startDate: Day): boolean {
    return false;
  }

  /** The rows that one object of the API makes. */
  rowsOf(row: Row): Row[] {
    return [row];
  }

  /** The keys of the records that go with what Personio was asked for. */
  async keysOf(subject: Subject, _api: Api): Promise<string[]> {
    return [this.keyOf(subject)];
  }

  /** The key of the record that is asked for so. */
  keyOf({ id, parent }: Subject): string {
    return this.keyParts.length === 0 ? id : `${parent}:${id}`;
  }

  /** Reads one partition page by page, from `after` when resuming. */
  abstract pages(api: Api, partition: Partition, after?: string): AsyncGenerator<Page>;

  /** The stream as it is, for a sync without cursor. */
  whole(): Partition {
    return { key: '', path: this.path, query: this.query };
  }
}
