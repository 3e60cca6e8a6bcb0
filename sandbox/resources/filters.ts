import type { Account } from '../data/account.ts';
import type { Person } from '../data/facts.ts';
import { numericSerial } from '../data/ids.ts';
import { DAY, parseDate, parseInstant, parseNaive } from '../data/time.ts';
import type { Settings } from '../options.ts';

export type Test<F> = (fact: F) => boolean;

/** Turns a parameter's value into a test of facts; undefined if the service does not accept the value. */
export type Filter<F> = (text: string, account: Account, settings: Settings) => Test<F> | undefined;

export type Filters<F> = Readonly<Record<string, Filter<F>>>;

type Read<F, V> = (fact: F, account: Account) => V;
type Parse = (text: string, settings: Settings) => number | undefined;

const OPERATORS = {
  '': (value: number, bound: number) => value === bound,
  '.gt': (value: number, bound: number) => value > bound,
  '.lt': (value: number, bound: number) => value < bound,
  '.gte': (value: number, bound: number) => value >= bound,
  '.lte': (value: number, bound: number) => value <= bound,
} as const;

type Operator = keyof typeof OPERATORS;

/** The parts of a list: most services accept repeated parameters as well as commas. */
export const listed = (text: string): string[] => text.split(/[,\n]/);

/** A list of texts, any of which may match. */
export function anyOf<F>(read: Read<F, string | null | undefined>): Filter<F> {
  return (text, account) => {
    const wanted = new Set<unknown>(listed(text));
    return (fact) => wanted.has(read(fact, account));
  };
}

/** A list of ids, converted to serial numbers once, so that a million facts can be compared quickly. */
export function anySerial<F>(
  parse: (id: string, account: Account) => number | undefined,
  read: (fact: F) => number,
): Filter<F> {
  return (text, account) => {
    const wanted = new Set(listed(text).map((id) => parse(id, account)));
    return (fact) => wanted.has(read(fact));
  };
}

export function anyPerson<F extends { readonly person: Person }>(): Filter<F> {
  return anySerial(
    (id) => numericSerial('person', id),
    (fact) => fact.person.serial,
  );
}

export function exactly<F>(read: Read<F, string | null | undefined>): Filter<F> {
  return (text, account) => (fact) => read(fact, account) === text;
}

/** One of a few words. */
export function oneOf<F>(words: readonly string[], read: Read<F, string>): Filter<F> {
  return (text, account) => (words.includes(text) ? (fact) => read(fact, account) === text : undefined);
}

/** `name` with each of the operators; a fact without a value matches none of them. */
export function compared<F>(
  name: string,
  operators: readonly Operator[],
  read: (fact: F) => number | undefined,
  parse: Parse,
): Filters<F> {
  return Object.fromEntries(
    operators.map((operator) => {
      const holds = OPERATORS[operator];
      const filter: Filter<F> = (text, _account, settings) => {
        const bound = parse(text, settings);
        if (bound === undefined) return undefined;
        return (fact) => {
          const value = read(fact);
          return value !== undefined && holds(value, bound);
        };
      };
      return [`${name}${operator}`, filter];
    }),
  );
}

export const asInstant: Parse = (text) => parseInstant(text);

export const asDay: Parse = (text) => parseDate(text);

/** Persons and employments: a date-time, or in some accounts a plain date. */
export const asPersonTime: Parse = (text, { personFilterFormat }) => {
  if (personFilterFormat === 'date-time') return parseInstant(text);
  const day = parseDate(text);
  return day === undefined ? undefined : day * DAY;
};

/** An instant for the attendance service: a local time, read in an unstated zone. */
export const asNaiveInstant: Parse = (text, { naiveOffsetMinutes }) => {
  const local = parseNaive(text);
  return local === undefined ? undefined : local - naiveOffsetMinutes * 60;
};

/** For parameters that select a form of the rows, not rows. */
export function isWord(...words: readonly string[]): (text: string) => boolean {
  return (text) => words.includes(text);
}

export const isBoolean = isWord('true', 'false');
