/**
 * Where answers are not what the account is, until they are set back. `truth`, `ids` and `rows` go on telling the account.
 * What is to happen to single requests is a rule of `trouble`.
 */
export interface Lies {
  /** Live rows that lists do not have, by stream, with their keys or ids. Asked for by id they are there. */
  leftOut: Record<string, string[]>;
  /** A filter on the credential: ids of the legal entities that it sees. */
  legalEntities: string[] | null;
  /** What that filter hides: compensations alone; or people and what is theirs from lists; or from reads by id as well. */
  legalEntitiesHide: 'compensations' | 'lists' | 'everything';
  /** Absences that ended before this day (`YYYY-MM-DD`) are not listed. */
  absencesSince: string | null;
  /** How reads of one row answer, by stream; `default` for those not named. */
  byId: Record<string, ById>;
  /** What the filter `id` of lists does, by stream; `default` for those not named. */
  idFilter: Record<string, IdFilter>;
  /** Names of events that no webhook lists. */
  missingEvents: string[];
  /** How long it takes until an event is listed. */
  eventDelaySeconds: number;
}

/** 200 with an empty object; 404 of the service for every id; 404 of the gateway, which does not know the route. */
type ById = 'works' | 'empty object' | 'not found' | 'route gone';

/** Everything comes, or nothing. */
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

/** What holds for a stream. */
export function ofStream<T>(choices: Readonly<Record<string, T>>, stream: string): T | undefined {
  return choices[stream] ?? choices.default;
}

/** The same settings for who has to know what the account is. */
export function honest<S extends { readonly lies: Lies }>(settings: S): S {
  return { ...settings, lies: noLies() };
}
