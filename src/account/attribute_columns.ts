import { asJsonText, type Fitter, fitterOf, listOf, type Unfit } from '../convert.ts';
import type { JsonSchema } from '../json_schema.ts';
import { isNone, isObject, type Row, scalarText } from '../row.ts';
import { plainValues } from '../streams/entries.ts';
import { columnName, schemaOf } from './column_schemas.ts';
import { attributeIdOf } from './columns.ts';

interface Column {
  readonly name: string;
  readonly fitValue: Fitter;
  readonly isTyped: boolean;
}

/** The account's columns of a stream, as found by discover and recovered from the configured schema. */
export class AttributeColumns {
  readonly #byId = new Map<string, Column>();
  /** By lowercase id: API versions differ in case. */
  readonly #byLowerId = new Map<string, Column>();
  /** For catalogs in which a tool kept only names and types. */
  readonly #byName = new Map<string, Column>();
  readonly #selected: ReadonlySet<string> | undefined;
  readonly #fixed: ReadonlySet<string> | undefined;

  /**
   * `columns` are the offered ones; `selected` says which of them the user selected, all if absent. With `fixed`, the
   * members that every account has, other members without a column are not emitted.
   */
  constructor(
    columns: Readonly<Record<string, JsonSchema>>,
    selected: ReadonlySet<string> | undefined,
    fixed?: ReadonlySet<string>,
  ) {
    for (const [name, schema] of Object.entries(columns)) {
      const id = attributeIdOf(schema);
      const column = { name, fitValue: fitterOf(schema), isTyped: schema.type !== undefined };
      if (id === undefined) this.#byName.set(name, column);
      else {
        setFirst(this.#byId, id, column);
        // A numbered name means that another column, perhaps a fixed one, has the stronger claim to the id.
        if (name === columnName(id)) setFirst(this.#byLowerId, id.toLowerCase(), column);
      }
    }
    this.#selected = selected;
    this.#fixed = fixed;
  }

  /**
   * Adds a column for each custom attribute to a person of API v2. A column without a type uses the type that comes
   * with the value.
   */
  spread(row: Row): void {
    const attributes = listOf(row.custom_attributes);
    if (!attributes) return;
    const kept: unknown[] = [];
    for (const attribute of attributes) {
      const column = isObject(attribute) ? this.#columnOf(attribute) : undefined;
      if (column && isObject(attribute)) {
        const { id, type, value } = attribute;
        this.#give(row, column, id, value, column.isTyped ? column.fitValue : fitterOf(schemaOf(type)));
      }
      if (!this.#selected || (column && this.#selected.has(column.name))) kept.push(attribute);
    }
    plainValues(kept, true);
    row.custom_attributes = kept;
  }

  /**
   * Renames the attributes of an API v1 employee, which are named by their ids. An attribute without a column may be
   * unselected: if the user selected columns, it is not emitted.
   */
  rename(row: Row): void {
    const renamed: Row = {};
    for (const id of Object.keys(row)) {
      const column = this.#column(id);
      if (column) this.#give(renamed, column, id, row[id], column.fitValue);
      if (column || this.#fixed?.has(id) === false) row[id] = undefined;
    }
    Object.assign(row, renamed);
  }

  /**
   * An attribute may occur twice: an empty value does not replace another, and the column's exact id takes precedence.
   */
  #give(row: Row, column: Column, id: unknown, value: unknown, fitValue: Fitter): void {
    const given = fitValue(value, asTextOrAsItIs) ?? null;
    const before = row[column.name] ?? null;
    if (before === null || (!isNone(given) && this.#byId.get(scalarText(id)) === column)) row[column.name] = given;
  }

  /** v1 identifies an attribute by its key. v2 may use another id, with the number of the key as `global_id`. */
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
      (this.#byName.size > 0 ? this.#byName.get(columnName(id)) : undefined)
    );
  }
}

function setFirst<T>(map: Map<string, T>, key: string, value: T): void {
  if (!map.has(key)) map.set(key, value);
}

const asTextOrAsItIs: Unfit = (value, schema) => asJsonText(value, schema) ?? value;
