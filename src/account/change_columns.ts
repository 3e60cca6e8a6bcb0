import type { JsonSchema } from '../json_schema.ts';
import type { Stream } from '../streams/stream.ts';

/** When the sync that saw this version of the row began. */
export const OBSERVED_AT = 'observed_at';
/** When the row was removed. The platform defines this name, and destinations act on it. */
export const DELETED_AT = '_ab_cdc_deleted_at';

const time = (description: string): JsonSchema => ({
  type: ['null', 'string'],
  format: 'date-time',
  airbyte_type: 'timestamp_with_timezone',
  description,
});

const OBSERVED_AT_SCHEMA = time(
  'Start of the sync that saw this version of the record, in UTC; each sync has a later one.',
);

const DELETED_AT_SCHEMA = time(
  'When the record was removed in Personio, as far as known, in UTC. Set only in records that report a removal; they contain little more than the key.',
);

/** True for a stream whose rows have the time they were seen: each sync reads all of them, or all of a month. */
export const observes = ({ removals, groupedBy }: Stream): boolean =>
  removals?.compared === 'every sync' || groupedBy !== undefined;

/** The cursor of a stream: its own or, with marks, the time a version was seen. */
export const cursorOf = (stream: Stream, mark: boolean): string | undefined =>
  stream.cursorField ?? (mark && observes(stream) ? OBSERVED_AT : undefined);

/** The columns for changes and removals, if `deletions.mark` is on. */
export function changeColumns(stream: Stream): Record<string, JsonSchema> {
  return {
    ...(observes(stream) && { [OBSERVED_AT]: OBSERVED_AT_SCHEMA }),
    ...(stream.removals && { [DELETED_AT]: DELETED_AT_SCHEMA }),
  };
}

interface Configured {
  readonly schema: JsonSchema;
  readonly cursorField?: string | undefined;
}

/** The change columns of a read. A column that the catalog names stays when `mark` is switched off. */
export const readColumns = (stream: Stream, configured: Configured, mark: boolean): Record<string, JsonSchema> =>
  Object.fromEntries(Object.entries(changeColumns(stream)).filter(([name]) => mark || asksFor(configured, name)));

/** True if the catalog requests the column by name, as the cursor or as a field. */
const asksFor = ({ schema, cursorField }: Configured, column: string): boolean =>
  cursorField === column || Object.hasOwn(schema.properties ?? {}, column);
