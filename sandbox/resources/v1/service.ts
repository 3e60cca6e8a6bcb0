import { numericSerial } from '../../data/ids.ts';
import { berlinOffset, DAY, parseDate, parseInstant, parseNaive } from '../../data/time.ts';
import { Problem } from '../../http/problem.ts';
import type { Json } from '../../json.ts';
import { type Filter, type Filters, listed } from '../filters.ts';

/** What all lists of v1 have in common: unknown parameters are ignored. */
export const V1 = { service: 'v1', refusal: 403, ignoresUnknown: () => true } as const;

/** A list of ids: repeated with brackets; a comma list under the plain name is refused. */
function anyId<F>(parse: (id: string) => number | undefined, read: (fact: F) => number): Filter<F> {
  return (text) => {
    const wanted = new Set(listed(text).map(parse));
    return (fact) => wanted.has(read(fact));
  };
}

export function ofEmployees<F extends { readonly person: { readonly serial: number } }>(): Filters<F> {
  return {
    'employees[]': anyId(
      (id) => numericSerial('person', id),
      ({ person }) => person.serial,
    ),
    employees: () => undefined,
  };
}

/** A parameter with a day or a time: selects the facts for which `holds` is true. */
export function bounded<F>(
  parse: (text: string) => number | undefined,
  holds: (fact: F, bound: number) => boolean,
): Filter<F> {
  return (text) => {
    const bound = parse(text);
    return bound === undefined ? undefined : (fact) => holds(fact, bound);
  };
}

/** Both ends included; dates mean whole days. */
export function changedWithin<F extends { readonly updated: number }>(): Filters<F> {
  return {
    updated_from: bounded(momentOf, ({ updated }, bound) => updated >= bound),
    updated_to: bounded(endOfMoment, ({ updated }, bound) => updated <= bound),
  };
}

/** A date or a date-time, with a zone or in Berlin local time: the instant at which it starts. */
export function momentOf(text: string): number | undefined {
  const day = parseDate(text);
  const local = day === undefined ? parseNaive(text) : day * DAY;
  return local === undefined ? parseInstant(text) : local - berlinOffset(local) * 60;
}

/** Like `momentOf`, but for a date the instant at which its day ends. */
function endOfMoment(text: string): number | undefined {
  const moment = momentOf(text);
  return moment !== undefined && parseDate(text) !== undefined ? moment + DAY - 1 : moment;
}

export function notFound(message = 'Es ist ein Problem aufgetreten '): Problem {
  return new Problem({ status: 404, detail: message });
}

/** Digits that a JavaScript number would change. */
export function digits(text: string): Json {
  // Not in TypeScript's library yet.
  const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => Json };
  return rawJSON(text);
}
