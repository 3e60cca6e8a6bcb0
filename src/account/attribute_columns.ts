import { asJsonText, fitted, listOf, type Unfit } from '../convert.ts';
import type { JsonSchema } from '../json_schema.ts';
import { isNone, isObject, type Row, scalarText } from '../row.ts';
import { plainValues } from '../streams/entries.ts';
import { attributeIdOf, columnCountOf, describeAttribute, withColumnCount } from './columns.ts';
import { understood } from './types.ts';

/** An attribute that only this account has, as Personio describes it. */
export interface Attribute {
  /** Personio's own id, `dynamic_123`. The label is no name: two attributes may share one, and people change it. */
  readonly id: string;
  readonly label: string | undefined;
  /** Personio's stable name for an attribute that many accounts have, `iban`. */
  readonly universalId?: string | undefined;
  /** The names of the columns that are made of it. */
  readonly columns?: readonly string[] | undefined;
  /** Personio's types, of either version of its API; all that were seen. Undefined where only the rows say it. */
  readonly types: readonly string[] | undefined;
  readonly options: readonly string[];
}

type ColumnType = 'string' | 'integer' | 'number' | 'boolean' | 'date' | 'list';

/** Personio's types, v1's and v2's; anything else is text. */
const COLUMN_TYPES: ReadonlyMap<string, ColumnType> = new Map([
  ['string', 'string'],
  ['int', 'integer'],
  ['integer', 'integer'],
  ['double', 'number'],
  ['decimal', 'number'],
  ['boolean', 'boolean'],
  ['date', 'date'],
  ['string_list', 'list'],
]);

const SCHEMAS: Readonly<Record<ColumnType, JsonSchema>> = {
  string: { type: ['null', 'string'] },
  integer: { type: ['null', 'integer'] },
  number: { type: ['null', 'number'] },
  boolean: { type: ['null', 'boolean'] },
  date: { type: ['null', 'string'], format: 'date' },
  list: { type: ['null', 'array'], items: { type: ['null', 'string'] } },
};

/** Personio's id of the attribute that a column is for. */
export const idOfColumn = (name: string, schema: JsonSchema): string => attributeIdOf(schema) ?? name;

/** The schema with an account's columns before `additional_fields`, which comes last. */
export function withColumns(schema: JsonSchema, columns: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const { additional_fields: rest, ...properties } = schema.properties ?? {};
  const additional = withColumnCount(rest, Object.keys(columns).length);
  return { ...schema, properties: { ...properties, ...columns, additional_fields: additional } };
}

/** What a configured schema says of an account's columns. */
export interface ChosenColumns {
  readonly columns: Readonly<Record<string, JsonSchema>>;
  /** All that discover found: what has no column is new. Otherwise it may be what was not selected. */
  readonly all: boolean;
}

/** The account's columns in a configured schema: those that are not in the `fixed` one. */
export function chosenColumns({ properties = {} }: JsonSchema, fixed: JsonSchema): ChosenColumns {
  const own = Object.entries(properties)
    .filter(([name]) => !Object.hasOwn(fixed.properties ?? {}, name))
    .map(([name, schema]) => [name, understood(schema)] as const);
  return { columns: Object.fromEntries(own), all: columnCountOf(properties.additional_fields) === own.length };
}

/**
 * Typed columns for attributes: the stable id as name, lower-cased and cleaned; where two ids clean to one name, or to a
 * name that is taken, the later ones in the order of the ids get `_2`, `_3`. The same attributes give the same columns.
 */
export function attributeColumns(
  attributes: readonly Attribute[],
  taken: Iterable<string>,
): Record<string, JsonSchema> {
  const names = new Set(taken);
  const columns: [string, JsonSchema][] = [];
  for (const attribute of [...attributes].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const name = freeName(cleanName(attribute.id), names);
    names.add(name);
    columns.push([name, columnSchema(attribute)]);
  }
  return Object.fromEntries(columns.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export const cleanName = (id: string): string => id.toLowerCase().replace(/[^a-z0-9_]/g, '_');

export function freeName(name: string, names: ReadonlySet<string>): string {
  let free = name;
  for (let count = 2; names.has(free); count++) free = `${name}_${count}`;
  return free;
}

function columnSchema({ id, label, types, options }: Attribute): JsonSchema {
  return {
    ...(types && SCHEMAS[columnType(types)]),
    title: label ?? id,
    description: describeAttribute(id, label, options),
  };
}

/** One type for all that were seen: text where they do not agree. */
function columnType(types: readonly string[]): ColumnType {
  const kinds = new Set(types.map((type) => COLUMN_TYPES.get(type.toLowerCase()) ?? 'string'));
  const [kind = 'string'] = kinds;
  if (kinds.size <= 1) return kind;
  return [...kinds].every((each) => each === 'integer' || each === 'number') ? 'number' : 'string';
}

interface Column {
  readonly name: string;
  readonly schema: JsonSchema;
}

/** The account's columns of a stream: found by discover, and found again in the configured schema. */
export class AttributeColumns {
  readonly #byId = new Map<string, Column>();
  /** By the id in small letters: versions of the API differ in capitals. */
  readonly #byLowerId = new Map<string, Column>();
  /** Where a tool kept no more than names and types of the catalog. */
  readonly #byName = new Map<string, Column>();
  readonly #selected: ReadonlySet<string> | undefined;
  readonly #fixed: ReadonlySet<string> | undefined;

  /**
   * `columns` are the offered ones; `selected` tells which of them the user chose, all without it. With `fixed`, the
   * members that every account has, anything else without a column does not leave.
   */
  constructor(
    columns: Readonly<Record<string, JsonSchema>>,
    selected: ReadonlySet<string> | undefined,
    fixed?: ReadonlySet<string>,
  ) {
    for (const [name, schema] of Object.entries(columns)) {
      const id = attributeIdOf(schema);
      const column = { name, schema };
      if (id === undefined) this.#byName.set(name, column);
      else {
        setFirst(this.#byId, id, column);
        // A name with a number says that another column, perhaps a fixed one, has the better right to the id.
        if (name === cleanName(id)) setFirst(this.#byLowerId, id.toLowerCase(), column);
      }
    }
    this.#selected = selected;
    this.#fixed = fixed;
  }

  /** Gives a person of API v2 a column for each custom attribute. One without a type takes that which comes with the value. */
  spread(row: Row): void {
    const attributes = listOf(row.custom_attributes);
    if (!attributes) return;
    const kept: unknown[] = [];
    for (const attribute of attributes) {
      const column = isObject(attribute) ? this.#columnOf(attribute) : undefined;
      if (column && isObject(attribute)) {
        const { id, type, value } = attribute;
        this.#give(row, column, id, value, column.schema.type === undefined ? schemaOf(type) : column.schema);
      }
      if (!this.#selected || (column && this.#selected.has(column.name))) kept.push(attribute);
    }
    plainValues(kept, true);
    row.custom_attributes = kept;
  }

  /**
   * Renames an employee of API v1: attributes stand there under their ids. One that has no column may be one that was not
   * selected: where the user chose columns, it does not leave.
   */
  rename(row: Row): void {
    const renamed: Row = {};
    for (const id of Object.keys(row)) {
      const column = this.#column(id);
      if (column) this.#give(renamed, column, id, row[id], column.schema);
      if (column || this.#fixed?.has(id) === false) row[id] = undefined;
    }
    Object.assign(row, renamed);
  }

  /** An attribute may come twice: nothing empties what has a value, and the column's very own id counts for more than another. */
  #give(row: Row, column: Column, id: unknown, value: unknown, schema: JsonSchema): void {
    const given = fitted(value, schema, asTextOrAsItIs) ?? null;
    const before = row[column.name] ?? null;
    if (before === null || (!isNone(given) && this.#byId.get(scalarText(id)) === column)) row[column.name] = given;
  }

  /** v1 knows an attribute by its key; v2 by an id that may be another, with the key's number as `global_id`. */
  #columnOf({ id, global_id: globalId }: Row): Column | undefined {
    const column = this.#column(scalarText(id));
    if (column || globalId === undefined || globalId === null) return column;
    const number = scalarText(globalId);
    return this.#column(`dynamic_${number}`) ?? this.#column(number);
  }

  #column(id: string): Column | undefined {
    return (
      this.#byId.get(id) ??
      this.#byLowerId.get(id.toLowerCase()) ??
      (this.#byName.size > 0 ? this.#byName.get(cleanName(id)) : undefined)
    );
  }
}

function setFirst<T>(map: Map<string, T>, key: string, value: T): void {
  if (!map.has(key)) map.set(key, value);
}

/** The schema of values of a type that Personio sends with them; of any value if it is none that we know. */
function schemaOf(type: unknown): JsonSchema {
  const kind = typeof type === 'string' ? COLUMN_TYPES.get(type.toLowerCase()) : undefined;
  return kind === undefined ? {} : SCHEMAS[kind];
}

const asTextOrAsItIs: Unfit = (value, schema) => asJsonText(value, schema) ?? value;
