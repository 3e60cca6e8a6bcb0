import type { Api, Query } from '../http/api.ts';
import { type Row, scalarText } from '../row.ts';
import type { Day } from '../times.ts';
import type { Convention } from './convention.ts';
import type { FlatColumn } from './flat.ts';
import type { ChangeFilter, Naming, Page, Partition, RangeFilter, SyncWindow } from './partition.ts';
import type { Reference } from './references.ts';
import type { Removals, Subject } from './removals.ts';

export type { Api, Query } from '../http/api.ts';

/** How a stream depends on another: its records are requested by the ids of that one's. */
export interface Parent {
  readonly stream: Stream;
  /** The column that receives the parent's id, if one request is for one parent. */
  readonly column?: string;
  /** Further columns of a row, and the parent's members they come from. */
  readonly gives?: Readonly<Record<string, string>>;
  /** The parameter with the id, if the path does not contain it. */
  readonly parameter?: string;
  /** The parameter for several ids, and how many of them share a request. */
  readonly shared?: Naming & { readonly most: number };
  /** True for a parent that may be unable to have children: a refusal means that then. */
  readonly mayRefuse?: (row: Row) => boolean;
  /** True for a parent that says itself that it has something. */
  readonly promises?: (row: Row) => boolean;
  /** Only the children of changed parents are requested; the cursor is then the parents'. */
  readonly followed?: boolean;
  /** A list that says which parents changed, if they do not say so themselves. */
  readonly watch?: ParentWatch;
  /** How the window of holidays is requested. */
  readonly holidays?: RangeFilter;
  /** The failure to report if the endpoint does not answer for any parent, if it differs from that of the last. */
  readonly noneAnswered?: (error: unknown) => unknown;
}

/**
 * A list that shows changes of children that leave their parents' time unchanged. It may miss some, so all parents are
 * visited in rotation as well.
 */
export interface ParentWatch {
  /** Lists the parents by their ids. */
  readonly stream: Stream;
  /** The members it has to show for each, or it would miss changes. */
  readonly members: readonly string[];
  /** With this many parents or fewer, it is not worth its requests. */
  readonly least: number;
}

/** How a stream is split into partitions. The strategies are in `partitions/`. */
export interface Partitioning {
  /** The partitions of a stream without a parent, in a fixed order with fixed keys. */
  readonly partitions?: (stream: Stream, window: SyncWindow) => Partition[];
  /** One partition for each record of another stream, or for some of them together. */
  readonly parent?: Parent;
  /**
   * Partitions and cursor are months, named by their first day; without a start date they go back this many. `of` is
   * the list that their rows belong to.
   */
  readonly months?: { readonly back: number; readonly of: Stream };
  /** The first sync reads windows of this many days, by this filter. */
  readonly windows?: { readonly filter: RangeFilter; readonly days: number };
  /** One partition for each of these names. */
  readonly variants?: readonly string[];
  /** Something can be said about changes only after reading all of them; such a read is not resumed in the middle. */
  readonly closing?: () => Iterable<Page>;
}

/** Streams that are left out of the catalog unless their group is requested. */
export const GROUPS = ['legacy', 'per_person', 'recruiting', 'webhooks'] as const;
export type Group = (typeof GROUPS)[number];

/** Streams for which a sync may visit only the parents that changed or are due. */
export const SELECTIVE = ['absence_breakdowns', 'employments', 'recruiting_stage_transitions'] as const;

/** How a stream holds the attributes that only this account has. */
interface AttributeForms {
  /** They become columns: from a list in a member, or from members with unknown names. */
  readonly columns?: 'listed' | 'members';
  /** Members that are lists of attributes, each with its id in that member; under `''` the rows themselves are such entries. */
  readonly lists?: Readonly<Record<string, string>>;
  /** Its rows describe attributes, each with its key in that member. */
  readonly key?: string;
  /** The parameter that names the attributes to send, if not all are wanted. */
  readonly parameter?: string;
  /** Members that are all missing if the credential has no readable attributes. */
  readonly readableMarkers?: readonly string[];
}

/** Peculiarities of the service behind the endpoint. */
export interface Service {
  /** What 400 means, if it does not mean that the request is wrong. */
  readonly badRequestMeans?: 'right missing' | 'report closed';
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
  /** Members that make up `record_key` if Personio gives no single id. */
  readonly keyParts: readonly string[] = [];
  readonly cursorField: string | undefined = undefined;
  readonly references: readonly Reference[] = [];
  /** Members whose name a flat column takes, and their new names. */
  readonly renamed: Readonly<Record<string, string>> = {};
  /** Columns next to its objects. */
  readonly flat: readonly FlatColumn[] = [];
  /**
   * Members whose text contains ids of another stream, in addresses for example: rules that hide those ids hide these
   * members.
   */
  readonly mentions: Readonly<Record<string, readonly string[]>> = {};
  /** How changes are requested. */
  readonly changes: ChangeFilter | undefined = undefined;
  /** One partition for all, or windows of changes, unless declared otherwise. */
  readonly partitioning: Partitioning | undefined = undefined;
  /**
   * If keys are not enough: `record_key` may occur several times in a partition, and later ones are numbered; or a row
   * may have none, and gets one computed from its written values.
   */
  readonly keyFallback: 'number' | 'digest' | undefined = undefined;
  readonly group: Group | undefined = undefined;
  /** The attributes that only this account has. */
  readonly attributes: AttributeForms = {};
  readonly service: Service = {};
  /**
   * Members that group the rows of a partition: if one row changed or is gone, all others of its group are written
   * again, since there is no way to ask whether a row still exists.
   */
  readonly groupedBy: readonly string[] | undefined = undefined;
  /** How the connector finds out that rows are gone. */
  readonly removals: Removals | undefined = undefined;
  /** What has to be learned about the account before a row is written. */
  readonly convention: Convention | undefined = undefined;

  get parent(): Parent | undefined {
    return this.partitioning?.parent;
  }

  get primaryKey(): string {
    return this.keyParts.length > 0 ? 'record_key' : 'id';
  }

  /** The key if Personio sends none: its parts, joined; undefined if one of them is missing. */
  recordKey(row: Row): string | undefined {
    if (this.keyParts.length === 0) return undefined;
    const parts = this.keyParts.map((name) => row[name]);
    return parts.every((part) => part !== undefined && part !== null) ? parts.map(scalarText).join(':') : undefined;
  }

  /** True for a row that ended before the start date, if the endpoint cannot leave it out. */
  endedBefore(_row: Row, _startDate: Day): boolean {
    return false;
  }

  /** The rows that one object of the API becomes. */
  rowsOf(row: Row): Row[] {
    return [row];
  }

  /** The keys of the records that belong to what Personio was asked about. */
  async keysOf(subject: Subject, _api: Api): Promise<string[]> {
    return [this.keyOf(subject)];
  }

  /** The key of the record that is requested like this. */
  keyOf({ id, parent }: Subject): string {
    return this.keyParts.length === 0 ? id : `${parent}:${id}`;
  }

  /** Reads one partition page by page, from `after` when resuming. */
  abstract pages(api: Api, partition: Partition, after?: string): AsyncGenerator<Page>;

  /** The whole stream, for a sync without a cursor. */
  whole(): Partition {
    return { key: '', path: this.path, query: this.query };
  }
}
