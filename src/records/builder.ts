import type { AttributeColumns } from '../account/attribute_columns.ts';
import { listOf } from '../convert.ts';
import type { JsonSchema } from '../json_schema.ts';
import type { MaskedTypes } from '../privacy/masked_types.ts';
import type { StreamPrivacy } from '../privacy/stream_privacy.ts';
import type { Change } from '../row.ts';
import { digestOf, isKey, isObject, type Row, scalarText } from '../row.ts';
import type { Partition } from '../streams/partition.ts';
import type { Reference, Stream } from '../streams/stream.ts';
import type { Day } from '../times.ts';
import { SchemaConformer } from './conform.ts';
import { Selection } from './selection.ts';

/** Before the first row. */
export const noRows = (): RowCounts => ({
  records: 0,
  repeats: 0,
  beforeStart: 0,
  withoutKey: 0,
  bare: 0,
  withheld: 0,
  unknown: new Set(),
  nulled: new Map(),
});

/** So many names of unknown members are remembered. */
const MOST_UNKNOWN = 50;
/** So many names of columns that lost a value: more than any stream has. */
const MOST_NULLED = 1000;

/** What happened to the rows of a stream, for its summary. */
export interface RowCounts {
  records: number;
  repeats: number;
  beforeStart: number;
  withoutKey: number;
  /** Objects without a single attribute. */
  bare: number;
  /** Columns and attributes of which nobody can say whether a privacy rule means them. */
  withheld: number;
  readonly unknown: Set<string>;
  /** How many values became null because their column cannot hold them, by column. */
  readonly nulled: Map<string, number>;
}

export interface BuiltRecord {
  readonly key: string;
  /** The record's data as JSON text: two rows are the same if these are. */
  readonly data: string;
  readonly changes: readonly Change[];
}

export interface RecordBuilderOptions {
  readonly startDate?: Day | undefined;
  /** The schema of what Personio sends, where privacy offers another. */
  readonly sent?: JsonSchema | undefined;
  /** The columns that only this account has. */
  readonly attributes?: AttributeColumns | undefined;
  readonly privacy?: StreamPrivacy | undefined;
  readonly masked?: MaskedTypes | undefined;
}

/** Turns the rows of one stream into its records. */
export class RecordBuilder {
  readonly counts: RowCounts = noRows();
  readonly #stream: Stream;
  readonly #selection: Selection;
  readonly #conformer: SchemaConformer;
  readonly #startDate: Day | undefined;
  readonly #attributes: AttributeColumns | undefined;
  readonly #privacy: StreamPrivacy | undefined;
  readonly #masked: MaskedTypes | undefined;

  readonly #onUnknown = (name: string): void => {
    if (this.counts.unknown.size < MOST_UNKNOWN) this.counts.unknown.add(name);
  };

  /** `offered` is the schema after what privacy makes of it. */
  constructor(stream: Stream, offered: JsonSchema, configured: JsonSchema, options: RecordBuilderOptions) {
    this.#attributes = options.attributes;
    this.#privacy = options.privacy;
    this.#masked = options.masked;
    this.#stream = stream;
    this.#selection = new Selection(stream, offered, configured);
    this.#conformer = new SchemaConformer(options.sent ?? offered, stream.primaryKey, offered);
    this.#startDate = options.startDate;
  }

  /**
   * The records of a page. Rows without key are counted only: nobody could tell them apart. `seen` counts the keys of the
   * partition so far, where they may repeat.
   */
  records(rows: readonly Row[], partition: Partition, seen: Map<string, number>): BuiltRecord[] {
    const records: BuiltRecord[] = [];
    const { readableMarkers } = this.#stream;
    for (const object of rows) {
      const members = isObject(object.attributes) ? object.attributes : object;
      if (readableMarkers.length > 0 && !readableMarkers.some((name) => name in members)) this.counts.bare++;
      for (const row of this.#stream.rowsOf(object)) {
        const record = this.#record(row, partition, seen);
        if (record) records.push(record);
      }
    }
    this.counts.withheld = this.#privacy?.withheld ?? 0;
    return records;
  }

  /** Has to come before `records`: rows can be of a type that nobody knew when the read began. */
  async prepare(rows: readonly Row[]): Promise<void> {
    await this.#masked?.prepare(this.#stream, rows);
  }

  /** The names of the members that a record may have, in the order of the schema. */
  get columns(): string[] {
    return this.#selection.columns;
  }

  /** What a partition is called where people see it: its path, with the parent's id as it may leave. */
  nameOf({ path, key }: Partition): string {
    const column = this.#stream.parent?.column;
    if (column === undefined || !this.#privacy) return path;
    const shown = this.#privacy.shown(column, key);
    return path
      .split('/')
      .map((step) => (step === encodeURIComponent(key) ? shown : step))
      .join('/');
  }

  #record(row: Row, partition: Partition, seen: Map<string, number>): BuiltRecord | undefined {
    if (this.#startDate !== undefined && this.#stream.endedBefore(row, this.#startDate)) {
      this.counts.beforeStart++;
      return undefined;
    }
    if (this.#stream.attributes === 'listed') this.#attributes?.spread(row);
    else this.#attributes?.rename(row);
    this.#complete(row, partition);
    // Before anything is hidden: rules, masks and keys mean the values that the columns have.
    const fits = this.#conformer.fit(row);
    const masked = this.#masked?.apply(this.#stream, row);
    if (masked === 'gone' || this.#privacy?.apply(row) === false) return undefined;
    const { primaryKey, parent, numbered, keyOfAll } = this.#stream;
    // As its parts leave, so that it says no more than they do.
    row[primaryKey] ??= this.#stream.recordKey(row);
    // Types that are shown as one share the keys that they are a part of.
    if (numbered || masked === 'masked') number(row, 'record_key', seen);
    const changes: Change[] = [];
    const parentId = parent?.column === undefined ? undefined : row[parent.column];
    this.#selection.apply(row, this.#onUnknown);
    let data = this.#conformer.write(row, fits, changes);
    if (keyOfAll && (row[primaryKey] ?? undefined) === undefined) {
      row[primaryKey] = this.#keyOf(data, parentId);
      number(row, primaryKey, seen);
      data = withMember(data, primaryKey, row[primaryKey]);
    }
    const key = row[primaryKey];
    if (!isKey(key)) {
      this.counts.withoutKey++;
      return undefined;
    }
    this.#count(changes);
    return { key: scalarText(key), data, changes };
  }

  #count(changes: readonly Change[]): void {
    const { nulled } = this.counts;
    for (const { field, change } of changes) {
      if (change !== 'NULLED') continue;
      // Two names tell the place; below it, names may be as many as values.
      const steps = field.split('.').filter((step) => !/^\d+$/.test(step));
      const column = steps.slice(0, 2).join('.');
      if (nulled.has(column) || nulled.size < MOST_NULLED) nulled.set(column, (nulled.get(column) ?? 0) + 1);
    }
  }

  /** Adds the columns that Personio's objects lack. */
  #complete(row: Row, { adds }: Partition): void {
    const { references } = this.#stream;
    for (const name in adds) row[name] ??= adds[name];
    for (const each of references) {
      if (each.column === undefined) continue;
      const id = referencedId(row[each.member], each);
      if (id !== undefined) row[each.column] = id;
    }
  }

  /** A key for a record that has none: of all that leaves, and of nothing else. */
  #keyOf(data: string, parentId: unknown): string {
    const digest = digestOf(data);
    const key = this.#privacy?.shown(this.#stream.primaryKey, digest) ?? digest;
    return isKey(parentId) ? `${scalarText(parentId)}:${key}` : key;
  }
}

/** JSON text of an object, with one member more. */
const withMember = (data: string, name: string, value: unknown): string =>
  `{${JSON.stringify(name)}:${JSON.stringify(value)}${data === '{}' ? '' : ','}${data.slice(1)}`;

/** Rows of one partition that share a key get `:2`, `:3` in the order received. */
function number(row: Row, name: string, seen: Map<string, number>): void {
  if (row[name] === undefined) return;
  const key = String(row[name]);
  const times = (seen.get(key) ?? 0) + 1;
  seen.set(key, times);
  if (times > 1) row[name] = `${key}:${times}`;
}

function referencedId(value: unknown, { type }: Reference): unknown {
  if (value === undefined) return undefined;
  if (type !== undefined) {
    const target = listOf(value)?.find((item) => isObject(item) && scalarText(item.type).toLowerCase() === type);
    return isObject(target) ? target.id : undefined;
  }
  if (isKey(value)) return value;
  return isObject(value) ? value.id : null;
}
