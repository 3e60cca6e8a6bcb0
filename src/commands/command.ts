import type { Output } from '../airbyte/output.ts';

/** The exit code: 0 if everything was done, 1 otherwise. */
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
  /** The arguments after the name of a command that parses its own options. */
  readonly rest: readonly string[];
}

export type Command = (out: Output, flags: Flags, signal: AbortSignal) => Promise<Outcome>;
