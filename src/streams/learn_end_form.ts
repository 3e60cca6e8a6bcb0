import { withPatience } from '../http/api.ts';
import { isKey, type Row, scalarText } from '../row.ts';
import { dayOf } from '../times.ts';
import { candidateRank, type EndForm, formShownBy, provesLastDay } from './absence_end.ts';
import type { Finding } from './convention.ts';
import { isFailedList, isGone, isOfLogin, isServerFault } from './failure.ts';
import { childPath } from './partitions/children.ts';
import type { Api, Stream } from './stream.ts';

/** How many breakdowns are requested, and how many pages of absences are searched for them. */
const MOST_ASKED = 5;
const MOST_PAGES = 5;

/** The bounds of an absence, as Personio sends them. */
interface Candidate {
  readonly id: string;
  readonly start: unknown;
  readonly end: unknown;
}

export interface EndFormSources {
  readonly absences: Stream;
  readonly breakdowns: Stream;
  readonly boundsOf: (row: Row) => { readonly start: unknown; readonly end: unknown };
}

/**
 * Finds out how an account writes the end of its absences: from the days of a breakdown, or else from an absence that
 * only fits one form. It searches the full list, never the changes. `thorough` reads to the end until something shows
 * the form, so that no row can contradict an assumption.
 */
export async function learnEndForm(
  { absences, breakdowns, boundsOf }: EndFormSources,
  api: Api,
  thorough: boolean,
): Promise<Finding> {
  const asker = new BreakdownAsker(breakdowns, api);
  // A broken record makes the list fail. The stream can work around that, and this search is optional.
  const list = withPatience(api, { divisible: true });
  let isLastDay = false;
  let pages = 0;
  try {
    for await (const page of absences.pages(list, absences.whole())) {
      const rows = page.rows.flatMap((row) => absences.rowsOf(row));
      const form = await asker.firstAnswer(candidates(rows, boundsOf));
      if (form) return { form, evidence: 'the breakdown of an absence' };
      isLastDay ||= rows.some((row) => showsLastDay(boundsOf(row)));
      const isSearched = ++pages >= MOST_PAGES || !asker.mayAsk;
      if (isSearched && (isLastDay || !thorough)) break;
    }
  } catch (error) {
    leaveToStream(error);
  }
  return isLastDay ? { form: 'last_day', evidence: 'an absence of one day' } : { form: 'exclusive' };
}

const showsLastDay = ({ start, end }: Pick<Candidate, 'start' | 'end'>): boolean => provesLastDay(start, end);

/** Absences whose breakdown would show the form, the best first. */
function candidates(rows: readonly Row[], boundsOf: EndFormSources['boundsOf']): Candidate[] {
  const ranked = rows.flatMap((row) => {
    const { start, end } = boundsOf(row);
    const rank = isKey(row.id) ? candidateRank(start, end) : undefined;
    return rank === undefined ? [] : [{ rank, candidate: { id: scalarText(row.id), start, end } }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ candidate }) => candidate);
}

/** Requests breakdowns until one shows the form, a few at most. */
class BreakdownAsker {
  readonly #breakdowns: Stream;
  readonly #api: Api;
  #left = MOST_ASKED;

  /** If the server fails or does not answer, the stream need not wait. */
  constructor(breakdowns: Stream, api: Api) {
    this.#breakdowns = breakdowns;
    this.#api = withPatience(api, { dispensable: true });
  }

  get mayAsk(): boolean {
    return this.#left > 0;
  }

  async firstAnswer(candidates: readonly Candidate[]): Promise<EndForm | undefined> {
    for (const candidate of candidates) {
      if (!this.mayAsk) return undefined;
      this.#left--;
      const form = await this.#ask(candidate);
      if (form) return form;
    }
    return undefined;
  }

  async #ask({ id, end }: Candidate): Promise<EndForm | undefined> {
    const path = childPath(this.#breakdowns, id);
    const days: (string | undefined)[] = [];
    try {
      for await (const { rows } of this.#breakdowns.pages(this.#api, { ...this.#breakdowns.whole(), path }))
        days.push(...rows.map(({ date }) => dayOf(date)));
    } catch (error) {
      leaveToStream(error);
      // If this absence is gone or broken, another one may have a breakdown; otherwise none has.
      if (!isGone(error) && !isServerFault(error)) this.#left = 0;
      return undefined;
    }
    return formShownBy(days, end);
  }
}

/** A failing request teaches nothing; if it matters, it fails again when the stream is read. */
function leaveToStream(error: unknown): void {
  if (!isFailedList(error) || isOfLogin(error)) throw error;
}
