/**
 * A column next to an object, with the value that everybody needs from it: typed, so that nobody has to parse the
 * object. The schemas' columns are generated from this (`npm run docs`).
 */
export interface FlatColumn {
  readonly column: string;
  /** Where the value is; of several paths, the first that has one. */
  readonly paths: readonly string[];
  readonly type: FlatType;
  /** What it contains, as sentences. Its source is added. */
  readonly description: string;
  /** How it is computed, if it is not the value itself. */
  readonly made?: FlatMade;
}

/** `local` is a date and time without a zone, `time` one in UTC. */
export type FlatType = 'text' | 'number' | 'date' | 'local' | 'time';

/** The day before a day; the minutes from the first path to the second; or by the stream's convention. */
export type FlatMade = 'day before' | 'minutes between' | 'by convention';

export const flat = (
  column: string,
  path: string | readonly string[],
  type: FlatType,
  description: string,
  made?: FlatMade,
): FlatColumn => ({
  column,
  paths: [path].flat(),
  type,
  description,
  ...(made && { made }),
});

/** The state of an approval, which Personio wraps the same way everywhere. */
export const approvalStatus = (...values: string[]): FlatColumn =>
  flat('approval_status', 'approval.status', 'text', `State of the approval. Known values: ${values.join(', ')}.`);
