import { expect } from 'vitest';
import type { Rule } from '../../sandbox/server.ts';
import { allStreams } from '../../src/streams/index.ts';
import {
  config,
  each,
  type Failure,
  type Group,
  type Scenario,
  SHAPES,
  STREAMS,
  system,
  transient,
} from './scenario.ts';

const WHERE = 'Settings > Integrations > API credentials';
const LOGIN = '^POST /v2/auth/token';

/** What the message about a missing right has to say, stream by stream. */
const lackingRights = (streams: readonly string[]): Record<string, Failure> =>
  Object.fromEntries(
    allStreams()
      .filter(({ name }) => streams.includes(name))
      .map(({ name, scope }) => [name, config(name, scope, WHERE)]),
  );

const login = (name: string, act: Rule['act'], more: Partial<Scenario> = {}): Scenario => ({
  name: `the login: ${name}, twice`,
  trouble: [{ match: { path: LOGIN, nth: [1, 2] }, act }],
  config: { retry_seconds: 10 },
  ...more,
});

const credential: readonly Scenario[] = [
  {
    name: 'a wrong client secret',
    streams: STREAMS,
    config: { client_secret: 'quite-another-secret' },
    fails: each(STREAMS, config('Client Secret', WHERE)),
    seconds: 5,
  },
  {
    name: 'a wrong client id',
    streams: STREAMS,
    config: { client_id: 'papi-nobody' },
    fails: each(STREAMS, config('Client ID', WHERE)),
    seconds: 5,
  },
  login('429 without Retry-After', { kind: 'status', status: 429, body: 'empty' }),
  login('429 with Retry-After', { kind: 'status', status: 429, retryAfterSeconds: 1 }),
  login('500', { kind: 'status', status: 500 }),
  login('503 with HTML', { kind: 'status', status: 503, body: 'html' }),
  login('connection reset', { kind: 'reset' }),
  {
    name: 'the login: 429 with a Retry-After of an hour',
    trouble: [{ match: { path: LOGIN }, act: { kind: 'status', status: 429, retryAfterSeconds: 3600 } }],
    fails: each(SHAPES, transient('login', /2026-03-17T1[01]:\d\d:\d\d/)),
    seconds: 5,
  },
  {
    name: 'the login: 500, permanently',
    trouble: [{ match: { path: LOGIN }, act: { kind: 'status', status: 500 } }],
    config: { retry_seconds: 1 },
    fails: each(SHAPES, transient('login', '500')),
    seconds: 6,
  },
  {
    name: 'the login: 403',
    trouble: [{ match: { path: LOGIN }, act: { kind: 'status', status: 403 } }],
    fails: each(SHAPES, config('login', 'Client Secret', WHERE)),
    seconds: 5,
  },
];

const tokens: readonly Scenario[] = [
  {
    name: 'tokens that live for a second, and say so',
    account: { tokenSeconds: 1, latencyMs: 30 },
    streams: STREAMS,
  },
  {
    name: 'tokens that expire sooner than they say',
    account: { tokenEndsAfterSeconds: 1, latencyMs: 60 },
    streams: STREAMS,
  },
  {
    name: 'tokens that claim not to live at all',
    account: { tokenSeconds: 0, tokenEndsAfterSeconds: 60 },
  },
  {
    name: 'all tokens revoked in the middle',
    streams: STREAMS,
    account: { latencyMs: 30 },
    trouble: [{ match: { nth: 30 }, act: { kind: 'revoke' } }],
  },
  {
    name: 'all tokens revoked in the middle, three times',
    streams: STREAMS,
    account: { latencyMs: 30 },
    trouble: [{ match: { nth: [40, 80, 120] }, act: { kind: 'revoke' } }],
  },
  {
    name: 'unexpected 401s, for the first request of each list and for some later ones',
    streams: STREAMS,
    // Counted per list: two refusals in a row would mean a missing right.
    trouble: STREAMS.map((stream) => ({
      match: { stream, nth: [1, 35, 70, 105] },
      act: { kind: 'status', status: 401 },
    })),
  },
  {
    name: '401 for one endpoint, permanently',
    streams: STREAMS,
    trouble: [{ match: { stream: 'workplaces' }, act: { kind: 'status', status: 401 } }],
    fails: lackingRights(['workplaces']),
    seconds: 10,
  },
  {
    name: 'the credential is deleted in the middle',
    streams: ['persons'],
    trouble: [
      { match: { path: LOGIN, after: 2 }, act: { kind: 'status', status: 400 } },
      { match: { stream: 'persons', nth: 2 }, act: { kind: 'revoke' } },
    ],
    fails: { persons: config('login', WHERE) },
  },
  {
    name: 'the token expires in the middle, and the login fails from then on',
    streams: ['persons'],
    trouble: [
      { match: { path: LOGIN, after: 2 }, act: { kind: 'status', status: 503 } },
      { match: { stream: 'persons', nth: 2 }, act: { kind: 'revoke' } },
    ],
    config: { retry_seconds: 1 },
    fails: { persons: transient('login', '503') },
    // A failed login does not mean a broken record: nothing is halved.
    seconds: 7,
  },
];

const rights: readonly Scenario[] = [
  {
    name: 'no right at all, in each service’s own words',
    streams: STREAMS,
    account: { rights: each(STREAMS, 'refused' as const) },
    fails: lackingRights(STREAMS),
    seconds: 10,
  },
  ...([401, 403, 404, 412] as const).map(
    (status): Scenario => ({
      name: `no right at all, said with ${status}${status === 404 ? ' (apinot_found)' : ''}`,
      streams: STREAMS,
      account: { rights: each(STREAMS, status) },
      fails: lackingRights(STREAMS),
      seconds: 10,
    }),
  ),
  {
    name: 'the right to see persons is missing, others are there',
    streams: STREAMS,
    account: { rights: { persons: 'refused' } },
    fails: lackingRights(['persons', 'employments']),
  },
  {
    name: 'parents may be read, children may not',
    streams: STREAMS,
    account: { rights: { project_members: 403, employments: 403 } },
    fails: lackingRights(['project_members', 'employments']),
  },
  {
    name: 'the route of the children does not exist (404)',
    streams: STREAMS,
    trouble: [{ match: { stream: 'employments' }, act: { kind: 'status', status: 404 } }],
    fails: { employments: system('/v2/persons/{id}/employments') },
  },
  {
    name: 'the route of the children disappears in the middle (404)',
    streams: STREAMS,
    trouble: [{ match: { stream: 'employments', after: 30 }, act: { kind: 'status', status: 404 } }],
    fails: { employments: system('/v2/persons/{id}/employments') },
  },
  {
    name: 'a list does not exist (404)',
    streams: STREAMS,
    trouble: [{ match: { stream: 'workplaces' }, act: { kind: 'status', status: 404 } }],
    fails: { workplaces: system('/v2/workplaces') },
  },
  {
    name: 'persons are deleted while their employments are read',
    account: { latencyMs: 30, persons: 300 },
    streams: ['employments'],
    during: { atLength: 20_000, act: ({ sandbox }) => void sandbox.change({ count: 0, insert: 0, remove: 60 }) },
    partial: true,
    and: (run, { sandbox }) => {
      const missing = new Set(sandbox.ids('employments')).difference(new Set(run.keys('employments')));
      expect([...missing]).toEqual([]);
      expect(run.stdout).toMatch(/employments: \d+ parents were gone/);
    },
  },
  {
    name: 'lists that want Beta: true',
    streams: STREAMS,
    account: { rights: each(['workplaces', 'org_units', 'cost_centers', 'employments'], 'beta' as const) },
  },
  {
    name: 'persons without a single released attribute',
    streams: ['persons', 'workplaces'],
    account: { rights: { persons: 'unreleased' } },
    and: (run) => expect(run.logs('WARN').join('\n')).toMatch(/persons: .*attribute.*Settings > Integrations/),
  },
  {
    name: '400 for a filter that the account does not accept: the other format is tried',
    streams: ['persons', 'employments'],
    next: [{ settings: { personFilterFormat: 'date' } }],
  },
  {
    name: '422 and 431, permanently',
    streams: ['workplaces', 'projects', 'persons'],
    trouble: [
      { match: { stream: 'workplaces' }, act: { kind: 'status', status: 422 } },
      { match: { stream: 'projects' }, act: { kind: 'status', status: 431, body: 'empty' } },
    ],
    fails: { workplaces: system('422'), projects: system('431') },
    seconds: 6,
  },
];

export const credentials: Group = {
  title: 'Credentials and rights',
  scenarios: [...credential, ...tokens, ...rights],
};
