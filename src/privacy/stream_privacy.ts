import type { ReportColumn } from '../account/report_columns.ts';
import type { JsonSchema } from '../json_schema.ts';
import type { Row } from '../row.ts';
import type { Stream } from '../streams/stream.ts';
import type { Fate, MaskedTypes } from './masked_types.ts';
import { offeredSchema } from './offered_schema.ts';
import { Places } from './places.ts';
import type { Policy } from './policy.ts';
import { RowRules } from './row_rules.ts';

/** For the log: no name and no label, since those may be what is to be kept back. */
export const withheldColumns = (stream: string, count: number): string =>
  `${stream}: columns or attributes that do not leave because it is unclear whether a privacy rule means them: ${count}. The account does not list them, they have no name, or they hold ids of something unknown.`;

/** What privacy means for one stream: for its schema, and for each of its rows. */
export class StreamPrivacy {
  readonly #stream: Stream;
  readonly #policy: Policy;
  readonly #schema: JsonSchema;
  readonly #masked: MaskedTypes | undefined;
  readonly #places: Places;
  /** Undefined where only types are masked. */
  readonly #rules: RowRules | undefined;

  /** `schema` is what the stream would offer without privacy. */
  constructor(stream: Stream, policy: Policy, schema: JsonSchema, masked?: MaskedTypes) {
    this.#stream = stream;
    this.#policy = policy;
    this.#schema = schema;
    this.#masked = masked;
    this.#places = new Places(stream, policy, schema);
    this.#rules = policy.appliesTo(stream) ? new RowRules(stream, policy, this.#places) : undefined;
  }

  /** The columns that a report has now, by the members that they become: they decide, not what a catalog says. */
  declare(columns: ReadonlyMap<string, ReportColumn>): void {
    this.#places.declare(columns);
  }

  /** How many columns and attributes do not leave because it is not clear whether a rule means them. */
  get withheld(): number {
    return this.#places.withheld.count;
  }

  /** What is offered: without what is dropped; what is hashed is text and says so. */
  get schema(): JsonSchema {
    return this.#rules ? offeredSchema(this.#schema, this.#policy, this.#places) : this.#schema;
  }

  /** Has to come before `apply`: rows, as Personio sends them, can be of a type that nobody knew when the read began. */
  async prepare(rows: readonly Row[]): Promise<void> {
    await this.#masked?.prepare(this.#stream, rows);
  }

  /** Masks the type of a row, in place. */
  mask(row: Row): Fate {
    return this.#masked?.apply(this.#stream, row) ?? 'same';
  }

  /** Treats what rules mean, in place; false for a row that does not leave at all. */
  apply(row: Row): boolean {
    return this.#rules?.apply(row) ?? true;
  }

  /** True where ids of its rows, or those that its keys are made of, leave as something else. */
  get hidesIds(): boolean {
    const { primaryKey, keyParts, parent } = this.#stream;
    const names = [primaryKey, ...keyParts, ...(parent?.column === undefined ? [] : [parent.column])];
    return (
      this.#masked?.merges(this.#stream, names) === true ||
      names.some((name) => this.#places.in(this.#places.root, name).treatment !== undefined)
    );
  }

  /** A value of the stream's member as it may be shown. */
  shown(name: string, value: string): string {
    const { treatment } = this.#places.in(this.#places.root, name);
    if (treatment === undefined) return value;
    return treatment === 'hash' ? this.#policy.hasher.text(value) : '…';
  }
}
