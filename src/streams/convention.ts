import { ConnectorError } from '../errors.ts';
import type { Api } from '../http/api.ts';
import type { Row } from '../row.ts';

/**
 * How an account writes something, if it has been seen in several forms and most rows do not reveal which. It is
 * learned before the first row is written, and kept in the state.
 */
export interface Convention {
  /** The column that depends on it: learned only if this column is selected. */
  readonly column: string;
  /** Its member in the state. */
  readonly key: string;
  /** What each form means, as a clause for people. */
  readonly forms: Readonly<Record<string, string>>;
  /** The form to assume if nothing shows it. */
  readonly assumed: string;
  /** The endpoints used to find it out, usually with one request each. */
  readonly asks: readonly string[];
  /** Finds out the form. With `thorough`, no row of the account may contradict the result. */
  learn(api: Api, thorough: boolean): Promise<Finding>;
  /** The form that a row shows by itself. */
  shownBy(row: Row): string | undefined;
  /** The column of a row in that form. */
  make(row: Row, form: string): unknown;
}

export interface Finding {
  readonly form: string;
  /** What shows it, for people; absent if the form is only assumed. */
  readonly evidence?: string;
}

/** A row disproves the form that a column was computed with. */
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
