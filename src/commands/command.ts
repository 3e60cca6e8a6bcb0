import type { Output } from '../airbyte/output.ts';

/** What the process ends with: 0 if all is done, 1 if not. */
export type Outcome = 0 | 1;

/** What the user gave: paths of files, and what `preview` shows. */
export interface Flags {
  readonly config: string;
  readonly catalog: string;
  readonly state: string | undefined;
  readonly stream: string | undefined;
  readonly limit: string | undefined;
  /** Names, separated by commas. */
  readonly columns: string | undefined;
  readonly json: boolean;
}

export type Command = (out: Output, flags: Flags, signal: AbortSignal) => Promise<Outcome>;
