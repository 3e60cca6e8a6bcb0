import { Problem } from '../http/problem.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Settings } from '../options.ts';
import { problem, type Service } from '../resources/services.ts';

/** Turns a member's value into what is stored; undefined if the value is not valid. */
export type Parse<T> = (value: Json) => T | undefined;

/** The members of an object that a client has sent. Each is checked as it is taken; what is left over at the end is unknown. */
export class Members {
  readonly #object: JsonObject;
  readonly #service: Service;
  readonly #settings: Settings;
  readonly #taken = new Set<string>();

  constructor(object: JsonObject, service: Service, settings: Settings) {
    this.#object = object;
    this.#service = service;
    this.#settings = settings;
  }

  has(name: string): boolean {
    return this.#object[name] !== undefined;
  }

  /** Null is refused. */
  take<T>(name: string, parse: Parse<T>): T | undefined {
    this.#taken.add(name);
    const value = this.#object[name];
    if (value === undefined) return undefined;
    const parsed = value === null ? undefined : parse(value);
    if (parsed === undefined) throw this.invalid(name);
    return parsed;
  }

  /** Null clears. */
  takeOrNull<T>(name: string, parse: Parse<T>): T | null | undefined {
    this.#taken.add(name);
    return this.#object[name] === null ? null : this.take(name, parse);
  }

  need<T>(name: string, parse: Parse<T>): T {
    const value = this.take(name, parse);
    if (value === undefined) throw problem(this.#service, 400, `The member ${name} is required.`);
    return value;
  }

  /** The id in `{ id }` as what it refers to. */
  reference<T>(find: (id: string) => T | undefined): Parse<T> {
    return (value) => {
      if (!isObject(value) || typeof value.id !== 'string') return undefined;
      const found = find(value.id);
      if (found !== undefined) return found;
      throw problem(this.#service, this.#settings.disputed.unknownReference, `There is no object with id ${value.id}.`);
    };
  }

  /** Members of an object in this one. */
  inside(value: Json): Members {
    if (!isObject(value)) throw problem(this.#service, 400, 'An object is expected.');
    return new Members(value, this.#service, this.#settings);
  }

  /** Refuses members that nobody took. */
  close(): void {
    if (this.#settings.disputed.unknownMembers === 'ignored') return;
    const unknown = Object.keys(this.#object).find((name) => !this.#taken.has(name));
    if (unknown !== undefined) throw problem(this.#service, 400, `The member ${unknown} is not known.`);
  }

  /** Errors quote what was sent, as Personio's may. */
  invalid(name: string): Problem {
    return problem(this.#service, 400, `The value ${JSON.stringify(this.#object[name])} of ${name} is not valid.`);
  }
}

export function text(most: number, least = 0): Parse<string> {
  return (value) => (typeof value === 'string' && value.length <= most && value.length >= least ? value : undefined);
}

export function word<W extends string>(...words: readonly W[]): Parse<W> {
  return (value) => words.find((one) => one === value);
}

export const flag: Parse<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);

export const amount: Parse<number> = (value) => (typeof value === 'number' && value >= 0 ? value : undefined);

/** A text that another function can read: a date, a time. */
export function read<T>(parse: (text: string) => T | undefined): Parse<T> {
  return (value) => (typeof value === 'string' ? parse(value) : undefined);
}

export function listOf<T>(parse: Parse<T>): Parse<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const parts = (value as readonly Json[]).map(parse);
    return parts.every((part) => part !== undefined) ? parts : undefined;
  };
}

/** The JSON in a request's body; throws a Problem if there is none. */
export function jsonIn(body: string, contentType: string): Json {
  if (!contentType.startsWith('application/json'))
    throw new Problem({ status: 415, title: 'Unsupported Media Type', detail: 'A JSON body is expected.', code: null });
  try {
    return JSON.parse(body) as Json;
  } catch {
    throw new Problem({ status: 400, detail: 'The body is not JSON.' });
  }
}
