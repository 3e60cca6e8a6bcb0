import { ConnectorError } from '../errors.ts';
import type { Api } from '../http/api.ts';
import type { Row } from '../row.ts';

/**
 * How an account writes something, where it has been seen in several forms and most rows do not show which one it is. It
 * is learned before the first row is written, and kept in the state.
 */
export interface Convention {
  /** The column that is made by it: learned only where this is selected. */
  readonly column: string;
  /** Its member in the state. */
  readonly key: string;
  /** What each form means, as a clause for people. */
  readonly forms: Readonly<Record<string, string>>;
  /** The form that holds where nothing shows which one it is. */
  readonly assumed: string;
  /** The endpoints that are asked to find it out, as a rule once each. */
  readonly asks: readonly string[];
  /** Finds the form out. With `thorough`, no row of the account may contradict what is found. */
  learn(api: Api, thorough: boolean): Promise<Finding>;
  /** The form that a row shows by itself. */
  shownBy(row: Row): string | undefined;
  /** The column of a row by that form. */
  make(row: Row, form: string): unknown;
}

export interface Finding {
  readonly form: string;
  /** What shows it, for people; absent where the form is only assumed. */
  readonly evidence?: string;
}

/** A row rules out the form that a column was made by. */
export class DisprovedForm extends ConnectorError {
  readonly shown: string;

  constructor(stream: string, { column, forms }: Convention, shown: string) {
    super(
      'transient_error',
      `${stream}: a record shows that ${forms[shown]}. The column ${column} was computed under the opposite assumption. The next sync reads everything again.`,
    );
    this.shown = shown;
  }
}
