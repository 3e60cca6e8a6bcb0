import type { Account } from '../data/account.ts';
import type { Settings } from '../options.ts';

export type PathValues = Readonly<Record<string, string>>;
export type Parameters = ReadonlyMap<string, string>;

/** What a row may depend on besides its fact. */
export interface View {
  readonly account: Account;
  /** Scheme and host of the request, for links. */
  readonly origin: string;
  /** False if no attribute is released to the credential. */
  readonly released: boolean;
  /** Values of the path's `{…}`. */
  readonly path: PathValues;
  readonly parameters: Parameters;
  /** The row was requested by its id. */
  readonly single: boolean;
  readonly settings: Settings;
}
