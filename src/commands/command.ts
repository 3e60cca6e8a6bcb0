import type { Output } from '../airbyte/output.ts';

/** What the process ends with: 0 if all is done, 1 if not. */
export type Outcome = 0 | 1;

/** Files that the user named. */
export interface Files {
  readonly config: string;
  readonly catalog: string;
  readonly state: string | undefined;
  /** What `preview` is to show. */
  readonly stream: string | undefined;
  readonly limit: string | undefined;
}

export type Command = (out: Output, files: Files, signal: AbortSignal) => Promise<Outcome>;
