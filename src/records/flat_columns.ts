import { type Fitter, fitterOf } from '../convert.ts';
import type { JsonSchema } from '../json_schema.ts';
import { isNone, memberReader, type Row } from '../row.ts';
import type { Convention } from '../streams/convention.ts';
import type { FlatMade } from '../streams/flat.ts';
import type { Stream } from '../streams/stream.ts';
import { addDays, dayOf, localOf } from '../times.ts';

/** Reads a column's value; `form` is that of the stream's convention. */
type Read = (row: Row, form?: string) => unknown;

interface Column {
  readonly name: string;
  readonly read: Read;
  readonly fitValue: Fitter;
}

const MINUTE_MS = 60_000;

/** Adds the selected flat columns. Others cost nothing. */
export class FlatColumns {
  readonly #columns: readonly Column[];

  /** `schema` is the stream's schema before privacy. */
  constructor({ flat, convention }: Stream, { properties = {} }: JsonSchema, selected: ReadonlySet<string>) {
    this.#columns = flat
      .filter(({ column }) => selected.has(column))
      .map(({ column, paths, type, made }) => {
        const reads = paths.map(memberReader);
        const read =
          made === 'by convention' ? byConvention(convention) : made ? makerOf(MAKE[made], reads) : firstOf(reads);
        return {
          name: column,
          // The source of a date is not a date itself; cutting it here avoids a conversion.
          read: type === 'date' ? (row: Row, form?: string) => dayIn(read(row, form)) : read,
          fitValue: fitterOf(properties[column] ?? {}),
        };
      });
  }

  /** Adds the columns to the row. True if all of them fit their types. */
  add(row: Row, form?: string): boolean {
    let allFit = true;
    for (const { name, read, fitValue } of this.#columns)
      row[name] = fitValue(read(row, form) ?? row[name] ?? null, (unfit) => {
        allFit = false;
        return unfit;
      });
    return allFit;
  }
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

const makerOf =
  (make: Make, reads: readonly Read[]): Read =>
  (row) =>
    make(reads.map((read) => read(row)));

const byConvention =
  (convention: Convention | undefined): Read =>
  (row, form) =>
    convention?.make(row, form ?? convention.assumed);

/** The date in a value; otherwise the value itself, so that it is reported as not fitting. */
const dayIn = (value: unknown): unknown => (isNone(value) ? undefined : (dayOf(value) ?? value));

type Make = (values: readonly unknown[]) => unknown;

const MAKE: Readonly<Record<Exclude<FlatMade, 'by convention'>, Make>> = {
  'day before': ([value]) => {
    const day = dayOf(value);
    return day === undefined ? value : addDays(day, -1);
  },
  'minutes between': ([start, end]) => {
    const [from, to] = [localOf(start), localOf(end)];
    return from === undefined || to === undefined
      ? undefined
      : (Date.parse(`${to}Z`) - Date.parse(`${from}Z`)) / MINUTE_MS;
  },
};
