import type { Values } from '../members.ts';
import type { PersonRow } from './persons_row.ts';

/**
 * Rows whose person is to be created, among them those that wait for their supervisor, by what other rows call their
 * person. People who supervise each other would wait for ever: one of them has to be created without supervisor first.
 */
export class WaitingRows {
  readonly #rows = new Map<string, PersonRow>();
  readonly #matchAttribute: string | undefined;

  constructor(matchAttribute: string | undefined) {
    this.#matchAttribute = matchAttribute;
  }

  add(row: PersonRow): void {
    for (const name of this.#names(row.values)) this.#rows.set(name, row);
  }

  remove(row: PersonRow): void {
    for (const name of this.#names(row.values)) if (this.#rows.get(name) === row) this.#rows.delete(name);
  }

  /** True if the supervisor of this row is still to be created by another. */
  mayBring(row: PersonRow): boolean {
    return this.#supervisorOf(row) !== undefined;
  }

  /** True if the supervisors of this row, from one to the next, lead back to it. */
  isCircular(row: PersonRow): boolean {
    const seen = new Set<PersonRow>();
    let at = this.#supervisorOf(row);
    for (; at && at !== row && !seen.has(at); at = this.#supervisorOf(at)) seen.add(at);
    return at === row;
  }

  #supervisorOf({ values }: PersonRow): PersonRow | undefined {
    const [name] = this.#names(values, 'supervisor_');
    return name === undefined ? undefined : this.#rows.get(name);
  }

  #names(values: Values, role = ''): string[] {
    const { [`${role}email`]: email, [`${role}${this.#matchAttribute}`]: own } = values;
    return [
      ...(typeof email === 'string' ? [`email:${email.toLowerCase()}`] : []),
      ...(own !== undefined && own !== null ? [`own:${own}`] : []),
    ];
  }
}
