import type { ReportColumn } from '../account/report_columns.ts';
import type { JsonSchema } from '../json_schema.ts';
import type { Row } from '../row.ts';
import type { Stream } from '../streams/stream.ts';
import type { Fate, MaskedTypes } from './masked_types.ts';
import { offeredSchema } from './offered_schema.ts';
import { Places } from './places.ts';
import type { Policy } from './policy.ts';
import { RowRules } from './row_rules.ts';

/** For the log: without names and labels, which may be confidential. */
export const withheldColumns = (stream: string, count: number): string =>
  `${stream}: columns or attributes withheld because it is unclear whether a privacy rule matches them: ${count}. The account does not list them, they have no name, or they hold ids of something unknown.`;

/** The privacy settings for one stream: for its schema and for each of its rows. */
export class StreamPrivacy {
  readonly #stream: Stream;
  readonly #policy: Policy;
  readonly #schema: JsonSchema;
  readonly #masked: MaskedTypes | undefined;
  readonly #places: Places;
  /** Undefined if only types are masked. */
  readonly #rules: RowRules | undefined;

  /** `schema` is the stream's schema without privacy. */
  constructor(stream: Stream, policy: Policy, schema: JsonSchema, masked?: MaskedTypes) {
    this.#stream = stream;
    this.#policy = policy;
    this.#schema = schema;
    this.#masked = masked;
    this.#places = new Places(stream, policy, schema);
    this.#rules = policy.appliesTo(stream) ? new RowRules(stream, policy, this.#places) : undefined;
  }

  /** Sets the report's current columns by their members. They decide, not the catalog. */
  declare(columns: ReadonlyMap<string, ReportColumn>): void {
    this.#places.declare(columns);
  }

  /** The number of columns and attributes withheld because it is unclear whether a rule matches them. */
  get withheld(): number {
    return this.#places.withheld.count;
  }

  /** The offered schema: without dropped members, and with hashed ones described as text. */
  get schema(): JsonSchema {
    return this.#rules ? offeredSchema(this.#schema, this.#policy, this.#places) : this.#schema;
  }

  /** Must run before `apply`: rows, as received, can have types that did not exist when the read began. */
  async prepare(rows: readonly Row[]): Promise<void> {
    await this.#masked?.prepare(this.#stream, rows);
  }

  /** Masks the type of a row, in place. */
  mask(row: Row): Fate {
    return this.#masked?.apply(this.#stream, row) ?? 'same';
  }

  /** Applies the rules in place; false for a row that is not emitted. */
  apply(row: Row): boolean {
    return this.#rules?.apply(row) ?? true;
  }

  /** True if ids of its rows, or ids that their keys are made of, are changed before they are emitted. */
  get hidesIds(): boolean {
    const { primaryKey, keyParts, parent } = this.#stream;
    const names = [primaryKey, ...keyParts, ...(parent?.column === undefined ? [] : [parent.column])];
    return (
      this.#masked?.merges(this.#stream, names) === true ||
      names.some((name) => this.#places.in(this.#places.root, name).treatment !== undefined)
    );
  }

  /** The value of a member as it may be shown. */
  shown(name: string, value: string): string {
    const { treatment } = this.#places.in(this.#places.root, name);
    if (treatment === undefined) return value;
    return treatment === 'hash' ? this.#policy.hasher.text(value) : '…';
  }
}
