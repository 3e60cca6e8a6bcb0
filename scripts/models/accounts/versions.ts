// What earlier syncs of an account wrote: rows with other values, and rows that were removed since.
import type { Row } from '../../../answers/duckdb.ts';
import { propertiesOf } from '../streams.ts';
import { keyIn, type Source } from '../tables.ts';

const BEFORE = '2026-03-16T06:00:00Z';
const REMOVED = '2026-03-17T05:00:00Z';
/** A person who was removed. Personio did not report that this person's rows are removed too. */
const GONE = 'gone';
const EVERY = 7;

/** The columns of streams that report removed rows. */
const TIME = { type: 'string', format: 'date-time' };
const MARKED = { observed_at: TIME, _ab_cdc_deleted_at: TIME };

export function sourcesOf(rows: ReadonlyMap<string, readonly Row[]>): Source[] {
  return [...rows].map(([stream, present]) => {
    const properties = { ...propertiesOf(stream), ...MARKED };
    const key = keyIn(properties);
    const orphans = 'person_id' in properties ? some(present).map((row) => ofGone(row, key)) : [];
    const removed = [...some(present).map((row) => renamed(row, key)), ...(stream === 'persons' ? [gonePerson] : [])];
    const tombstones = removed.map((row) => ({ [key]: row[key], updated_at: REMOVED, _ab_cdc_deleted_at: REMOVED }));
    const before = [...earlier(present, key), ...removed, ...orphans];
    return { stream, properties, syncs: [before, [...present, ...tombstones]] };
  });
}

/** Every other row as another one is now. */
function earlier(rows: readonly Row[], key: string): Row[] {
  return rows.flatMap((row, at) =>
    at % 2 === 0 ? [{ ...rows[(at + 1) % rows.length], [key]: row[key], updated_at: BEFORE }] : [],
  );
}

const some = (rows: readonly Row[]): Row[] => rows.filter((_, at) => at % EVERY === 3);
const renamed = (row: Row, key: string): Row => ({ ...row, [key]: `removed ${row[key]}`, updated_at: BEFORE });
const ofGone = (row: Row, key: string): Row => ({ ...row, [key]: `orphan ${row[key]}`, person_id: GONE });
const gonePerson: Row = { id: GONE, last_name: 'Gone', updated_at: BEFORE };
