/**
 * Points where Personio's reference contradicts itself, or no response has been observed: each can be tried both ways.
 * The default is what the reference makes more likely, or the harder choice for a client.
 */
export interface Disputed {
  /**
   * Page sizes by stream, in place of the usual ones: sources differ about employees (10, 50, 100, 200), attendances
   * and others.
   */
  pages: Record<string, { usual: number; max: number }>;
  /** Numbers, flags, days, ids and lists as in the reference, or as in other services and other years. */
  spelling: 'usual' | 'other';
  /** GET of a single v2 object wraps it in `_data`. */
  wrappedSingles: boolean;

  /**
   * How holidays take several persons: as a repeated parameter (a comma list is one unknown person), as a comma list
   * (if repeated, only the last counts, or it is refused), only the first or last of several, or not at all.
   */
  holidayPersons: 'repeated' | 'commas' | 'commas only' | 'first' | 'last' | 'ignored';
  /** The allowed window of holidays: from 2 years ago to 1 year ahead, or from 10 to 3. */
  holidayRange: 'narrow' | 'wide';
  /**
   * The case of the parameter `type` of org units, and of that member: another case is refused, or gives an empty list.
   */
  orgUnitType: 'small' | 'capital' | 'capital, others empty';
  /** Whether a half holiday is marked by `half_day` or by `duration: HALF_DAY`. */
  holidays: 'half_day' | 'duration';
  /** Family, level, track and grade of a job. */
  jobMembers: 'text' | 'object';
  /** The link to the next page of reports. */
  reportsNext: 'text' | 'object';
  /**
   * What `limit` means for the rows of a report: a page with a link to the next one, a cap on all rows, or an error.
   */
  reportLimit: 'page' | 'cap' | 'refused';
  /** Documents of an unknown owner. */
  unknownOwner: 'empty' | 'not found';
  /** Among streams that are removed with a person, those whose rows have their own events. */
  removedPersonTells: readonly string[];
  /**
   * Whether removing or restoring a row changes the time of change of a row that contains it: a person's employment or
   * picture.
   */
  removalsTouch: boolean;
  /** The payload of an event: ids by name, objects with an id, only the id of its subject, or names in camel case. */
  eventPayload: 'ids' | 'nested' | 'bare id' | 'camel';
  /** Whether events of documents name the owner, and how. */
  documentOwners: 'none' | 'owner_id' | 'person_id';
  /** Whether a disabled webhook lists the events that it would have received. */
  disabledWebhooks: 'silent' | 'told';
  /** Whether a webhook's events have their own id, share one with those of other webhooks, or have none. */
  eventIds: 'given' | 'shared' | 'none';
  /**
   * How the end of an absence in whole days is written: as the midnight after the last day, as the last day itself, or
   * a tenth of them as the last day.
   */
  absenceEnds: 'exclusive' | 'last day' | 'mixed';
  /** What a breakdown contains: every day, only working days, or nothing. */
  breakdownDays: 'all' | 'working' | 'none';
  /** An hourly absence has one entry on its date, or sometimes two. */
  hourlyBreakdowns: 'several' | 'one';
  /**
   * Ids of custom attributes in v2: the keys of v1, or opaque ones that only share their number through `global_id`.
   */
  attributeIds: 'keys' | 'opaque';

  /** Recruiting is 404 without the header `Beta: true`. */
  recruitingBeta: boolean;
  /** Times of jobs, applications and transitions. */
  recruitingTimes: 'date-time' | 'date_time' | 'text';
  /** Times of candidates. */
  candidateTimes: 'text' | 'date-time';
  /** The inner text of those times ends with the offset. */
  recruitingOffsets: boolean;
  /** The last page with rows links to one without. */
  recruitingLastLink: boolean;
  /** What recruiting does with unknown filters. */
  recruitingUnknownFilters: 'ignored' | 'refused';
  /** The filters on `updated_at` fail for some accounts. */
  recruitingUpdatedFilter: 'works' | 'refused';
  /** The public job feed: available, disabled, or of a company that does not exist. */
  jobFeed: 'on' | 'off' | 'unknown company';

  /** A token of /v2/auth/token is accepted by v1. */
  v2TokenOnV1: boolean;
  /** A token of /v1/auth is accepted by v2. */
  v1TokenOnV2: boolean;
  /** As before 2023: a token is valid for one request, whose response has the next one in its Authorization header. */
  v1TokenRotates: boolean;
  /** The login of v1 returns only the token. */
  v1TokenBare: boolean;
  v1WrongCredentials: 401 | 403;
  /** How v1 refuses an invalid or expired token. */
  v1BadToken: 401 | 403;
  /** v1 also sends `x-ratelimit-*`. */
  v1RateHeaders: boolean;
  /** Complete wrappers of employees, or with label and value only, as in older versions. */
  v1Wrappers: 'full' | 'bare';
  /** /employees/attributes includes options. */
  v1Options: boolean;
  /**
   * With `updated_since`, employees are paged, all returned together, or limited to one page of the usual size,
   * whatever limit and offset say; or all employees are returned; or only dates are accepted.
   */
  updatedSince: 'pages' | 'whole' | 'whole with totals' | 'first' | 'first with totals' | 'everybody' | 'days';
  /** Whether a time in the filters of v1's absence periods needs a zone, or is refused with one. */
  v1Zones: 'needed' | 'refused';
  /** Whether the path of a picture needs a width, or is unknown with one. */
  pictureWidth: 'either' | 'needed' | 'unknown';
  /** What `offset` of v1's absence periods counts. */
  absencePeriodsOffset: 'pages' | 'records';
  /** Name of the time-offs' filter; the other one is ignored. */
  timeOffsFilter: 'updated_from' | 'updated_since';
  /** Time-off types include metadata. */
  timeOffTypesMetadata: boolean;
  /** Where v1 puts `id_v2`. */
  idV2: 'attributes' | 'top' | 'none';
  /** The word for a confirmed attendance. */
  v1Confirmed: 'confirmed' | 'approved';
}

export function defaultDisputed(): Disputed {
  return {
    pages: {},
    spelling: 'usual',
    wrappedSingles: false,
    holidayPersons: 'repeated',
    holidayRange: 'narrow',
    orgUnitType: 'small',
    holidays: 'half_day',
    jobMembers: 'text',
    reportsNext: 'text',
    reportLimit: 'page',
    unknownOwner: 'empty',
    removedPersonTells: ['employments'],
    removalsTouch: true,
    eventPayload: 'ids',
    documentOwners: 'none',
    disabledWebhooks: 'silent',
    eventIds: 'given',
    absenceEnds: 'exclusive',
    breakdownDays: 'all',
    hourlyBreakdowns: 'several',
    attributeIds: 'keys',
    recruitingBeta: true,
    recruitingTimes: 'date-time',
    candidateTimes: 'text',
    recruitingOffsets: false,
    recruitingLastLink: false,
    recruitingUnknownFilters: 'ignored',
    recruitingUpdatedFilter: 'works',
    jobFeed: 'on',
    v2TokenOnV1: true,
    v1TokenOnV2: true,
    v1TokenRotates: false,
    v1TokenBare: false,
    v1WrongCredentials: 403,
    v1BadToken: 403,
    v1RateHeaders: false,
    v1Wrappers: 'full',
    v1Options: true,
    updatedSince: 'pages',
    v1Zones: 'needed',
    pictureWidth: 'either',
    absencePeriodsOffset: 'pages',
    timeOffsFilter: 'updated_from',
    timeOffTypesMetadata: false,
    idV2: 'attributes',
    v1Confirmed: 'confirmed',
  };
}
