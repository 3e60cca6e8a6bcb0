import type { Api } from './api.ts';
import { firstOfMonth, parseDate } from './data/time.ts';
import type { JsonObject } from './json.ts';
import { RESOURCES, resourceOf } from './resources/index.ts';
import { fill, type Listing, type Range, type Reading, type Resource } from './resources/resource.ts';

/** Months as `YYYY-MM`, both included; as a rule those from 24 months ago to the current one. */
export interface Months {
  readonly from?: string;
  readonly to?: string;
}

export type Truth = Record<string, { count: number; ids: string[] }>;

/** A list for each absence: too much for the general truth. */
const ON_REQUEST = new Set(['absence_breakdowns']);

/** Number and keys of the rows of every stream. */
export function truthOf(api: Api, months: Months = {}): Truth {
  return Object.fromEntries(
    RESOURCES.filter(({ stream }) => !ON_REQUEST.has(stream)).map(({ stream }) => {
      const ids = idsOf(api, stream, months);
      return [stream, { count: ids.length, ids }];
    }),
  );
}

/** Key of every row of a stream, as a client has to find them. */
export function idsOf(api: Api, stream: string, months: Months = {}): string[] {
  return listings(api, stream, '', months).flatMap(([listing, { key }]) => {
    const ids = listing.ids();
    return key === undefined ? ids : ids.map(key);
  });
}

/** Every row of a stream, as the API serves it. */
export function rowsOf(api: Api, stream: string, origin: string, months: Months = {}): JsonObject[] {
  return listings(api, stream, origin, months).flatMap(([listing]) => listing.rows());
}

/** The first requests of all lists that make up a stream. */
export function targetsOf(api: Api, stream: string, months: Months = {}): string[] {
  const resource = known(stream);
  return resource.readings(api.account, rangeOf(api, months)).map(({ path, query }) => {
    const parameters = new URLSearchParams(query).toString();
    return `${fill(resource.path, path ?? {})}${parameters === '' ? '' : `?${parameters}`}`;
  });
}

function listings(api: Api, stream: string, origin: string, months: Months): [Listing, Reading][] {
  const resource = known(stream);
  return resource.readings(api.account, rangeOf(api, months)).map((reading) => {
    const view = api.view(stream, origin, new Map(Object.entries(reading.query ?? {})));
    return [resource.open(view, reading.path ?? {}, api.settings), reading];
  });
}

function known(stream: string): Resource {
  const resource = resourceOf(stream);
  if (resource === undefined) throw new Error(`The sandbox has no stream ${stream}.`);
  return resource;
}

function rangeOf({ account }: Api, { from, to }: Months): Range {
  const dayOf = (text: string | undefined): number | undefined => parseDate(`${text}-01`);
  return {
    fromMonth: dayOf(from) ?? firstOfMonth(account.today, -24),
    toMonth: dayOf(to) ?? firstOfMonth(account.today),
  };
}
