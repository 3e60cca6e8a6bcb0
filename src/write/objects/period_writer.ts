import type { Query } from '../../http/api.ts';
import type { Members } from '../members.ts';
import type { ObjectWriter, Task, Written } from '../object.ts';
import { personIn, personMembers } from '../references.ts';
import { Reject } from '../reject.ts';
import type { Run } from '../run.ts';
import { Turns } from '../turns.ts';
import type { Change, Period, PeriodKind, PeriodRow, Place } from './period.ts';
import { affectedIn, createdIn } from './period_answer.ts';
import { PeriodFinder } from './period_finder.ts';
import type { FoundPeriods } from './period_found.ts';

/** Writes attendance and absences: both are periods of a person, found by what they are and when they start. */
export class PeriodWriter<P extends Period> implements ObjectWriter<PeriodRow, FoundPeriods<P>> {
  readonly members: Members;
  readonly #kind: PeriodKind<P>;
  readonly #run: Run;
  readonly #finder: PeriodFinder<P>;
  readonly #route: string;
  /** By the person, whom rows can name in several ways. */
  readonly #turns = new Turns();

  constructor(run: Run, kind: PeriodKind<P>) {
    this.members = kind.members;
    this.#kind = kind;
    this.#run = run;
    this.#finder = new PeriodFinder(run, kind);
    this.#route = kind.lists.stream.path;
  }

  parse({ operation, key, values }: Task): PeriodRow {
    if (operation !== 'soft_delete') this.#kind.check(values);
    const named = Object.keys(personMembers('person', this.#run.options.matchAttribute)).find(
      (member) => typeof values[member] === 'string',
    );
    const { id } = values;
    if (key.includes('id') && typeof id === 'string') return { operation, id, values, named, target: id };
    if (named === undefined) throw new Reject('missing_key', 'The row names no person.', { member: 'person_email' });
    return { operation, id: undefined, values, named, target: String(values[named]).toLowerCase() };
  }

  /** Everything of a person in order: a period may have to make room for the next. */
  targetOf({ target }: PeriodRow): string {
    return target;
  }

  look(rows: readonly PeriodRow[]): Promise<FoundPeriods<P>> {
    return this.#finder.look(rows);
  }

  async write(row: PeriodRow, found: FoundPeriods<P>): Promise<Written> {
    if (row.id === undefined) {
      const place = await this.#finder.placeOf(row);
      return this.#turns.take(place.person ?? row.target, () => this.#writeAt(place, row, found));
    }
    const period = await this.#finder.withId(row.id, found);
    return period ? this.#settle(row, [await this.#ofSamePerson(row, period)]) : isNotThere(row);
  }

  async #writeAt(place: Place, row: PeriodRow, found: FoundPeriods<P>): Promise<Written> {
    const periods = await this.#finder.at(place, row, found);
    if (periods.length > 0) return this.#settle(row, periods);
    if (row.operation !== 'insert' && row.operation !== 'upsert') return isNotThere(row);
    const mayLag = !this.#kind.isKeptUnique && found.isEarly;
    return mayLag ? this.#writeAt(place, row, await found.again()) : this.#create(row, place, found);
  }

  /** Writes a row whose periods are there: usually one. */
  async #settle({ operation, values }: PeriodRow, periods: readonly P[]): Promise<Written> {
    if (operation === 'soft_delete') return this.#remove(theOne(periods), periods);
    const changes = new Map<P, Change<P>>();
    for (const period of periods) {
      const change = await this.#kind.change(values, period);
      if (change.differences.length === 0) {
        this.#mention(period);
        return { outcome: 'unchanged', id: period.id };
      }
      changes.set(period, change);
    }
    if (operation === 'insert') throw new Reject('exists', 'The period is in Personio already, with other values.');
    const period = theOne(periods);
    return this.#change(period, changes.get(period) as Change<P>, periods);
  }

  async #create(row: PeriodRow, place: Place, { lookedAt }: FoundPeriods<P>): Promise<Written> {
    const { object, isKeptUnique } = this.#kind;
    const { body, differences, ...change } = await this.#kind.create(row.values, place.person, place.mark);
    // In a dry run nobody may have this id yet.
    const after = { ...change.after, person: place.person ?? row.target };
    let affected: readonly string[] = [];
    const result = await this.#run.create<P>({
      object,
      key: place.slot,
      request: { route: this.#route, target: this.#route, body: { json: body }, ...this.#approval },
      made: (answer) => {
        const created = createdIn(answer);
        affected = created?.affected ?? [];
        return created && { ...after, id: created.id };
      },
      find: async () => (await this.#finder.inPersonio(place))[0],
      isKeptUnique,
      lookedAt,
    });
    if (result.kind === 'existed') {
      this.#finder.wrote(result.found, []);
      return this.#settle(row, [result.found]);
    }
    const { made = after } = result;
    this.#finder.wrote(made, [], { affected });
    return { outcome: 'created', id: made.id, differences, ...(affected.length > 0 && { affected }) };
  }

  async #change(before: P, { body, after, differences }: Change<P>, siblings: readonly P[]): Promise<Written> {
    const request = { method: 'PATCH', ...this.#addressOf(before), body: { json: body }, ...this.#approval } as const;
    const answer = await this.#run.change(this.#kind.object, request);
    const affected = affectedIn(answer).filter((id) => id !== before.id);
    this.#finder.wrote(after, siblings, { before, affected });
    return { outcome: 'changed', id: before.id, differences, ...(affected.length > 0 && { affected }) };
  }

  async #remove(period: P, siblings: readonly P[]): Promise<Written> {
    await this.#run.change(this.#kind.object, { method: 'DELETE', ...this.#addressOf(period) });
    this.#finder.removed(period, siblings);
    return { outcome: 'removed', id: period.id };
  }

  /** It is what the row says, but it does not count in Personio. */
  #mention({ isRejected }: P): void {
    const { object } = this.#kind;
    if (isRejected)
      this.#run.warn(
        object.name,
        'Some rows say what was declined in Personio. It stays declined: nothing is created anew.',
      );
  }

  get #approval(): { query?: Query } {
    return this.#run.options.skipApproval ? { query: { skip_approval: 'true' } } : {};
  }

  #addressOf({ id = '' }: P) {
    return { route: `${this.#route}/{id}`, target: `${this.#route}/${encodeURIComponent(id)}` };
  }

  /** A period that is found by its id keeps its person. */
  async #ofSamePerson({ values }: PeriodRow, period: P): Promise<P> {
    const person = await personIn(values, 'person', this.#run);
    if (person && person.id !== period.person)
      throw new Reject('refused', 'The period with this id belongs to another person: Personio cannot move it.', {
        member: 'id',
      });
    return period;
  }
}

/** Then there is nothing to remove. Throws Reject for everything else. */
function isNotThere({ id, operation }: PeriodRow): Written {
  if (operation === 'soft_delete') return { outcome: 'unchanged' };
  throw new Reject('not_found', 'Personio has no such period.', id === undefined ? {} : { member: 'id' });
}

/** One that was declined counts only if there is no other. Throws Reject if there are several. */
function theOne<P extends Period>(periods: readonly P[]): P {
  const valid = periods.filter(({ isRejected }) => !isRejected);
  const [only, ...others] = valid.length > 0 ? valid : periods;
  if (!only || others.length > 0)
    throw new Reject('ambiguous_reference', 'Personio has several periods with this key: use the id.');
  return only;
}
