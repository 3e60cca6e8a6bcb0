import type { Output } from '../airbyte/output.ts';

/** What the process ends with: 0 if everything is done, 1 if not. */
export type Outcome = 0 | 1;

/** What the user gave on the command line. */
export interface Flags {
  /** The path of a file. */
  readonly config: string;
  /** The path of a file; empty if there is none. */
  readonly catalog: string;
  /** The path of a file. */
  readonly state: string | undefined;
  readonly stream: string | undefined;
  /** Names, separated by commas. */
  readonly streams: string | undefined;
  /** Names, separated by commas. */
  readonly columns: string | undefined;
  readonly limit: string | undefined;
  readonly json: boolean;
  /** What follows the name of a command that has options of its own. */
  readonly rest: readonly string[];
}

export type Command = (out: Output, flags: Flags, signal: AbortSignal) => Promise<Outcome>;
