import { setImmediate as turn } from 'node:timers/promises';
import { Reject } from '../reject.ts';

const MOST = 100;

/**
 * Sends what several rows want of one project in one call: a row waits until all those that are worked on with it have
 * joined. If the call is refused, halves of it are sent, until only those rows fail that are at fault.
 */
export class Batch {
  readonly #send: (project: string, people: readonly string[]) => Promise<unknown>;
  readonly #open = new Map<
    string,
    { readonly people: Set<string>; readonly done: Promise<ReadonlyMap<string, unknown>> }
  >();

  constructor(send: (project: string, people: readonly string[]) => Promise<unknown>) {
    this.#send = send;
  }

  /** Throws what the call for this person was refused with. */
  async add(project: string, person: string): Promise<void> {
    let batch = this.#open.get(project);
    if (!batch) {
      const people = new Set<string>();
      batch = { people, done: this.#sent(project, people) };
      this.#open.set(project, batch);
    }
    batch.people.add(person);
    const failures = await batch.done;
    if (failures.has(person)) throw failures.get(person);
  }

  async #sent(project: string, people: Set<string>): Promise<ReadonlyMap<string, unknown>> {
    await turn();
    this.#open.delete(project);
    const failures = new Map<string, unknown>();
    const all = [...people];
    for (let at = 0; at < all.length; at += MOST) await this.#half(project, all.slice(at, at + MOST), failures);
    return failures;
  }

  async #half(project: string, people: readonly string[], failures: Map<string, unknown>): Promise<void> {
    try {
      await this.#send(project, people);
    } catch (error) {
      if (people.length === 1 || !(error instanceof Reject)) {
        for (const person of people) failures.set(person, error);
        return;
      }
      const middle = Math.ceil(people.length / 2);
      await this.#half(project, people.slice(0, middle), failures);
      await this.#half(project, people.slice(middle), failures);
    }
  }
}
