/**
 * Where Personio's reference contradicts itself, or nobody has seen an answer: each point can be tried both ways. The first choice is
 * what the reference thinks more likely, or the harder one for a client.
 */
export interface Disputed {
  /** Page sizes by stream, instead of the usual ones: sources differ about employees (10, 50, 100, 200), attendances and others. */
  pages: Record<string, { usual: number; max: number }>;
  /** Numbers, flags, days, ids and lists as the reference has them, or as other services and other years have them. */
  spelling: 'usual' | 'other';
  /** GET of a single v2 object wraps it in `_data`. */
  wrappedSingles: boolean;

  /**
   * How the persons of holidays are named: repeated (with commas they are one whom nobody knows), with commas (repeated, only
   * the last counts; or that is refused), or as the first or the last of several; or the parameter means nothing.
   */
  holidayPersons: 'repeated' | 'commas' | 'commas only' | 'first' | 'last' | 'ignored';
  /** How far the window of holidays may reach: from 2 years ago to 1 year from today, or from 10 to 3. */
  holidayRange: 'narrow' | 'wide';
  /** The letters of the parameter `type` of org units, and of that member: others are refused, or the list is empty. */
  orgUnitType: 'small' | 'capital' | 'capital, others empty';
  /** Whether `half_day` tells a half holiday, or `duration: HALF_DAY`. */
  holidays: 'half_day' | 'duration';
  /** Family, level, track and grade of a job. */
  jobMembers: 'text' | 'object';
  /** The link to the next page of reports. */
  reportsNext: 'text' | 'object';
  /** What `limit` means for the rows of a report: a page with a link to the next one, all that there is to get, or an error. */
  reportLimit: 'page' | 'cap' | 'refused';
  /** Documents of an owner whom nobody knows. */
  unknownOwner: 'empty' | 'not found';
  /** Of what goes with a removed person, the streams whose rows raise events of their own. */
  removedPersonTells: readonly string[];
  /** Whether rows move their time of change when another that they tell of goes or comes back: a person's employment or picture. */
  removalsTouch: boolean;
  /** What an event says: ids by name, objects that have one, the id of what it is about alone, or names in one word. */
  eventPayload: 'ids' | 'nested' | 'bare id' | 'camel';
  /** Whether events of documents name the owner, and how. */
  documentOwners: 'none' | 'owner_id' | 'person_id';
  /** Whether a webhook that is off lists the events that it would have been told. */
  disabledWebhooks: 'silent' | 'told';
  /** Whether a webhook's events have an id of their own, one that they share with those of other webhooks, or none. */
  eventIds: 'given' | 'shared' | 'none';
  /**
   * How the end of an absence in whole days is written: as the midnight after the last day, or as the last day itself; or a
   * tenth of them as the last day.
   */
  absenceEnds: 'exclusive' | 'last day' | 'mixed';
  /** What a breakdown tells: every day, working days only, or nothing. */
  breakdownDays: 'all' | 'working' | 'none';
  /** An hourly absence has one entry on its date, or sometimes two. */
  hourlyBreakdowns: 'several' | 'one';
  /** Ids of custom attributes in v2: the keys of v1, or opaque ones that only share the number with `global_id`. */
  attributeIds: 'keys' | 'opaque';

  /** Recruiting is 404 without the header `Beta: true`. */
  recruitingBeta: boolean;
  /** Times of jobs, applications and transitions. */
  recruitingTimes: 'date-time' | 'date_time' | 'text';
  /** Times of candidates. */
  candidateTimes: 'text' | 'date-time';
  /** The inner text of those times ends with the offset. */
  recruitingOffsets: boolean;
  /** The last page that has rows links to one without. */
  recruitingLastLink: boolean;
  /** What recruiting does with filters that it does not know. */
  recruitingUnknownFilters: 'ignored' | 'refused';
  /** The filters on `updated_at` fail for some accounts. */
  recruitingUpdatedFilter: 'works' | 'refused';
  /** The public job feed: served, switched off in the account, or of a company that does not exist. */
  jobFeed: 'on' | 'off' | 'unknown company';

  /** A token of /v2/auth/token opens v1. */
  v2TokenOnV1: boolean;
  /** A token of /v1/auth opens v2. */
  v1TokenOnV2: boolean;
  /** As before 2023: a token is good for one request, whose answer has the next one in its Authorization header. */
  v1TokenRotates: boolean;
  /** The login of v1 says nothing but the token. */
  v1TokenBare: boolean;
  v1WrongCredentials: 401 | 403;
  /** How v1 refuses a token that is not good (any more). */
  v1BadToken: 401 | 403;
  /** v1 sends `x-ratelimit-*`, too. */
  v1RateHeaders: boolean;
  /** Wrappers of employees as they are, or with label and value only, as years ago. */
  v1Wrappers: 'full' | 'bare';
  /** /employees/attributes tells options. */
  v1Options: boolean;
  /**
   * With `updated_since` employees come in pages, all at once, or only as many as a usual page has, whatever limit and offset
   * say; or everybody comes; or only days are accepted.
   */
  updatedSince: 'pages' | 'whole' | 'whole with totals' | 'first' | 'first with totals' | 'everybody' | 'days';
  /** Whether a time in the filters of v1's absence periods needs a zone, or is refused with one. */
  v1Zones: 'needed' | 'refused';
  /** Whether the path of a picture needs a width, or is not known with one. */
  pictureWidth: 'either' | 'needed' | 'unknown';
  /** What `offset` of v1's absence periods counts. */
  absencePeriodsOffset: 'pages' | 'records';
  /** Name of the time-offs' filter; the other one is ignored. */
  timeOffsFilter: 'updated_from' | 'updated_since';
  /** Time-off types come with metadata. */
  timeOffTypesMetadata: boolean;
  /** Where v1 puts `id_v2`. */
  idV2: 'attributes' | 'top' | 'none';
  /** The word for an attendance that counts. */
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
