import type { Sandbox } from '../../sandbox/server.ts';

/** Sees which rows an account really has, whatever it answers to others. */
export class Witness {
  readonly #sandbox: Sandbox;
  readonly #names: readonly string[];
  #before = new Map<string, Set<string>>();
  #always = new Map<string, Set<string>>();
  #now = new Map<string, Set<string>>();

  constructor(sandbox: Sandbox, names: readonly string[]) {
    this.#sandbox = sandbox;
    this.#names = names;
    this.begin();
  }

  /** A sync begins. */
  begin(): void {
    this.#before = this.#ids();
    this.#always = this.#before;
    this.#now = this.#before;
  }

  /** Something has changed. */
  look(): void {
    this.#now = this.#ids();
    this.#always = new Map(
      [...this.#always].map(([stream, ids]) => [stream, ids.intersection(this.#now.get(stream) ?? new Set())]),
    );
  }

  ids(stream: string): ReadonlySet<string> {
    return this.#now.get(stream) ?? new Set();
  }

  /** True if no row was added or removed. */
  get isSteady(): boolean {
    return [...this.#before].every(([name, ids]) => {
      const [steady, now] = [this.steady(name), this.ids(name)];
      return steady.size === ids.size && steady.size === now.size;
    });
  }

  /** Those that were there all the time. */
  steady(stream: string): ReadonlySet<string> {
    return this.#always.get(stream) ?? new Set();
  }

  isThere(stream: string, key: string): boolean {
    return this.ids(stream).has(key) || (stream === ATTRIBUTES && this.ids(PERSONS).has(personOf(key)));
  }

  /** A person who changed gets a record for each lost attribute. */
  wasAlwaysThere(stream: string, key: string): boolean {
    return this.steady(stream).has(key) || (stream === ATTRIBUTES && this.steady(PERSONS).has(personOf(key)));
  }

  #ids(): Map<string, Set<string>> {
    return new Map([...this.#names, PERSONS].map((name) => [name, new Set(this.#sandbox.ids(name))]));
  }
}

const PERSONS = 'persons';
const ATTRIBUTES = 'person_custom_attributes';

const personOf = (key: string): string => key.slice(0, key.indexOf(':'));
