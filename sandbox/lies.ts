/**
 * Responses that differ from the account until these settings are reset. `truth`, `ids` and `rows` still describe the
 * account. For single requests use a rule of `trouble`.
 */
export interface Lies {
  /** Live rows that lists omit, by stream, with their keys or ids. They can still be requested by id. */
  leftOut: Record<string, string[]>;
  /** A filter on the credential: ids of the legal entities that it may see. */
  legalEntities: string[] | null;
  /** What that filter hides: only compensations; people and their data from lists; or from reads by id as well. */
  legalEntitiesHide: 'compensations' | 'lists' | 'everything';
  /** Absences that ended before this day (`YYYY-MM-DD`) are not listed. */
  absencesSince: string | null;
  /** How reads of one row are answered, by stream; `default` for all others. */
  byId: Record<string, ById>;
  /** How the filter `id` of lists behaves, by stream; `default` for all others. */
  idFilter: Record<string, IdFilter>;
  /** Names of events that no webhook lists. */
  missingEvents: string[];
  /** The delay until an event is listed. */
  eventDelaySeconds: number;
}

/** 200 with an empty object; 404 from the service for every id; 404 from the gateway, which does not know the route. */
type ById = 'works' | 'empty object' | 'not found' | 'route gone';

/** Everything is returned, or nothing. */
type IdFilter = 'works' | 'ignored' | 'nothing';

export function noLies(): Lies {
  return {
    leftOut: {},
    legalEntities: null,
    legalEntitiesHide: 'compensations',
    absencesSince: null,
    byId: {},
    idFilter: {},
    missingEvents: [],
    eventDelaySeconds: 0,
  };
}

/** The setting for a stream. */
export function ofStream<T>(choices: Readonly<Record<string, T>>, stream: string): T | undefined {
  return choices[stream] ?? choices.default;
}

/** The same settings without lies and delays, for code that needs the real account. */
export function honest<S extends { readonly lies: Lies; readonly writeLagMs: number }>(settings: S): S {
  return { ...settings, lies: noLies(), writeLagMs: 0 };
}
