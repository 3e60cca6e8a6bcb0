import { beforeAll, describe, expect, test } from 'vitest';
import { type Disputed, defaultDisputed } from '../sandbox/disputed.ts';
import { startSandbox } from '../sandbox/server.ts';
import { differences, discover, everything, type OfferedStream, readOffered, startRewriter } from './all_streams.ts';

/** For each disputed point, the alternatives to the sandbox's first choice. */
const OTHERWISE: { [K in keyof Disputed]: readonly Disputed[K][] } = {
  // According to the documentation all of these accept what the connector requests.
  pages: [
    { employees: { usual: 10, max: 200 }, attendances: { usual: 10, max: 200 }, persons: { usual: 10, max: 50 } },
  ],
  spelling: ['other'],
  wrappedSingles: [true],
  holidayPersons: ['commas', 'commas only', 'first', 'last', 'ignored'],
  holidayRange: ['wide'],
  orgUnitType: ['capital', 'capital, others empty'],
  holidays: ['duration'],
  jobMembers: ['object'],
  reportsNext: ['object'],
  reportLimit: ['cap', 'refused'],
  unknownOwner: ['not found'],
  // These matter when rows are removed.
  removedPersonTells: [],
  removalsTouch: [],
  eventPayload: ['nested', 'bare id', 'camel'],
  disabledWebhooks: ['told'],
  documentOwners: ['owner_id', 'person_id'],
  eventIds: ['shared', 'none'],
  absenceEnds: ['last day'],
  breakdownDays: ['working', 'none'],
  hourlyBreakdowns: ['one'],
  attributeIds: ['opaque'],
  recruitingBeta: [false],
  recruitingTimes: ['date_time', 'text'],
  candidateTimes: ['date-time'],
  recruitingOffsets: [true],
  recruitingLastLink: [true],
  recruitingUnknownFilters: ['refused'],
  recruitingUpdatedFilter: ['refused'],
  jobFeed: ['off', 'unknown company'],
  v2TokenOnV1: [false],
  v1TokenOnV2: [false],
  // Obsolete since 2023, and incompatible with parallel requests.
  v1TokenRotates: [],
  v1TokenBare: [true],
  v1WrongCredentials: [401],
  v1BadToken: [401],
  v1RateHeaders: [true],
  v1Wrappers: ['bare'],
  v1Options: [false],
  updatedSince: ['whole', 'whole with totals', 'first', 'first with totals', 'everybody', 'days'],
  v1Zones: ['refused'],
  pictureWidth: ['needed', 'unknown'],
  absencePeriodsOffset: ['records'],
  timeOffsFilter: ['updated_since'],
  timeOffTypesMetadata: [true],
  idV2: ['top', 'none'],
  v1Confirmed: ['approved'],
};
/** Points that affect requests for changes. */
const ASKS_FOR_CHANGES = [
  'candidateTimes',
  'recruitingTimes',
  'recruitingOffsets',
  'recruitingUnknownFilters',
  'recruitingUpdatedFilter',
  'updatedSince',
  'absencePeriodsOffset',
  'v1Zones',
  'timeOffsFilter',
  'v1Confirmed',
];
/** Points that affect the columns. */
const SHAPES_COLUMNS = ['attributeIds', 'reportsNext', 'v1Options', 'v1Wrappers'];

const cases = Object.entries(OTHERWISE).flatMap(([point, values]) =>
  values.map((value) => [point, JSON.stringify(value), { [point]: value } as Partial<Disputed>] as const),
);

const account = { persons: 12, seed: 5, applications: 2, limits: { on: false }, now: new Date() };
let usual: readonly OfferedStream[];

beforeAll(async () => {
  const sandbox = await startSandbox(account);
  ({ streams: usual } = await discover(everything(sandbox)));
  await sandbox.close();
});

describe('every disputed point', () => {
  test('has been tried', () => {
    expect(Object.keys(OTHERWISE).sort()).toEqual(Object.keys(defaultDisputed()).sort());
  });

  test.concurrent.each(cases)(
    'every stream is read in full, and its changes, if %s is %s',
    async (point, _, disputed) => {
      const sandbox = await startSandbox({ ...account, disputed });
      try {
        const offered = SHAPES_COLUMNS.includes(point) ? (await discover(everything(sandbox))).streams : usual;
        expect(offered.map(({ name }) => name)).toEqual(usual.map(({ name }) => name));
        // Without the feed there is nothing to read: see below.
        const streams = offered.filter(({ name }) => !(point === 'jobFeed' && name === 'open_positions'));

        const first = await readOffered(everything(sandbox), streams);

        expect(first.errors.map(({ message }) => message)).toEqual([]);
        expect(first.exit).toBe(0);
        // Without event ids from Personio the connector makes some: two webhooks may receive the same event.
        const known = streams.filter(({ name }) => disputed.eventIds !== 'none' || name !== 'webhook_events');
        expect(differences(first, known, sandbox)).toEqual([]);
        const events = first.keys('webhook_events');
        expect([events.length, new Set(events).size]).toEqual(Array(2).fill(sandbox.truth().webhook_events?.count));
        if (!ASKS_FOR_CHANGES.includes(point)) return;

        const { updated, inserted } = sandbox.change({ count: 3 });
        const changing = streams.filter(({ default_cursor_field: cursor }) => cursor !== undefined);
        const second = await readOffered(everything(sandbox), changing, first.stateFile);

        expect(second.errors.map(({ message }) => message)).toEqual([]);
        for (const changes of [updated, inserted]) {
          for (const [name, ids] of Object.entries(changes))
            expect(second.keys(name), name).toEqual(expect.arrayContaining(ids));
        }
      } finally {
        await sandbox.close();
      }
    },
  );

  test.each(OTHERWISE.jobFeed)('a job feed that is %s fails, and is named', async (jobFeed) => {
    const sandbox = await startSandbox({ ...account, disputed: { jobFeed } });

    const run = await readOffered(
      everything(sandbox),
      usual.filter(({ name }) => name === 'open_positions'),
    );

    expect(run.exit).toBe(1);
    expect(run.statuses('open_positions').at(-1)).toBe('INCOMPLETE');
    expect(run.errors[0]?.message).toMatch(/^open_positions: /);
    await sandbox.close();
  });

  // Regression: requests sent before the first response with the header were refused after it.
  test('a request without the Beta header is repeated with it, even if another one has found out meanwhile', async () => {
    const sandbox = await startSandbox(account);
    let asked = 0;
    const slow = await startRewriter(sandbox, {
      delayMs: (path) => (path.includes('/stage-transitions') && ++asked === 2 ? 300 : 0),
    });
    const transitions = usual.filter(({ name }) => name === 'recruiting_stage_transitions');

    const run = await readOffered({ ...everything(sandbox), api_url: slow.url }, transitions);

    expect(run.errors).toEqual([]);
    expect(differences(run, transitions, sandbox)).toEqual([]);
    slow.close();
    await sandbox.close();
  });

  test('an endpoint is requested without the Beta header, or with a refused filter, once per run', async () => {
    const sandbox = await startSandbox({ ...account, disputed: { recruitingUpdatedFilter: 'refused' } });
    const streams = usual.filter(({ name }) => /^recruiting_(candidates|jobs|stage_transitions)$/.test(name));
    const refused = (status: number) =>
      sandbox.requests.flatMap((each) => (each.status === status ? [each.route] : [])).sort();
    const lists = ['applications', 'candidates', 'jobs'].map((name) => `/v2/recruiting/${name}`);

    const first = await readOffered(everything(sandbox), streams);
    expect(refused(404)).toHaveLength(lists.length + 1);
    expect(new Set(refused(404)).size).toBe(lists.length + 1);
    sandbox.resetRequests();
    const second = await readOffered(everything(sandbox), streams, first.stateFile);

    expect(second.errors).toEqual([]);
    expect(refused(400)).toEqual(lists);
    await sandbox.close();
  });
});
