import { isNone, isObject, type Row, textOf } from '../row.ts';
import type { Stream } from '../streams/stream.ts';

const MASKED_NAME = 'Masked';
const MASKED_ID = 'masked';

/** v1 reports have absence types in the ids of attributes: `absence_123:periods`. */
const REPORT_ROWS = 'custom_report_rows';
const REPORTS = 'custom_reports';
const TYPES_IN_REPORTS = 'time_off_types.id';
const ID_IN_ATTRIBUTE = /^(absence_)(\d+)/;

/** Decides which types to mask. */
export type IsMasked = (id: unknown, name: string | undefined) => boolean;

/** A place in a stream's rows that holds ids of types. */
export interface TypePlace {
  /** The list of types, named as in references. */
  readonly list: string;
  /** The row's column with the id; absent if the ids are inside members. */
  readonly column?: string;
  /** The ids in a row, as received, with the names next to them. */
  types(row: Row): { id: unknown; name: string | undefined }[];
  /** Masks in place. True if the row itself has a masked type, not just something in it. */
  mask(row: Row, isMasked: IsMasked): boolean;
}

export function typePlacesOf({ name, references, attributes }: Stream): TypePlace[] {
  const places = references.flatMap(({ member, column, to }) => {
    if (to === undefined) return [];
    return [column === undefined ? nestedPlace(member.split('.'), to) : columnPlace(member, column, to)];
  });
  if (name === REPORTS) return [...places, columnsPlace];
  return name === REPORT_ROWS ? [...places, attributePlace(attributes.lists)] : places;
}

/** Turns a row of a list of types into the masked type. */
export function maskType(row: Row): void {
  const type = { id: MASKED_ID, name: MASKED_NAME, ...('id_v2' in row && { id_v2: MASKED_ID }) };
  for (const member in row) row[member] = undefined;
  Object.assign(row, type);
}

/** A type that has a column, including the row's own. */
const columnPlace = (member: string, column: string, list: string): TypePlace => {
  const typeOf = (row: Row): { id: unknown; name: string | undefined } => {
    const type = row[member];
    if (isObject(type)) return { id: type.id, name: textOf(type.name) };
    return { id: type, name: column === member ? textOf(row.name) : undefined };
  };
  return {
    list,
    column,
    types: (row) => [typeOf(row)],
    mask: (row, isMasked) => {
      if (!isMasked(row[column], typeOf(row).name)) return false;
      row[column] = maskOf(row[column]);
      if (column === member) maskNames(row);
      else row[member] = { id: row[column], name: MASKED_NAME };
      return true;
    },
  };
};

/** Types in lists and nested members. */
const nestedPlace = (path: readonly string[], list: string): TypePlace => {
  const holders = path.slice(0, -1);
  const id = path.at(-1) ?? '';
  // If it has its own id next to this one, that id decides.
  const nameOf = (holder: Row) => (id === 'id' ? textOf(holder.name) : undefined);
  return {
    list,
    types: (row) => [...insideOf(row, holders)].map((holder) => ({ id: holder[id], name: nameOf(holder) })),
    mask: (row, isMasked) => {
      for (const holder of insideOf(row, holders)) {
        if (!isMasked(holder[id], nameOf(holder))) continue;
        holder[id] = maskOf(holder[id]);
        maskNames(holder);
      }
      return false;
    },
  };
};

const attributePlace = (lists: Stream['attributes']['lists'] = {}): TypePlace => {
  const entriesOf = (row: Row) =>
    Object.entries(lists).flatMap(([member, name]) => [...insideOf(row, [member])].map((entry) => ({ entry, name })));
  return {
    list: TYPES_IN_REPORTS,
    types: (row) => entriesOf(row).map(({ entry, name }) => typeInAttribute(entry[name])),
    mask: (row, isMasked) => {
      for (const { entry, name } of entriesOf(row)) entry[name] = maskedAttribute(entry[name], isMasked);
      return false;
    },
  };
};

/** The attributes that a v1 report shows and filters by. */
const columnsPlace: TypePlace = {
  list: TYPES_IN_REPORTS,
  types: (row) => {
    const columns = Array.isArray(row.columns) ? row.columns : [];
    const filtered = [...insideOf(row, ['filters'])].map(({ column }) => column);
    return [...columns, ...filtered].map(typeInAttribute);
  },
  mask: (row, isMasked) => {
    if (Array.isArray(row.columns)) row.columns = row.columns.map((each) => maskedAttribute(each, isMasked));
    for (const filter of insideOf(row, ['filters'])) filter.column = maskedAttribute(filter.column, isMasked);
    return false;
  },
};

/** The type in an attribute's id, which has no name next to it. */
const typeInAttribute = (id: unknown): { id: unknown; name: undefined } => ({
  id: ID_IN_ATTRIBUTE.exec(textOf(id) ?? '')?.[2],
  name: undefined,
});

const maskedAttribute = (id: unknown, isMasked: IsMasked): unknown =>
  typeof id === 'string' && isMasked(typeInAttribute(id).id, undefined)
    ? id.replace(ID_IN_ATTRIBUTE, `$1${MASKED_ID}`)
    : id;

/** The objects at a path; lists on the way are searched. */
function* insideOf(value: unknown, [step, ...deeper]: readonly string[]): Generator<Row> {
  if (Array.isArray(value))
    for (const item of value) yield* insideOf(item, step === undefined ? [] : [step, ...deeper]);
  else if (isObject(value)) {
    if (step === undefined) yield value;
    else yield* insideOf(value[step], deeper);
  }
}

const maskOf = (id: unknown): string | null => (isNone(id) ? null : MASKED_ID);

function maskNames(holder: Row): void {
  if ('name' in holder) holder.name = MASKED_NAME;
  if ('category' in holder) holder.category = null;
}
