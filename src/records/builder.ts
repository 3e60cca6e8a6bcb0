import type { AttributeColumns } from '../account/attribute_columns.ts';
import type { JsonSchema } from '../json_schema.ts';
import type { StreamPrivacy } from '../privacy/stream_privacy.ts';
import { type Change, digestOf, isKey, type Row, scalarText } from '../row.ts';
import { DisprovedForm } from '../streams/convention.ts';
import type { Partition } from '../streams/partition.ts';
import { isBare } from '../streams/released.ts';
import type { Stream } from '../streams/stream.ts';
import type { Day } from '../times.ts';
import { SchemaConformer } from './conform.ts';
import { FlatColumns } from './flat_columns.ts';
import { ReferenceColumns } from './reference_columns.ts';
import { RowCounts } from './row_counts.ts';
import { Selection } from './selection.ts';

export interface BuiltRecord {
  readonly key: string;
  /** The record's data as JSON text: two rows are the same if these are. */
  readonly data: string;
  readonly changes: readonly Change[];
  readonly note?: RowNote | undefined;
}

/** What is noted of a row beside its record: as it leaves, whether selected or not. */
export interface RowNote {
  /** Rows with the same one are written together. */
  readonly group?: string;
  /** The row's value of the stream's cursor. */
  readonly cursor?: unknown;
  readonly createdAt?: unknown;
  /** The id by which Personio knows it, beside that of its parent. */
  readonly id?: string;
  readonly parent?: string;
}

export type NoteRow = (row: Row) => RowNote;

interface RecordBuilderOptions {
  readonly startDate?: Day | undefined;
  /** The schema of what Personio sends, where privacy offers another. */
  readonly sent?: JsonSchema | undefined;
  /** The columns that only this account has. */
  readonly attributes?: AttributeColumns | undefined;
  readonly privacy?: StreamPrivacy | undefined;
  readonly note?: NoteRow | undefined;
}

/** Turns the rows of one stream into its records. */
export class RecordBuilder {
  readonly counts = new RowCounts();
  /** The form that the stream's convention has in this account; without it nothing is made by it. */
  form: string | undefined;
  readonly #stream: Stream;
  readonly #selection: Selection;
  readonly #conformer: SchemaConformer;
  readonly #flat: FlatColumns;
  readonly #startDate: Day | undefined;
  readonly #attributes: AttributeColumns | undefined;
  readonly #references: ReferenceColumns;
  readonly #privacy: StreamPrivacy | undefined;
  readonly #note: NoteRow | undefined;

  readonly #onUnknown = (name: string): void => this.counts.addUnknown(name);

  /** `offered` is the schema after what privacy makes of it. */
  constructor(stream: Stream, offered: JsonSchema, configured: JsonSchema, options: RecordBuilderOptions) {
    this.#attributes = options.attributes;
    this.#privacy = options.privacy;
    this.#stream = stream;
    this.#selection = new Selection(stream, offered, configured);
    const sent = options.sent ?? offered;
    this.#conformer = new SchemaConformer(sent, stream.primaryKey, offered);
    const columns = new Set(this.#selection.columns);
    this.#flat = new FlatColumns(stream, sent, columns);
    this.#references = new ReferenceColumns(stream, columns);
    this.#startDate = options.startDate;
    this.#note = options.note;
  }

  /**
   * The records of a page. Rows without key are counted only: nobody could tell them apart. `seen` counts the keys of the
   * partition so far, where they may repeat.
   */
  records(rows: readonly Row[], partition: Partition, seen: Map<string, number>): BuiltRecord[] {
    const records: BuiltRecord[] = [];
    for (const object of rows) {
      if (isBare(this.#stream, object)) this.counts.bare++;
      for (const row of this.#stream.rowsOf(object)) {
        const record = this.#record(row, partition, seen);
        if (record) records.push(record);
      }
    }
    this.counts.withheld = this.#privacy?.withheld ?? 0;
    return records;
  }

  /** Has to come before `records`: privacy may have to ask for more before it can judge these rows. */
  async prepare(rows: readonly Row[]): Promise<void> {
    await this.#privacy?.prepare(rows);
  }

  /** The names of the members that a record may have, in the order of the schema. */
  get columns(): string[] {
    return this.#selection.columns;
  }

  /** Tells selections apart. */
  get selected(): string {
    return this.#selection.text;
  }

  /** True where the ids of the stream's records, or those that they are made of, leave as something else. */
  get hidesIds(): boolean {
    return this.#privacy?.hidesIds ?? false;
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

  /** The steps from a row to its record, in order. */
  #record(row: Row, partition: Partition, seen: Map<string, number>): BuiltRecord | undefined {
    if (this.#startDate !== undefined && this.#stream.endedBefore(row, this.#startDate)) {
      this.counts.beforeStart++;
      return undefined;
    }
    this.#addColumns(row, partition);
    // Before anything is hidden: rules, masks and keys mean the values that the columns have.
    const fits = this.#conformer.fit(row);
    this.#checkForm(row);
    const fate = this.#privacy?.mask(row);
    if (fate === 'gone') return undefined;
    // Made of what is shown, and then treated by rules of its own.
    const flatFits = this.#flat.add(row, this.form);
    if (this.#privacy?.apply(row) === false) return undefined;
    // Types that are shown as one share the keys that they are a part of.
    this.#addKeys(row, fate === 'masked' || this.#stream.keyFallback === 'number', seen);
    const parentColumn = this.#stream.parent?.column;
    const parentId = parentColumn === undefined ? undefined : row[parentColumn];
    const note = this.#note?.(row);
    this.#selection.apply(row, this.#onUnknown);
    const changes: Change[] = [];
    const data = this.#withKeyOfAll(row, this.#conformer.write(row, fits && flatFits, changes), parentId, seen);
    const key = row[this.#stream.primaryKey];
    if (!isKey(key)) {
      this.counts.withoutKey++;
      return undefined;
    }
    this.counts.addChanges(changes);
    return { key: scalarText(key), data, changes, note };
  }

  /** Throws if a row rules out the form that a column is made by. */
  #checkForm(row: Row): void {
    const { convention, name } = this.#stream;
    const shown = this.form === undefined ? undefined : convention?.shownBy(row);
    if (convention && shown !== undefined && shown !== this.form) throw new DisprovedForm(name, convention, shown);
  }

  /** Adds the columns that Personio's objects lack. */
  #addColumns(row: Row, { adds }: Partition): void {
    if (this.#stream.attributes.columns === 'listed') this.#attributes?.spread(row);
    else this.#attributes?.rename(row);
    const { renamed } = this.#stream;
    for (const name in renamed) {
      row[renamed[name] ?? name] = row[name];
      row[name] = undefined;
    }
    for (const name in adds) row[name] ??= adds[name];
    this.#references.addIds(row);
  }

  /** Keys are made of their parts as they leave, so that they say no more than they do. */
  #addKeys(row: Row, mayRepeat: boolean, seen: Map<string, number>): void {
    this.#references.addKeys(row);
    row[this.#stream.primaryKey] ??= this.#stream.recordKey(row);
    if (mayRepeat) numberKey(row, 'record_key', seen);
  }

  /** The data of a row that has no key yet, with one that is made of all that leaves, where the stream wants that. */
  #withKeyOfAll(row: Row, data: string, parentId: unknown, seen: Map<string, number>): string {
    const { primaryKey } = this.#stream;
    if (this.#stream.keyFallback !== 'digest' || (row[primaryKey] ?? undefined) !== undefined) return data;
    const digest = digestOf(data);
    const key = this.#privacy?.shown(primaryKey, digest) ?? digest;
    row[primaryKey] = isKey(parentId) ? `${scalarText(parentId)}:${key}` : key;
    numberKey(row, primaryKey, seen);
    return withMember(data, primaryKey, row[primaryKey]);
  }
}

/** JSON text of an object, with one member more. */
export const withMember = (data: string, name: string, value: unknown): string =>
  `{${JSON.stringify(name)}:${JSON.stringify(value)}${data === '{}' ? '' : ','}${data.slice(1)}`;

/** Rows of one partition that share a key get `:2`, `:3` in the order received; `seen` counts the keys so far. */
function numberKey(row: Row, name: string, seen: Map<string, number>): void {
  if (row[name] === undefined) return;
  const key = String(row[name]);
  const times = (seen.get(key) ?? 0) + 1;
  seen.set(key, times);
  if (times > 1) row[name] = `${key}:${times}`;
}
