// The tables that loaders make of the records of several syncs.
import type { Row } from '../../answers/duckdb.ts';
import type { Properties, Table } from './load.ts';

const DELETED_AT = '_ab_cdc_deleted_at';
const EXTRACTED_AT = '_airbyte_extracted_at';

export interface Source {
  readonly stream: string;
  readonly properties: Properties;
  /** The records of each sync. */
  readonly syncs: readonly (readonly Row[])[];
}

/** How a loader keeps rows. */
export type Shape = 'deduplicated' | 'appended';

export const tableOf = (source: Source, shape: Shape): Table =>
  shape === 'deduplicated' ? deduplicated(source) : appended(source);

/** The newest version of each row, without removed rows. */
function deduplicated({ stream, properties, syncs }: Source): Table {
  const key = keyIn(properties);
  const newest = new Map(syncs.flat().map((row) => [row[key], row]));
  const rows = [...newest.values()].filter((row) => row[DELETED_AT] == null);
  return { name: stream, properties, rows };
}

/** Every version of every row, with the time at which it was stored, in no order. */
function appended({ stream, properties, syncs }: Source): Table {
  const rows = syncs.flatMap((records, at) =>
    records.map((row) => ({ ...row, [EXTRACTED_AT]: `2026-03-17 0${at}:30:00+00:00` })),
  );
  const time = { type: 'string', format: 'date-time' };
  return {
    name: stream,
    properties: { ...properties, [EXTRACTED_AT]: time, [DELETED_AT]: time },
    rows: rows.reverse(),
  };
}

export const keyIn = (properties: Properties): string => ('record_key' in properties ? 'record_key' : 'id');
