import type { WritingApi } from '../../http/api.ts';
import { isObject, type Row, scalarText } from '../../row.ts';
import { isBadParameter, isGone } from '../../streams/failure.ts';
import type { ListStream } from '../../streams/list.ts';
import { NameReader } from '../../streams/names.ts';
import type { NameForm, Page, Partition, RangeFilter } from '../../streams/partition.ts';
import { toInstant } from '../../times.ts';
import { objectIn } from '../answers.ts';
import { type Ask, costOf, Density, MOST_PERSONS, msOf, planLook, type Sought } from './period_plan.ts';

export interface PeriodListOptions {
  readonly stream: ListStream;
  /** Bounds the starts of periods. */
  readonly filter: RangeFilter;
  /** How many periods a person has on a day, roughly. */
  readonly perDay: number;
  /** A window extends by this much beyond the starts that are looked for. */
  readonly marginMs: number;
}

/** The documentation prefers commas for people, and repeats the parameter for ids. */
const FORMS: readonly [NameForm, ...NameForm[]] = ['commas', 'repeated'];

/** Reads the periods that Personio has, with few requests. What it returns may include others. */
export class PeriodLists {
  readonly #api: WritingApi;
  readonly #options: PeriodListOptions;
  // Apart, because each parameter may want its own form.
  readonly #personNames = new NameReader();
  readonly #idNames = new NameReader();
  readonly #density = new Density();

  constructor(api: WritingApi, options: PeriodListOptions) {
    this.#api = api;
    this.#options = options;
  }

  /**
   * The periods of these people that start then. If Personio refuses to list those of a person, `refused` receives the
   * person's id.
   */
  async *around(sought: readonly Sought[], refused: (person: string) => void): AsyncGenerator<Row> {
    const { perDay, marginMs } = this.#options;
    const asks = planLook(sought, perDay, marginMs);
    const everybody = this.#density.everybody(asks);
    if (everybody && everybody.cost < costOf(asks)) {
      const rows = await this.#ofEverybody(everybody, sought, costOf(asks));
      if (rows) {
        yield* rows;
        return;
      }
    }
    for (const ask of asks) {
      const persons = ask.persons ?? [];
      for (let first = 0; first < persons.length; first += MOST_PERSONS)
        yield* this.#ofPersons(persons.slice(first, first + MOST_PERSONS), ask, refused);
    }
  }

  /** The periods of a person that start at about that time; all of them without a time. */
  async *of(person: string, start?: string): AsyncGenerator<Row> {
    const { marginMs } = this.#options;
    const at = start === undefined ? undefined : msOf(start);
    yield* this.#named([person], at === undefined ? {} : this.#range(at - marginMs, at + marginMs));
  }

  /** Those of these ids that the list shows. It may lack some: see `one`. */
  async *withIds(ids: readonly string[]): AsyncGenerator<Row> {
    for (let first = 0; first < ids.length; first += MOST_PERSONS) {
      const names = {
        parameter: 'id',
        forms: FORMS,
        member: 'id',
        values: ids.slice(first, first + MOST_PERSONS),
      };
      try {
        yield* rowsOf(this.#idNames.pages(names, (query) => this.#pages({ query })));
      } catch (error) {
        // One of them may be no id at all.
        if (!isBadParameter(error) && !isGone(error)) throw error;
      }
    }
  }

  /** The period with this id. Undefined if there is none. */
  async one(id: string): Promise<Row | undefined> {
    const { path } = this.#options.stream;
    const request = { route: `${path}/{id}`, target: `${path}/${encodeURIComponent(id)}` };
    try {
      return await this.#api.get(request, objectIn);
    } catch (error) {
      if (isGone(error) || isBadParameter(error)) return undefined;
      throw error;
    }
  }

  /** Undefined if it would take more requests than that. */
  async #ofEverybody(ask: Ask, sought: readonly Sought[], most: number): Promise<Row[] | undefined> {
    const persons = new Set(sought.map(({ person }) => person));
    const kept: Row[] = [];
    let [read, requests] = [0, 0];
    for await (const { rows, next } of this.#pages(this.#range(ask.from, ask.to))) {
      read += rows.length;
      requests++;
      kept.push(...rows.filter(({ person }) => isObject(person) && persons.has(scalarText(person.id))));
      const isAll = next === undefined;
      if (isAll || requests >= most) {
        this.#density.learn(ask, read, isAll);
        return isAll ? kept : undefined;
      }
    }
    return undefined;
  }

  async *#ofPersons(
    persons: readonly string[],
    { from, to }: Ask,
    refused: (person: string) => void,
  ): AsyncGenerator<Row> {
    try {
      yield* this.#named(persons, this.#range(from, to));
    } catch (error) {
      if (!isBadParameter(error) && !isGone(error)) throw error;
      const [first = '', ...others] = persons;
      // One of them may be the reason.
      if (others.length === 0) refused(first);
      else for (const person of persons) yield* this.#ofPersons([person], { from, to, cost: 1 }, refused);
    }
  }

  async *#named(persons: readonly string[], bounds: Bounds): AsyncGenerator<Row> {
    const names = { parameter: 'person.id', forms: FORMS, member: 'person', values: persons };
    yield* rowsOf(this.#personNames.pages(names, (query) => this.#pages({ ...bounds, query })));
  }

  #pages({ query = {}, range }: Bounds): AsyncGenerator<Page> {
    const whole = this.#options.stream.whole();
    const partition: Partition = { ...whole, query: { ...whole.query, ...query }, ...(range && { range }) };
    return this.#options.stream.pages(this.#api, partition);
  }

  #range(from: number, to: number): Bounds {
    return { range: { filter: this.#options.filter, range: { from: toInstant(from), to: toInstant(to) } } };
  }
}

type Bounds = Partial<Pick<Partition, 'query' | 'range'>>;

async function* rowsOf(pages: AsyncGenerator<Page>): AsyncGenerator<Row> {
  for await (const { rows } of pages) yield* rows;
}
