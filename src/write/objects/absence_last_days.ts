import { type Api, withPatience } from '../../http/api.ts';
import { isObject } from '../../row.ts';
import { type EndForm, formShownBy, lastDay, provesLastDay } from '../../streams/absence_end.ts';
import { AbsenceBreakdowns } from '../../streams/absences.ts';
import { isFailedList, isOfLogin } from '../../streams/failure.ts';
import { childPath } from '../../streams/partitions/children.ts';
import { type Day, dayOf } from '../../times.ts';
import { Turns } from '../turns.ts';

/** After so many breakdowns that showed nothing, no more are requested. */
const MOST_VAIN = 20;
const SATURDAY = 6;

/** An absence that is counted in days, with its start and end as Personio sends them. */
interface Absence {
  readonly id: string | undefined;
  readonly starts: unknown;
  readonly ends: unknown;
}

/**
 * The last days of absences. Personio writes the end as that day or as the midnight after it, and most absences do not
 * show which: so the usual form is learned from a breakdown, and another breakdown is requested where it contradicts a
 * row. Once that has shown that there are both forms, every breakdown is.
 */
export class LastDays {
  readonly #api: Api;
  readonly #breakdowns = new AbsenceBreakdowns();
  readonly #unknown: () => void;
  /** By the half of the day with which absences end: half a day may be written in another form. */
  readonly #usual = new Map<unknown, EndForm | 'both'>();
  #vain = 0;
  /** One after another, so that the next knows what the one before has learned. */
  readonly #turns = new Turns();

  /** `unknown` is called if nothing shows the form. */
  constructor(api: Api, unknown: () => void) {
    // Without the answer, a row can still be compared.
    this.#api = withPatience(api, { dispensable: true });
    this.#unknown = unknown;
  }

  /** The last day; undefined while it is open. If both forms are possible, it is the `claimed` one. */
  async of(absence: Absence, claimed?: Day): Promise<Day | undefined> {
    const { starts, ends } = absence;
    const day = (form: EndForm) => lastDay(starts, ends, form);
    const [named, before] = [day('last_day'), day('exclusive')];
    const isCertain = named === before || provesLastDay(starts, ends);
    // A row that fits neither form differs in any case.
    if (isCertain || (claimed !== undefined && claimed !== named && claimed !== before)) return named;
    return this.#turns.take('', async () => {
      const learned = this.#usual.get(halfOf(ends));
      const usual = learned === undefined || learned === 'both' ? undefined : day(learned);
      if (usual !== undefined && (claimed === undefined || claimed === usual)) return usual;
      const form = await this.#shown(absence);
      if (form) return day(form);
      if (usual !== undefined) return usual;
      this.#unknown();
      return claimed ?? before;
    });
  }

  /** The form that the breakdown of an absence shows. */
  async #shown({ id, ends }: Absence): Promise<EndForm | undefined> {
    if (id === undefined || this.#vain >= MOST_VAIN) return undefined;
    const learned = this.#usual.get(halfOf(ends));
    const form = formShownBy(await this.#daysOf(id), ends);
    this.#vain = form ? 0 : this.#vain + 1;
    // Without weekends, a breakdown ends on Friday in both forms.
    const isWeak = form === 'exclusive' && new Date(dayOf(ends) ?? '').getUTCDay() === SATURDAY;
    if (isWeak && learned === 'last_day') return undefined;
    if (form) this.#usual.set(halfOf(ends), learned === undefined || learned === form ? form : 'both');
    return form;
  }

  async #daysOf(id: string): Promise<(Day | undefined)[]> {
    const days: (Day | undefined)[] = [];
    try {
      const part = { ...this.#breakdowns.whole(), path: childPath(this.#breakdowns, id) };
      for await (const { rows } of this.#breakdowns.pages(this.#api, part))
        days.push(...rows.map(({ date }) => dayOf(date)));
    } catch (error) {
      if (!isFailedList(error) || isOfLogin(error)) throw error;
      return [];
    }
    return days;
  }
}

const halfOf = (end: unknown): unknown => (isObject(end) ? end.type : undefined);
