import { type Check, checkOf, fitted } from '../convert.ts';
import type { JsonSchema } from '../json_schema.ts';
import { isNone, isObject, type Row } from '../row.ts';
import type { FlatMade } from '../streams/flat.ts';
import type { Stream } from '../streams/stream.ts';
import { addDays, dayOf, localOf } from '../times.ts';

type Read = (row: Row) => unknown;

interface Column {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly read: Read;
  readonly fits: Check;
}

const MINUTE_MS = 60_000;

/** Adds the flat columns that are selected: what nobody wants costs nothing. */
export class FlatColumns {
  readonly #columns: readonly Column[];

  /** `schema` is that of the stream, before what privacy makes of it. */
  constructor({ flat }: Stream, { properties = {} }: JsonSchema, selected: ReadonlySet<string>) {
    this.#columns = flat
      .filter(({ column }) => selected.has(column))
      .map(({ column, paths, type, made }) => {
        const schema = properties[column] ?? {};
        const reads = paths.map(reader);
        const read = made ? (row: Row) => MAKE[made](reads.map((each) => each(row))) : firstOf(reads);
        return {
          name: column,
          schema,
          // What a date is cut from is no date: cut here, it need not be converted.
          read: type === 'date' ? (row: Row) => dayIn(read(row)) : read,
          fits: checkOf(schema),
        };
      });
  }

  /** Gives the row its columns. True if all of them fit their types. */
  add(row: Row): boolean {
    let allFit = true;
    for (const { name, schema, read, fits } of this.#columns) {
      const value = read(row) ?? row[name] ?? null;
      row[name] = fits(value)
        ? value
        : fitted(value, schema, (unfit) => {
            allFit = false;
            return unfit;
          });
    }
    return allFit;
  }
}

/** The value at a path of members. */
function reader(path: string): Read {
  const [first = '', second, ...deeper] = path.split('.');
  if (second === undefined) return (row) => row[first];
  if (deeper.length > 0) throw new Error(`No flat column is read from ${path}: it lies too deep.`);
  return (row) => {
    const holder = row[first];
    return isObject(holder) ? holder[second] : undefined;
  };
}

function firstOf(reads: readonly Read[]): Read {
  const [only] = reads;
  if (only && reads.length === 1) return only;
  return (row) => {
    for (const read of reads) {
      const value = read(row);
      if (!isNone(value)) return value;
    }
    return undefined;
  };
}

/** The day that a value says; the value itself where it says none, so that it is named as one that does not fit. */
const dayIn = (value: unknown): unknown => (isNone(value) ? undefined : (dayOf(value) ?? value));

const MAKE: Readonly<Record<FlatMade, (values: readonly unknown[]) => unknown>> = {
  'day before': ([value]) => {
    const day = dayOf(value);
    return day === undefined ? value : addDays(day, -1);
  },
  'last day': ([value]) => dayOf(value) ?? value,
  'minutes between': ([start, end]) => {
    const [from, to] = [localOf(start), localOf(end)];
    return from === undefined || to === undefined
      ? undefined
      : (Date.parse(`${to}Z`) - Date.parse(`${from}Z`)) / MINUTE_MS;
  },
};
