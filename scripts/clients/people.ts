// People of one account go into a second one, which is empty: what the destination's clients are tested with.
import assert from 'node:assert/strict';
import type { Sandbox } from '../../sandbox/server.ts';
import { type Kind, Target } from './target.ts';

interface Person {
  readonly email: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly preferred_name: string | null;
  readonly custom_attributes?: readonly { readonly id: string; readonly value: unknown }[];
}

/** As docs/integrations/destinations/personio.md has it for a pipe. */
const MAPPING = { stream: 'persons', object: 'persons', operation: 'upsert', key: ['email'] };
/** The columns that it selects there. */
export const COLUMNS = ['email', 'first_name', 'last_name', 'preferred_name'] as const;
/** So many people of the first account have no e-mail address: their rows are rejected. */
export const REJECTED = 1;

export class People {
  readonly target: Target;
  readonly from: Sandbox;
  readonly into: Sandbox;

  static async in(kind: Kind, options: { readonly persons: number } = { persons: 12 }): Promise<People> {
    const target = new Target(kind);
    return new People(target, await target.sandbox(options), await target.sandbox({ persons: 0 }));
  }

  private constructor(target: Target, from: Sandbox, into: Sandbox) {
    this.target = target;
    this.from = from;
    this.into = into;
  }

  get all(): number {
    return this.from.ids('persons').length;
  }

  /** The destination's configuration. Rejects do not come again, which needs a report. */
  config(folder: string): object {
    return { ...this.into.config, mappings: [MAPPING], settle_seconds: 0, report: { folder } };
  }

  /** Everybody who has an e-mail address is in the second account once, and nobody else. */
  assertArrived(what: 'names' | 'names and custom attributes'): void {
    const valuesOf = what === 'names' ? namesOf : (person: Person) => [...namesOf(person), ...attributesOf(person)];
    const [expected = [], found] = [this.from, this.into].map((sandbox) => reachable(sandbox).map(valuesOf).sort());
    assert.equal(this.all - expected.length, REJECTED);
    assert.deepEqual(found, expected);
    for (const [key, count] of this.into.creations) assert.equal(count, 1, key);
  }

  close(): Promise<void> {
    return this.target.close();
  }
}

const reachable = (sandbox: Sandbox): Person[] =>
  (sandbox.rows('persons') as unknown as Person[]).filter(({ email }) => email);

/** An empty text is none. */
const namesOf = (person: Person): unknown[] => COLUMNS.map((column) => person[column] || null);

const attributesOf = ({ custom_attributes: attributes = [] }: Person): string[] =>
  attributes
    .filter(({ value }) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0))
    .map(({ id, value }) => `${id}: ${JSON.stringify(value)}`)
    .sort();
