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
  /** The record's data as JSON text: rows with equal data are equal. */
  readonly data: string;
  readonly changes: readonly Change[];
  readonly note?: RowNote | undefined;
}

/** Values of a row for its record's note: as emitted, whether or not they are selected. */
export interface RowNote {
  /** Rows with the same group are written together. */
  readonly group?: string;
  /** The row's value of the stream's cursor. */
  readonly cursor?: unknown;
  readonly createdAt?: unknown;
  /** The row's id at Personio, with that of its parent. */
  readonly id?: string;
  readonly parent?: string;
}

export type NoteRow = (row: Row) => RowNote;

interface RecordBuilderOptions {
  readonly startDate?: Day | undefined;
  /** The schema of Personio's rows, if privacy offers another. */
  readonly sent?: JsonSchema | undefined;
  /** The columns that only this account has. */
  readonly attributes?: AttributeColumns | undefined;
  readonly privacy?: StreamPrivacy | undefined;
  readonly note?: NoteRow | undefined;
}

/** Turns a stream's rows into records. */
export class RecordBuilder {
  readonly counts = new RowCounts();
  /** The form of the stream's convention in this account; without it, nothing is derived from it. */
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

  /** `offered` is the schema after privacy. */
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
   * The records of a page. Rows without a key are only counted, since they could not be told apart. `seen` counts the
   * keys of the partition so far if they may repeat.
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

  /** Must run before `records`: privacy may need further requests to judge these rows. */
  async prepare(rows: readonly Row[]): Promise<void> {
    await this.#privacy?.prepare(rows);
  }

  /** The members that a record may have, in the order of the schema. */
  get columns(): string[] {
    return this.#selection.columns;
  }

  /** Identifies the selection. */
  get selected(): string {
    return this.#selection.text;
  }

  /** True if the ids of the stream's records, or parts of them, are changed before they are emitted. */
  get hidesIds(): boolean {
    return this.#privacy?.hidesIds ?? false;
  }

  /** The name of a partition for people: its path, with the parent's id as emitted. */
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
    // Comes before anything is hidden: rules, masks and keys refer to the converted values.
    const fits = this.#conformer.fit(row);
    this.#checkForm(row);
    const fate = this.#privacy?.mask(row);
    if (fate === 'gone') return undefined;
    // Made from values already treated, then treated by their own rules.
    const flatFits = this.#flat.add(row, this.form);
    if (this.#privacy?.apply(row) === false) return undefined;
    // Types that are merged share the keys that contain them.
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

  /** Throws if a row contradicts the form used to derive a column. */
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

  /** Keys are made from their parts as emitted, so that they reveal no more than those. */
  #addKeys(row: Row, mayRepeat: boolean, seen: Map<string, number>): void {
    this.#references.addKeys(row);
    row[this.#stream.primaryKey] ??= this.#stream.recordKey(row);
    if (mayRepeat) numberKey(row, 'record_key', seen);
  }

  /** The data of a row without a key, with a key made from all emitted values, if the stream uses that. */
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

/** A JSON object as text with one more member. */
export const withMember = (data: string, name: string, value: unknown): string =>
  `{${JSON.stringify(name)}:${JSON.stringify(value)}${data === '{}' ? '' : ','}${data.slice(1)}`;

/** Rows of one partition that share a key get `:2`, `:3` in the order received. `seen` counts the keys so far. */
function numberKey(row: Row, name: string, seen: Map<string, number>): void {
  if (row[name] === undefined) return;
  const key = String(row[name]);
  const times = (seen.get(key) ?? 0) + 1;
  seen.set(key, times);
  if (times > 1) row[name] = `${key}:${times}`;
}
