import type { Api } from './api.ts';
import { date, firstOfMonth, parseDate } from './data/time.ts';
import type { JsonObject } from './json.ts';
import { honest } from './lies.ts';
import { RESOURCES, resourceOf } from './resources/index.ts';
import { readableReports } from './resources/reports.ts';
import { fill, type Listing, type Range, type Reading, type Resource } from './resources/resource.ts';

/** The range of a truth for a stream without an end. */
export interface Months {
  /** Months of compensations as `YYYY-MM`, both included; by default from 24 months ago to the current one. */
  readonly from?: string;
  readonly to?: string;
  /**
   * Window of holidays as `YYYY-MM-DD`, both included; by default from the first day of last year to a year from today.
   */
  readonly holidaysFrom?: string;
  readonly holidaysTo?: string;
  /** Only these streams: the truth of a large account takes a while. */
  readonly streams?: readonly string[];
}

/** `ids` is empty for streams whose rows have no key: rows of reports. */
export type Truth = Record<string, { count: number; ids: string[] }>;

/** A stream made from the rows of another one. */
interface Derived {
  readonly from: string;
  /** The parts of a row, each with its key. */
  readonly parts: (row: JsonObject) => readonly { readonly key: string; readonly row: JsonObject }[];
}

interface Entitlement extends JsonObject {
  readonly attributes: { readonly id: number };
}

const DERIVED: Readonly<Record<string, Derived>> = {
  person_custom_attributes: {
    from: 'persons',
    parts: ({ id, custom_attributes }) =>
      ((custom_attributes ?? []) as readonly JsonObject[]).map((row) => ({ key: `${id}:${row.id}`, row })),
  },
  absence_entitlements: {
    from: 'employees',
    parts: ({ attributes }) => {
      const { id, absence_entitlement } = attributes as { id: JsonObject; absence_entitlement?: JsonObject };
      const entitlements = absence_entitlement?.value ?? [];
      const rows = Array.isArray(entitlements) ? (entitlements as readonly Entitlement[]) : [];
      return rows.map((row) => ({ key: `${id.value}:${row.attributes.id}`, row }));
    },
  },
};

const REPORT = /^report_([0-9a-f]{8,})$/;

/** The names of all streams: those of the API, those made from their rows, and one for each readable report. */
function streamsOf({ account }: Api): string[] {
  const own = RESOURCES.filter(({ isNoStream }) => !isNoStream).map(({ stream }) => stream);
  return [...own, ...Object.keys(DERIVED), ...readableReports(account).map(streamOfReport)];
}

/** Number and keys of the rows of every stream. */
export function truthOf(api: Api, months: Months = {}): Truth {
  return Object.fromEntries(
    (months.streams ?? streamsOf(api)).map((stream) => {
      if (known(stream).keyless) return [stream, { count: countOf(api, stream, months), ids: [] }];
      const ids = idsOf(api, stream, months);
      return [stream, { count: ids.length, ids }];
    }),
  );
}

/** Keys of all rows of a stream that a client has to find. If rows share a key, the second gets `:2` appended. */
export function idsOf(api: Api, stream: string, months: Months = {}): string[] {
  const derived = DERIVED[stream];
  if (derived !== undefined)
    return rowsOf(api, derived.from, '', months).flatMap((row) => numbered(derived.parts(row).map(({ key }) => key)));
  if (known(stream).keyless) return [];
  return listings(api, stream, '', months).flatMap(([listing, { key }]) => {
    const ids = listing.ids();
    return numbered(key === undefined ? ids : ids.map(key));
  });
}

/** All rows of a stream, as the API serves them. */
export function rowsOf(api: Api, stream: string, origin: string, months: Months = {}): JsonObject[] {
  const derived = DERIVED[stream];
  if (derived !== undefined)
    return rowsOf(api, derived.from, origin, months).flatMap((row) => derived.parts(row).map((part) => part.row));
  return listings(api, stream, origin, months).flatMap(([listing]) => listing.rows());
}

/** The first requests of all lists that make up a stream. */
export function targetsOf(api: Api, stream: string, months: Months = {}): string[] {
  const resource = known(stream);
  return readingsOf(api, stream, months).map(({ path, query }) => {
    const parameters = new URLSearchParams(query).toString();
    return `${fill(resource.path, path ?? {})}${parameters === '' ? '' : `?${parameters}`}`;
  });
}

function countOf(api: Api, stream: string, months: Months): number {
  return listings(api, stream, '', months).reduce((sum, [listing]) => sum + listing.count(), 0);
}

function listings(api: Api, stream: string, origin: string, months: Months): [Listing, Reading][] {
  const resource = known(stream);
  return readingsOf(api, stream, months).map((reading) => {
    const parameters = new Map(Object.entries(reading.query ?? {}));
    return [resource.open(api.view(resource.stream, origin, parameters, reading.path, honest(api.settings))), reading];
  });
}

function readingsOf(api: Api, stream: string, months: Months): readonly Reading[] {
  const start = REPORT.exec(stream)?.[1];
  if (start === undefined) return known(stream).readings(api.account, rangeOf(api, months), api.settings);
  const report = readableReports(api.account).find((id) => id.replaceAll('-', '').startsWith(start));
  if (report === undefined) throw new Error(`The sandbox has no report ${start}.`);
  return [{ path: { report } }];
}

/** The resource that a stream is read from. */
function known(stream: string): Resource {
  const name = REPORT.test(stream) ? 'report_rows' : (DERIVED[stream]?.from ?? stream);
  const resource = resourceOf(name);
  if (resource === undefined) throw new Error(`The sandbox has no stream ${stream}.`);
  return resource;
}

function streamOfReport(id: string): string {
  return `report_${id.slice(0, 8)}`;
}

function numbered(keys: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return keys.map((key) => {
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times === 1 ? key : `${key}:${times}`;
  });
}

function rangeOf({ account }: Api, { from, to, holidaysFrom, holidaysTo }: Months): Range {
  const dayOf = (text: string | undefined): number | undefined => parseDate(text ?? '');
  const year = Number(date(account.today).slice(0, 4));
  return {
    fromMonth: dayOf(`${from}-01`) ?? firstOfMonth(account.today, -24),
    toMonth: dayOf(`${to}-01`) ?? firstOfMonth(account.today),
    fromDay: dayOf(holidaysFrom) ?? dayOf(`${year - 1}-01-01`) ?? account.today,
    toDay: dayOf(holidaysTo) ?? account.today + 365,
  };
}
