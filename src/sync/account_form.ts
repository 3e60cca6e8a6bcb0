import type { Output } from '../airbyte/output.ts';
import { ConnectorError } from '../errors.ts';
import type { RecordBuilder } from '../records/builder.ts';
import { type Convention, DisprovedForm, type Finding } from '../streams/convention.ts';
import type { Api, Stream } from '../streams/stream.ts';
import type { Cursor } from './cursor.ts';
import { ASSUMED_FORM, UNKNOWN_FORM } from './saved_state.ts';

/** Learns the form of a stream's convention if a selected column depends on it. */
export async function learnForm({ convention }: Stream, builder: RecordBuilder, api: Api): Promise<void> {
  if (convention && builder.columns.includes(convention.column))
    builder.form = (await convention.learn(api, false)).form;
}

/** The form that one sync of a stream uses: chosen before the first row, reconsidered when a row disproves it. */
export class AccountForm {
  readonly #stream: Stream;
  readonly #cursor: Cursor;
  #shownInThisSync = false;

  constructor(stream: Stream, cursor: Cursor) {
    this.#stream = stream;
    this.#cursor = cursor;
  }

  /**
   * Gives the builder its form: the one in the state, unless everything is read from the beginning anyway or the state
   * only assumed it. If earlier records were written under a wrong assumption, everything is read again.
   */
  async settle(builder: RecordBuilder, api: Api, out: Output): Promise<void> {
    const { convention, name } = this.#stream;
    if (!convention || !builder.columns.includes(convention.column)) return;
    const { form: saved, isFresh } = this.#cursor;
    const { form, evidence } = await this.#find(convention, api);
    const isWrong = saved === ASSUMED_FORM && form !== convention.assumed && !isFresh;
    if (isWrong) this.#cursor.forget();
    this.#cursor.form = evidence === undefined ? ASSUMED_FORM : form;
    builder.form = form;
    const again = isWrong ? ' Earlier records assumed otherwise, so everything is read again.' : '';
    const source = evidence === undefined ? 'assumed, because nothing shows it' : `shown by ${evidence}`;
    await out.log('INFO', `${name}: ${convention.forms[form]} (${source}).${again}`);
  }

  async #find(convention: Convention, api: Api): Promise<Finding> {
    const { form: saved, isFresh } = this.#cursor;
    const kept = saved === UNKNOWN_FORM || saved === ASSUMED_FORM ? undefined : saved;
    const fromState = kept !== undefined && { form: kept, evidence: 'an earlier sync' };
    if (fromState && !isFresh) return fromState;
    const found = await convention.learn(api, isFresh);
    this.#shownInThisSync = found.evidence !== undefined;
    return found.evidence === undefined && fromState ? fromState : found;
  }

  /** Interprets a failure of the stream. If a row disproved the form, nothing written so far counts. */
  judge(error: unknown): unknown {
    const { convention, name } = this.#stream;
    if (!convention || !(error instanceof DisprovedForm)) return error;
    this.#cursor.forget();
    this.#cursor.form = this.#shownInThisSync ? UNKNOWN_FORM : error.shown;
    return this.#shownInThisSync ? contradiction(name, convention, error) : error;
  }
}

/** The account uses several forms at the same time. */
function contradiction(name: string, { column, forms }: Convention, cause: Error): ConnectorError {
  const both = Object.values(forms).map((form) => `some ${form}`);
  return new ConnectorError(
    'config_error',
    `${name}: the column ${column} cannot be computed, because Personio's records contradict each other: ${both.join(', ')}. Deselect ${column}.`,
    { cause },
  );
}
