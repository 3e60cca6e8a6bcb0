import { isBadParameter, isGone } from '../../streams/failure.ts';
import { Recent } from '../recent.ts';
import { personIn } from '../references.ts';
import { Awaits, Reject } from '../reject.ts';
import type { Run } from '../run.ts';
import { type Period, type PeriodKind, type PeriodRow, type Place, slotOf } from './period.ts';
import { FoundPeriods } from './period_found.ts';
import { PeriodLists } from './period_lists.ts';

/** Finds the periods of rows: in what this run wrote, in the look at their lot, or else in Personio. */
export class PeriodFinder<P extends Period> {
  readonly #kind: PeriodKind<P>;
  readonly #run: Run;
  readonly #lists: PeriodLists;
  /** What this run wrote, by slot and by id. */
  readonly #recent = new Recent<readonly P[]>();
  /** Ids of neighbours that Personio changed on its own: what is known of them is outdated. */
  readonly #outdated = new Recent<true>();

  constructor(run: Run, kind: PeriodKind<P>) {
    this.#kind = kind;
    this.#run = run;
    this.#lists = new PeriodLists(run.api, kind.lists);
  }

  async look(rows: readonly PeriodRow[]): Promise<FoundPeriods<P>> {
    const found = new FoundPeriods<P>(!this.#run.isSettled(), async () => {
      await this.#run.settled();
      return await this.look(rows);
    });
    const ids = new Set(rows.flatMap(({ id }) => id ?? []));
    for await (const row of this.#lists.withIds([...ids])) found.addById(await this.#kind.periodOf(row));
    const places: (Place & { person: string })[] = [];
    for (const row of rows.filter(({ id }) => id === undefined)) {
      const place = await this.#placeIfKnown(row);
      if (place?.person !== undefined) places.push({ ...place, person: place.person });
    }
    for (const { slot } of places) found.expect(slot);
    const refused = (person: string) => {
      for (const place of places) if (place.person === person) found.forget(place.slot);
    };
    for await (const row of this.#lists.around(places, refused)) {
      const period = await this.#kind.periodOf(row);
      if (period) found.add(slotOf(period), period);
    }
    return found;
  }

  /** Throws Reject or Awaits. */
  async placeOf({ values, target, named }: PeriodRow): Promise<Place> {
    const person = (await personIn(values, 'person', this.#run))?.id;
    const at = await this.#kind.markOf(values);
    return { ...at, person, named, slot: slotOf({ person: person ?? target, mark: at.mark }) };
  }

  async withId(id: string, found: FoundPeriods<P>): Promise<P | undefined> {
    const own = this.#recent.over(id, undefined);
    const [period] = own ?? [found.withId(id) ?? (await this.#read(id))];
    return period && this.#current(period);
  }

  /** The periods with the key of a row. */
  async at(place: Place, { operation }: PeriodRow, found: FoundPeriods<P>): Promise<readonly P[]> {
    const own = this.#recent.over(place.slot, undefined);
    const known = own ?? found.at(place.slot) ?? (await this.inPersonio(place));
    const periods = (await Promise.all(known.map((each) => this.#current(each))))
      .filter((each) => each !== undefined)
      // Personio may have moved it.
      .filter(({ mark }) => mark === place.mark);
    // If it is there all the same, Personio refuses to create it.
    const isCreate = operation === 'insert' || operation === 'upsert';
    return periods.length > 0 || own || isCreate || !this.#kind.hidesSome ? periods : this.inPersonio(place);
  }

  /** Looks in Personio, not in memory. A list may still show what this run removed. Throws Reject if it is refused. */
  async inPersonio({ person, mark, start, named }: Place): Promise<P[]> {
    // A dry run would create the person.
    if (person === undefined) return [];
    const periods = new Map<string | undefined, P>();
    try {
      for await (const row of this.#lists.of(person, this.#kind.hidesSome ? undefined : start)) {
        const period = await this.#kind.periodOf(row);
        if (period?.mark === mark && period.person === person && !this.#isRemoved(period))
          periods.set(period.id, period);
      }
    } catch (error) {
      if (!isBadParameter(error) && !isGone(error)) throw error;
      throw new Reject('unknown_reference', 'Personio refuses to list the periods of this person.', { member: named });
    }
    return [...periods.values()];
  }

  /** The run wrote it; `siblings` had the same key before. */
  wrote(
    period: P,
    siblings: readonly P[],
    { before, affected }: { before?: P; affected?: readonly string[] } = {},
  ): void {
    const others = siblings.filter(({ id }) => id !== period.id);
    const isMoved = before !== undefined && slotOf(before) !== slotOf(period);
    if (isMoved) this.#recent.wrote(slotOf(before), others);
    this.#recent.wrote(slotOf(period), isMoved ? [period] : [period, ...others]);
    if (period.id !== undefined) {
      this.#recent.wrote(period.id, [period]);
      this.#outdated.wrote(period.id, undefined);
    }
    for (const id of affected ?? []) this.#outdated.wrote(id, true);
  }

  removed(period: P, siblings: readonly P[]): void {
    this.#recent.wrote(
      slotOf(period),
      siblings.filter(({ id }) => id !== period.id),
    );
    if (period.id !== undefined) this.#recent.wrote(period.id, []);
  }

  /** Reads it again if Personio changed it on its own. Undefined if it is gone. */
  async #current(period: P): Promise<P | undefined> {
    if (period.id === undefined || !this.#outdated.over(period.id, undefined)) return period;
    return this.#read(period.id);
  }

  #isRemoved({ id = '' }: P): boolean {
    return this.#recent.over(id, undefined)?.length === 0;
  }

  async #read(id: string): Promise<P | undefined> {
    const row = await this.#lists.one(id);
    return row && this.#kind.periodOf(row);
  }

  async #placeIfKnown(row: PeriodRow): Promise<Place | undefined> {
    try {
      return await this.placeOf(row);
    } catch (error) {
      // Writing the row will say so.
      if (error instanceof Reject || error instanceof Awaits) return undefined;
      throw error;
    }
  }
}
