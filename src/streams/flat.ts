/**
 * A column that is added beside an object, for what everybody needs of it: typed, so that tables need not be taken apart.
 * The schema's columns are written from this (`npm run docs`).
 */
export interface FlatColumn {
  readonly column: string;
  /** Where the value stands; of several, the first that has one. */
  readonly paths: readonly string[];
  readonly type: FlatType;
  /** What is in it, as sentences. Where it comes from is added. */
  readonly description: string;
  /** How it is made, where it is not the value as it stands there. */
  readonly made?: FlatMade;
}

/** `local` is a date and time without zone, `time` one in UTC. */
export type FlatType = 'text' | 'number' | 'date' | 'local' | 'time';

/** The day before a day; the minutes from the first path to the second; or as the stream's convention says. */
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

/** The state of an approval, which Personio wraps everywhere alike. */
export const approvalStatus = (...values: string[]): FlatColumn =>
  flat('approval_status', 'approval.status', 'text', `State of the approval. Known values: ${values.join(', ')}.`);
