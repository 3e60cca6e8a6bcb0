import { expect } from 'vitest';
import type { Json } from '../connector.ts';
import {
  config,
  each,
  type Group,
  type Place,
  type Scenario,
  SHAPES,
  type Step,
  system,
  transient,
} from './scenario.ts';

const LISTS = ['persons', 'absence_periods', 'attendance_periods'];
const LINK_BACK = system('link back');
const ELSEWHERE = system('another server');

/** No request of ours has arrived there, let alone the token. */
const untouched: NonNullable<Step['and']> = (_, { elsewhere }) => expect(elsewhere.asked).toEqual([]);

const links: readonly Scenario[] = [
  {
    name: 'a next link to itself',
    streams: LISTS,
    trouble: [{ match: { stream: 'persons' }, act: { kind: 'next', to: 'self' } }],
    repeats: true,
    fails: { persons: LINK_BACK },
  },
  {
    name: 'a loop of two next links',
    streams: LISTS,
    trouble: [{ match: { stream: 'persons' }, act: { kind: 'next', to: 'loop' } }],
    repeats: true,
    fails: { persons: LINK_BACK },
  },
  {
    name: 'next links that form a loop, phrased differently each time',
    streams: LISTS,
    // More rows than a page has: each page begins where the one before began, or earlier.
    trouble: [{ match: { stream: 'persons' }, act: { kind: 'overlap', rows: 60 } }],
    repeats: true,
    seconds: 15,
    fails: { persons: LINK_BACK },
  },
  {
    name: 'a next link to another host',
    streams: LISTS,
    trouble: ({ elsewhere }) => [
      { match: { stream: 'persons' }, act: { kind: 'next', to: 'other host', host: elsewhere.url } },
    ],
    fails: { persons: ELSEWHERE },
    and: untouched,
  },
  { name: 'relative next links', trouble: [{ match: { path: '^GET' }, act: { kind: 'next', to: 'relative' } }] },
  {
    name: 'next links as bare strings',
    trouble: [{ match: { path: '^GET' }, act: { kind: 'next', to: 'bare' } }],
  },
  {
    name: 'a next link under an unknown name',
    streams: LISTS,
    trouble: [{ match: { stream: 'persons' }, act: { kind: 'next', to: 'unreadable' } }],
    config: { retry_seconds: 1 },
    fails: { persons: system() },
  },
];

const pages: readonly Scenario[] = [
  {
    name: 'a next link on the last page, to an empty one',
    trouble: [{ match: { path: '^GET' }, act: { kind: 'extra_page' } }],
  },
  { name: 'every other page is empty', trouble: [{ match: { path: '^GET', every: 2 }, act: { kind: 'empty_page' } }] },
  {
    name: 'only empty pages, without end',
    streams: LISTS,
    trouble: [{ match: { stream: 'absence_periods' }, act: { kind: 'empty_page' } }],
    fails: { absence_periods: system() },
  },
  {
    name: 'each page begins with the last rows of the one before',
    streams: ['persons', 'absence_periods', 'attendance_periods', 'org_units'],
    trouble: [{ match: { path: '^GET' }, act: { kind: 'overlap', rows: 7 } }],
  },
  {
    name: 'each page of parents begins with the last rows of the one before',
    streams: ['employments', 'project_members'],
    trouble: [{ match: { path: '^GET' }, act: { kind: 'overlap', rows: 7 } }],
    repeats: true,
  },
  {
    name: 'rows shift while they are read: newest first, some updated, some inserted',
    account: { newestFirst: ['persons', 'absence_periods'], latencyMs: 40 },
    streams: ['persons', 'employments', 'absence_periods'],
    during: { atLength: 30_000, act: ({ sandbox }) => void sandbox.change({ count: 12, insert: 6 }) },
    repeats: true,
    partial: true,
    next: [{}],
  },
];

/** A run that is cut off in the middle of these lists, which leaves links in the state. */
const cutOff = (streams: readonly string[], more: Partial<Scenario>): Pick<Scenario, keyof Step> => ({
  streams,
  trouble: streams.map((stream) => ({ match: { path: listOf(stream), after: 3 }, act: { kind: 'reset' } as const })),
  config: { retry_seconds: 1 },
  fails: each(streams, transient('complete response')),
  ...more,
});

const listOf = (stream: string): string =>
  `^GET /v2/${stream === 'employments' ? 'persons' : stream.replace('_', '-')}\\?`;

/** A catalog for a destination that overwrites its tables. */
const fullRefresh = (generation: Json): Json => ({
  streams: ['persons', 'absence_periods'].map((name) => ({
    stream: { name, json_schema: {} },
    sync_mode: 'full_refresh',
    destination_sync_mode: 'overwrite',
    ...generation,
  })),
});

const cursors: readonly Scenario[] = [
  ...['persons', 'absence_periods', 'employments'].map(
    (stream): Scenario => ({
      name: `${stream}: the cursor has expired on resuming`,
      ...cutOff([stream], { account: { persons: 400 } }),
      next: [
        {
          trouble: [{ match: { path: `${listOf(stream)}.*cursor=`, times: 1 }, act: { kind: 'expired_cursor' } }],
          and: (_, { sandbox }) =>
            expect(sandbox.requests.filter(({ trouble }) => trouble === 'expired_cursor')).toHaveLength(1),
        },
      ],
    }),
  ),
  {
    name: 'what was cut off resumes where it stopped',
    ...cutOff(['persons', 'absence_periods'], {}),
    account: { persons: 400 },
    next: [{ config: { lookback_days: 0 }, and: (run) => expect(run.records('persons').length).toBeLessThan(310) }],
  },
  {
    name: 'a full refresh that was cut off resumes within its generation',
    ...cutOff(['persons', 'absence_periods'], { catalog: fullRefresh({ generation_id: 7, minimum_generation_id: 7 }) }),
    account: { persons: 400 },
    next: [{ and: (run) => expect(run.records('persons')).toHaveLength(300) }],
  },
  {
    name: 'a full refresh that was cut off starts from the beginning in the next generation',
    ...cutOff(['persons', 'absence_periods'], { catalog: fullRefresh({ generation_id: 7, minimum_generation_id: 7 }) }),
    account: { persons: 400 },
    next: [
      {
        catalog: fullRefresh({ generation_id: 8, minimum_generation_id: 8 }),
        and: (run) => expect(run.records('persons')).toHaveLength(400),
      },
    ],
  },
  {
    name: 'a full refresh that was cut off starts from the beginning without generations',
    ...cutOff(['persons', 'absence_periods'], { catalog: fullRefresh({}) }),
    account: { persons: 400 },
    next: [{ and: (run) => expect(run.records('persons')).toHaveLength(400) }],
  },
  {
    name: 'a full refresh that was cut off starts from the beginning if every run is of generation 1',
    ...cutOff(['persons', 'absence_periods'], { catalog: fullRefresh({ generation_id: 1, minimum_generation_id: 1 }) }),
    account: { persons: 400 },
    next: [{ and: (run) => expect(run.records('persons')).toHaveLength(400) }],
  },
  ...['persons', 'absence_periods', 'employments'].map(
    (stream): Scenario => ({
      name: `${stream}: the cursor expires during the read`,
      streams: [stream],
      trouble: [{ match: { path: `${listOf(stream)}.*cursor=`, nth: 2 }, act: { kind: 'expired_cursor' } }],
      repeats: true,
    }),
  ),
];

/** The middle one of a stream's rows that have this field. */
const middle = ({ sandbox }: Place, stream: string, field: string): Json => {
  const rows = (sandbox.rows(stream) as Json[]).filter((row) => typeof row[field] === 'string');
  return rows[rows.length >>> 1] ?? {};
};

/** One record makes its windows fail, down to the day of its field. */
const brokenDay = (stream: string, field: string): Scenario => {
  const dayOf = (row: Json): string => String(row[field]).slice(0, 10);
  return {
    name: `${stream}: a record breaks each list that has it`,
    streams: [stream, 'workplaces'],
    trouble: (place) => [
      { match: { stream }, act: { kind: 'broken_record', id: String(middle(place, stream, field).id) } },
    ],
    config: { retry_seconds: 1 },
    fails: { [stream]: transient(/the day \d{4}-\d\d-\d\d/) },
    lacks: (place) => {
      const day = dayOf(middle(place, stream, field));
      const rows = place.sandbox.rows(stream) as Json[];
      return { [stream]: rows.filter((row) => dayOf(row) === day).map(({ id }) => String(id)) };
    },
    and: (run, place) => expect(run.errors[0]?.message).toContain(`the day ${dayOf(middle(place, stream, field))}`),
    // Boundaries between windows overlap.
    repeats: true,
    seconds: 60,
  };
};

const broken: readonly Scenario[] = [
  brokenDay('attendance_periods', 'attribution_date'),
  brokenDay('absence_periods', 'updated_at'),
  brokenDay('persons', 'updated_at'),
  {
    name: 'employments: a record breaks its person’s list',
    streams: ['employments', 'workplaces'],
    trouble: (place) => [
      {
        match: { stream: 'employments' },
        act: { kind: 'broken_record', id: String(middle(place, 'employments', 'updated_at').id) },
      },
    ],
    config: { retry_seconds: 1 },
    fails: { employments: transient('/v2/persons/') },
    lacks: (place) => {
      const person = personOf(middle(place, 'employments', 'updated_at'));
      const rows = place.sandbox.rows('employments') as Json[];
      return { employments: rows.filter((row) => personOf(row) === person).map(({ id }) => String(id)) };
    },
    and: (run, place) => expect(run.errors[0]?.message).toContain(personOf(middle(place, 'employments', 'updated_at'))),
  },
];

const personOf = (row: Json): string => String((row.person as Json | null)?.id);

const redirects: readonly Scenario[] = [
  {
    name: 'a redirect on the same origin, once in each list',
    trouble: ({ sandbox }) =>
      SHAPES.map((stream) => ({ match: { stream, nth: 2 }, act: { kind: 'redirect', to: sandbox.url } })),
  },
  {
    name: 'a redirect loop',
    streams: LISTS,
    trouble: ({ sandbox }) => [{ match: { stream: 'persons' }, act: { kind: 'redirect', to: sandbox.url } }],
    fails: { persons: system() },
  },
  ...[301, 302, 303, 307, 308].map(
    (status): Scenario => ({
      name: `a redirect (${status}) to another origin`,
      streams: LISTS,
      trouble: ({ elsewhere }) => [
        { match: { stream: 'persons' }, act: { kind: 'redirect', to: elsewhere.url, status } },
        { match: { stream: 'absence_periods', nth: 2 }, act: { kind: 'redirect', to: elsewhere.url, status } },
      ],
      fails: each(['persons', 'absence_periods'], ELSEWHERE),
      and: untouched,
    }),
  ),
  {
    name: 'a redirect of the login to another origin',
    streams: LISTS,
    trouble: ({ elsewhere }) => [{ match: { path: '^POST' }, act: { kind: 'redirect', to: elsewhere.url } }],
    fails: each(LISTS, config('login', 'API URL')),
    and: untouched,
  },
];

export const paging: Group = { title: 'Paging', scenarios: [...links, ...pages, ...cursors, ...broken, ...redirects] };
