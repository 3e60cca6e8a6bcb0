import { expect } from 'vitest';
import type { Rule } from '../../sandbox/server.ts';
import type { Run } from '../connector.ts';
import { certificate } from './certificate.ts';
import { config, each, type Group, type Place, type Scenario, SHAPES, STREAMS, system, transient } from './scenario.ts';

type Act = Rule['act'];

/** Every third response is this one, whatever was requested. */
const nowAndThen = (name: string, act: Act): Scenario => ({
  name: `${name}, every third time`,
  streams: ['persons', 'employments', 'absence_periods', 'org_units'],
  account: { persons: 60 },
  trouble: [{ match: { every: 3 }, act }],
  config: { retry_seconds: 20 },
});

/** The second page of persons, once: the middle of a list. */
const once = (name: string, act: Act, more: Partial<Scenario> = {}): Scenario => ({
  name: `${name}, once`,
  streams: ['persons', 'absence_periods', 'workplaces'],
  trouble: [{ match: { stream: 'persons', nth: 2 }, act }],
  ...more,
});

const forGood = (name: string, act: Act, ...says: (string | RegExp)[]): Scenario => ({
  name: `${name}, permanently`,
  streams: [...SHAPES, 'workplaces'],
  trouble: [{ match: { stream: 'workplaces' }, act }],
  config: { retry_seconds: 1 },
  fails: { workplaces: transient(...says) },
  seconds: 15,
});

const AN_HOUR_LATER = /2026-03-17T1[01]:\d\d:\d\d/;
const asked = ({ sandbox }: Place, stream: string) => sandbox.requests.filter((request) => request.stream === stream);

/** The second request was refused; the next came no earlier than this many seconds later. */
const pausedFor =
  (seconds: number) =>
  (_: Run, place: Place): void => {
    const [, refused, next] = asked(place, 'persons');
    expect((next?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(seconds * 1000 - 50);
  };

const statuses: readonly Scenario[] = [
  nowAndThen('408', { kind: 'status', status: 408 }),
  nowAndThen('425', { kind: 'status', status: 425 }),
  nowAndThen('500', { kind: 'status', status: 500 }),
  nowAndThen('502 with HTML', { kind: 'status', status: 502, body: 'html' }),
  nowAndThen('503 with HTML', { kind: 'status', status: 503, body: 'html' }),
  nowAndThen('504 without a body', { kind: 'status', status: 504, body: 'empty' }),
  nowAndThen('520 of an unknown gateway', { kind: 'status', status: 520, body: 'html' }),
  {
    name: 'three different failures in a row',
    trouble: [
      { match: { stream: 'persons', nth: 2 }, act: { kind: 'status', status: 502, body: 'html' } },
      { match: { stream: 'persons', nth: 2 }, act: { kind: 'reset', when: 'body' } },
      { match: { stream: 'persons', nth: 2 }, act: { kind: 'status', status: 503 } },
    ],
    config: { retry_seconds: 20 },
  },
  once('503 with Retry-After', { kind: 'status', status: 503, retryAfterSeconds: 2 }, { and: pausedFor(2) }),
  {
    name: '503 with a Retry-After of an hour',
    trouble: [{ match: { stream: 'persons', nth: 2 }, act: { kind: 'status', status: 503, retryAfterSeconds: 3600 } }],
    streams: ['persons', 'workplaces'],
    fails: { persons: transient(AN_HOUR_LATER) },
    seconds: 6,
  },
  forGood('408', { kind: 'status', status: 408 }, '408', '/v2/workplaces'),
  forGood('500', { kind: 'status', status: 500 }, '500', '/v2/workplaces'),
  forGood('502 with HTML', { kind: 'status', status: 502, body: 'html' }, '502', '/v2/workplaces'),
  {
    ...forGood('500', { kind: 'status', status: 500 }),
    name: 'a stream that fails says what it requested, too',
    and: (run) => {
      for (const stream of [...SHAPES, 'workplaces'])
        expect(run.logs('INFO').filter((text) => text.startsWith(`${stream}: requested `))).toHaveLength(1);
    },
  },
  once('103 before the answer', { kind: 'hints' }),
];

const throttled = (name: string, headers: Record<string, string>, more: Partial<Scenario> = {}): Scenario =>
  once(name, { kind: 'status', status: 429, body: 'empty', headers }, { config: { retry_seconds: 10 }, ...more });

/** Every response for persons announces this rate, and that nothing is left. */
const announced = (name: string, rate: string, more: Partial<Scenario>): Scenario => ({
  name,
  streams: ['persons', 'workplaces'],
  trouble: [
    {
      match: { stream: 'persons' },
      act: { kind: 'headers', headers: { 'x-ratelimit-replenish-rate': rate, 'x-ratelimit-remaining': '0' } },
    },
  ],
  config: { retry_seconds: 5 },
  seconds: 20,
  ...more,
});

const rates: readonly Scenario[] = [
  throttled('429 without Retry-After', {}),
  {
    name: '429 for the first request of every list',
    streams: STREAMS,
    trouble: STREAMS.map((stream) => ({ match: { stream, nth: 1 }, act: { kind: 'status', status: 429 } })),
    config: { retry_seconds: 10 },
    seconds: 20,
  },
  throttled('429 with Retry-After in seconds', { 'retry-after': '2' }, { and: pausedFor(2) }),
  once(
    '429 with Retry-After as a date',
    { kind: 'status', status: 429, retryAfterSeconds: 3, retryAfterAsDate: true },
    { config: { retry_seconds: 10 }, and: pausedFor(2) },
  ),
  throttled('429 with Retry-After: 0', { 'retry-after': '0' }),
  throttled('429 with a Retry-After that is no time', { 'retry-after': 'soon' }),
  throttled('429 with x-ratelimit headers', {
    'x-ratelimit-replenish-rate': '20',
    'x-ratelimit-burst-capacity': '100',
    'x-ratelimit-requested-tokens': '1',
    'x-ratelimit-remaining': '0',
  }),
  {
    name: '429 with a Retry-After of an hour',
    streams: ['persons', 'workplaces', 'absence_periods'],
    trouble: [{ match: { stream: 'persons', nth: 2 }, act: { kind: 'status', status: 429, retryAfterSeconds: 3600 } }],
    fails: { persons: transient(AN_HOUR_LATER) },
    seconds: 6,
  },
  {
    name: '429 with Retry-After as a date in an hour',
    streams: ['persons', 'workplaces', 'absence_periods'],
    trouble: [
      {
        match: { stream: 'persons', nth: 2 },
        act: { kind: 'status', status: 429, retryAfterSeconds: 3600, retryAfterAsDate: true },
      },
    ],
    fails: { persons: transient(AN_HOUR_LATER) },
    seconds: 6,
  },
  {
    name: '429 permanently, without Retry-After',
    streams: ['workplaces', 'absence_periods', 'projects'],
    trouble: [{ match: { stream: 'workplaces' }, act: { kind: 'status', status: 429, body: 'empty' } }],
    config: { retry_seconds: 3 },
    fails: { workplaces: transient('rate limit') },
    seconds: 30,
  },
  {
    name: '429 permanently, with Retry-After: 0',
    streams: ['workplaces', 'absence_periods', 'projects'],
    trouble: [
      { match: { stream: 'workplaces' }, act: { kind: 'status', status: 429, headers: { 'retry-after': '0' } } },
    ],
    config: { retry_seconds: 3 },
    fails: { workplaces: transient('rate limit') },
    seconds: 30,
  },
  {
    name: '429 with a Retry-After beyond any calendar',
    streams: ['persons', 'workplaces'],
    trouble: [
      {
        match: { stream: 'persons', nth: 2 },
        act: { kind: 'status', status: 429, headers: { 'retry-after': '99999999999999999999' } },
      },
    ],
    fails: { persons: transient('rate limit', '9999-12-31T23:59:59Z or later') },
    seconds: 6,
  },
  announced('a rate of one request in two seconds: the stream says that it waits', '0.5', {
    and: (run) => expect(run.stdout).toContain('"RATE_LIMITED"'),
  }),
  announced('a rate of one request per hour', '0.000277', {
    fails: { persons: transient('rate limit', AN_HOUR_LATER) },
  }),
  announced('a rate of next to nothing', '1e-300', { fails: { persons: transient('rate limit', 'or later') } }),
  announced('a rate of 0', '0', { fails: { persons: transient('rate limit', 'or later') } }),
  announced('a rate below 0, which is invalid', '-1', {}),
  {
    name: 'a token bucket that reports its level',
    streams: ['employments', 'persons', 'absence_periods'],
    account: { limits: { on: true, headers: true, burst: 20, rates: { default: 40, persons: 40 } } },
    and: (_, { sandbox }) => expect(sandbox.requests.filter(({ status }) => status === 429)).toHaveLength(0),
  },
  {
    name: 'a token bucket that reports nothing',
    streams: ['employments', 'persons', 'absence_periods'],
    account: { limits: { on: true, headers: false, burst: 20, rates: { default: 40, persons: 40 } } },
    config: { retry_seconds: 10 },
  },
];

const connections: readonly Scenario[] = [
  nowAndThen('connection reset before the answer', { kind: 'reset' }),
  nowAndThen('connection reset in the body', { kind: 'reset', when: 'body' }),
  {
    name: 'connection closed after every answer, as announced',
    streams: STREAMS,
    trouble: [{ act: { kind: 'close' } }],
  },
  {
    name: 'connection closed after every answer, without notice',
    streams: STREAMS,
    trouble: [{ act: { kind: 'close', silent: true } }],
    config: { retry_seconds: 20 },
  },
  nowAndThen('body shorter than its Content-Length', { kind: 'cut', how: 'length' }),
  nowAndThen('body without its last chunk', { kind: 'cut', how: 'chunked' }),
  nowAndThen('a response that comes after a second', { kind: 'hang', ms: 1000 }),
  once('a second of silence in the body', { kind: 'hang', when: 'body', ms: 1000 }),
  {
    name: 'every body byte by byte',
    streams: ['persons', 'absence_periods'],
    trouble: [{ act: { kind: 'trickle', bytes: 500, intervalMs: 30 } }],
  },
  once('Content-Encoding: gzip for a body that is not', { kind: 'encoding' }),
  once('Content-Encoding: br for a body that is not', { kind: 'encoding', name: 'br' }),
  forGood('connection reset before the answer', { kind: 'reset' }, 'complete response', '/v2/workplaces'),
  forGood('body cut short', { kind: 'cut' }, 'complete response', '/v2/workplaces'),
  {
    name: 'nothing for a minute before a response, in a body, and a body that trickles for ever, in three lists',
    slow: true,
    seconds: 100,
    streams: ['persons', 'absence_periods', 'attendance_periods'],
    trouble: [
      { match: { stream: 'persons', nth: 2 }, act: { kind: 'hang' } },
      { match: { stream: 'absence_periods', nth: 2 }, act: { kind: 'hang', when: 'body' } },
      { match: { stream: 'attendance_periods', nth: 2 }, act: { kind: 'trickle', bytes: 1, intervalMs: 400 } },
    ],
  },
];

/** Streams with enough pages that none finishes soon. */
const LONG = ['persons', 'employments', 'absence_periods', 'attendance_periods'];

const outages: readonly Scenario[] = [
  {
    name: 'the server is down',
    streams: STREAMS,
    config: { api_url: 'http://127.0.0.1:9', retry_seconds: 1 },
    fails: each(STREAMS, transient('127.0.0.1:9 (API URL)', 'connection refused')),
    seconds: 6,
  },
  {
    name: 'a setting names a host that does not exist',
    streams: STREAMS,
    config: { api_url: 'http://api.personio.example', retry_seconds: 600 },
    unresolved: 'ENOTFOUND',
    incurable: true,
    fails: each(STREAMS, config('api.personio.example', 'API URL')),
    seconds: 5,
  },
  {
    name: 'the configured subdomain has no career page',
    streams: ['open_positions', 'workplaces'],
    config: { company_subdomain: 'acmee', retry_seconds: 600 },
    unresolved: 'ENOTFOUND',
    incurable: true,
    fails: { open_positions: config('acmee.jobs.personio.de', 'Company Subdomain') },
    seconds: 5,
  },
  {
    name: 'Personio’s own name does not resolve',
    config: { api_url: 'https://api.personio.de', retry_seconds: 1 },
    unresolved: 'ENOTFOUND',
    incurable: true,
    fails: each(SHAPES, transient('api.personio.de', 'ENOTFOUND')),
    seconds: 10,
  },
  {
    name: 'no name resolves for now, whoever configured it (EAI_AGAIN)',
    config: { api_url: 'http://api.personio.example', retry_seconds: 1 },
    unresolved: 'EAI_AGAIN',
    incurable: true,
    fails: each(SHAPES, transient('api.personio.example', 'API URL', 'EAI_AGAIN')),
    seconds: 10,
  },
  {
    name: 'the server goes down in the middle and stays down',
    streams: LONG,
    account: { persons: 400, latencyMs: 20 },
    trouble: [{ match: { after: 12 }, act: { kind: 'reset' } }],
    config: { retry_seconds: 1 },
    fails: each(LONG, transient('complete response')),
    seconds: 20,
  },
  {
    name: 'all lists fail with 503 from the middle on',
    streams: LONG,
    account: { persons: 400, latencyMs: 20 },
    trouble: [{ match: { path: '^GET', after: 12 }, act: { kind: 'status', status: 503, body: 'html' } }],
    config: { retry_seconds: 1 },
    fails: each(LONG, transient('503')),
    seconds: 45,
  },
  {
    name: 'a list that could be halved fails with 503 permanently: no more patience than for any other',
    streams: ['persons', 'workplaces'],
    trouble: [{ match: { stream: 'persons' }, act: { kind: 'status', status: 503, body: 'html' } }],
    config: { retry_seconds: 2 },
    fails: { persons: transient('503') },
    seconds: 30,
  },
  {
    name: '500 permanently in windows and for the children of every parent: no more patience than for one request',
    streams: ['absence_periods', 'attendance_periods', 'employments', 'persons'],
    trouble: ['absence_periods', 'attendance_periods', 'employments'].map((stream) => ({
      match: { stream },
      act: { kind: 'status', status: 500 },
    })),
    config: { retry_seconds: 4 },
    fails: each(['absence_periods', 'attendance_periods', 'employments'], transient('500')),
    seconds: 15,
  },
  {
    name: 'a bit of everything',
    streams: STREAMS,
    // Parents that come twice have children that come twice.
    repeats: true,
    config: { retry_seconds: 30 },
    trouble: [
      { match: { probability: 0.02 }, act: { kind: 'status', status: 502, body: 'html' } },
      { match: { probability: 0.02, times: 3 }, act: { kind: 'status', status: 429, retryAfterSeconds: 1 } },
      { match: { probability: 0.02 }, act: { kind: 'reset' } },
      { match: { probability: 0.02 }, act: { kind: 'reset', when: 'body' } },
      { match: { probability: 0.02 }, act: { kind: 'cut' } },
      { match: { probability: 0.02, path: '^GET' }, act: { kind: 'lie', how: 'truncated' } },
      { match: { probability: 0.02, path: '^GET' }, act: { kind: 'lie', how: 'no content' } },
      { match: { probability: 0.02, path: '^GET' }, act: { kind: 'overlap', rows: 3 } },
      { match: { probability: 0.02, path: '^GET' }, act: { kind: 'empty_page' } },
    ],
  },
];

/** Larger than any page: only this list fails, immediately, and says so. */
const flooded = (name: string, act: Act, failure = system('/v2/workplaces', '64 MB')): Scenario => ({
  name,
  streams: ['persons', 'workplaces', 'cost_centers'],
  trouble: [{ match: { stream: 'workplaces' }, act }],
  config: { retry_seconds: 1 },
  fails: { workplaces: failure },
  seconds: 15,
});

const sizes: readonly Scenario[] = [
  flooded('a body without end', { kind: 'flood' }),
  flooded('a hundred kilobytes that unpack to a hundred megabytes', { kind: 'flood', zipped: true, megabytes: 100 }),
  flooded('500 with a body without end', { kind: 'flood', status: 500 }, transient('500')),
  flooded('403 with a body without end', { kind: 'flood', status: 403 }, config('personio:workplaces:read')),
  {
    name: 'a login with a body without end',
    trouble: [{ match: { path: '^POST' }, act: { kind: 'flood' } }],
    fails: each(SHAPES, system('login', '64 MB')),
    seconds: 10,
  },
];

/** Personio's clock according to the login. */
const clockAt = (date: string): readonly Rule[] => [
  { match: { path: '^POST' }, act: { kind: 'headers', headers: { date } } },
];

const warnedOnce = (run: Run) => expect(run.logs('WARN').filter((text) => text.includes('clock'))).toHaveLength(1);
const marks = (run: Run) =>
  STREAMS.flatMap((stream) => run.states(stream).slice(-1)).map(({ state }) => state.updated_at ?? state.month);

const doubted = (name: string, date: string): Scenario => ({
  name: `Personio’s clock is ${name}: cursors stay where they are`,
  streams: ['persons', 'absence_periods', 'compensations', 'project_members', 'workplaces'],
  config: { lookback_days: 0 },
  trouble: clockAt(date),
  and: (run) => {
    warnedOnce(run);
    expect(new Set(marks(run))).toEqual(new Set(['', undefined]));
  },
  next: [
    { config: { lookback_days: 0 }, and: (run) => expect(run.records('persons')).toHaveLength(120) },
    {
      config: { lookback_days: 0 },
      trouble: clockAt(date),
      and: (run) => {
        warnedOnce(run);
        expect(run.records('persons').length).toBeLessThan(10);
        expect(run.states('persons').at(-1)?.state.updated_at).toMatch(/^2026-03-17/);
        expect(run.states('compensations').at(-1)?.state.month).toBe('2026-03-01');
      },
    },
  ],
});

const clocks: readonly Scenario[] = [
  doubted('in the year 9999', 'Fri, 31 Dec 9999 23:59:59 GMT'),
  doubted('in the year 1970', 'Thu, 01 Jan 1970 00:00:00 GMT'),
  doubted('two days ahead', 'Thu, 19 Mar 2026 10:00:00 GMT'),
];

const through = ({ proxy }: Place): number => proxy.asked.length;
const https = { account: { tls: certificate() } };
const trusting = { NODE_EXTRA_CA_CERTS: certificate().path };

const proxies: readonly Scenario[] = [
  {
    name: 'HTTP_PROXY',
    env: ({ proxy }) => ({ HTTP_PROXY: proxy.url }),
    and: (_, place) => expect(through(place)).toBeGreaterThan(0),
  },
  {
    name: 'HTTPS_PROXY and a private certificate authority (NODE_EXTRA_CA_CERTS)',
    ...https,
    env: ({ proxy }) => ({ HTTPS_PROXY: proxy.url, ...trusting }),
    and: (_, { proxy }) => {
      expect(proxy.asked.length).toBeGreaterThan(0);
      expect(proxy.asked.every(({ target }) => target.startsWith('CONNECT 127.0.0.1:'))).toBe(true);
      expect(proxy.asked.some(({ headers }) => headers.includes('authorization'))).toBe(false);
    },
  },
  {
    name: 'https_proxy, in small letters',
    ...https,
    env: ({ proxy }) => ({ https_proxy: proxy.url, ...trusting }),
    and: (_, place) => expect(through(place)).toBeGreaterThan(0),
  },
  {
    name: 'NO_PROXY names the server',
    ...https,
    env: ({ proxy }) => ({ HTTPS_PROXY: proxy.url, NO_PROXY: 'localhost,127.0.0.1', ...trusting }),
    and: (_, place) => expect(through(place)).toBe(0),
  },
  {
    name: 'a proxy that requires a password, given in its address',
    ...https,
    env: ({ proxy }) => {
      proxy.manners.password = 'agent:hush-hush-proxy';
      return { HTTPS_PROXY: proxy.url.replace('http://', 'http://agent:hush-hush-proxy@'), ...trusting };
    },
    and: ({ stdout }, place) => {
      expect(through(place)).toBeGreaterThan(0);
      expect(stdout).not.toContain('hush-hush-proxy');
    },
  },
  {
    name: 'a proxy that refuses the password',
    ...https,
    incurable: true,
    env: ({ proxy }) => {
      proxy.manners.password = 'agent:another';
      return { HTTPS_PROXY: proxy.url.replace('http://', 'http://agent:hush-hush-proxy@'), ...trusting };
    },
    streams: SHAPES,
    config: { retry_seconds: 1 },
    fails: each(SHAPES, config('HTTPS_PROXY', '407')),
    and: ({ stdout }) => expect(stdout).not.toContain('hush-hush-proxy'),
  },
  {
    name: 'a proxy that is down',
    ...https,
    incurable: true,
    env: { HTTPS_PROXY: 'http://127.0.0.1:9', ...trusting },
    streams: SHAPES,
    config: { retry_seconds: 1 },
    fails: each(SHAPES, transient('HTTPS_PROXY', 'connection refused', 'NO_PROXY')),
  },
  {
    name: 'a proxy that does not exist',
    ...https,
    incurable: true,
    env: { HTTPS_PROXY: 'http://proxy.acme.example:3128', ...trusting },
    unresolved: 'ENOTFOUND',
    config: { retry_seconds: 600 },
    fails: each(SHAPES, config('proxy.acme.example', 'HTTPS_PROXY')),
    seconds: 5,
  },
  {
    name: 'a private certificate authority without a proxy',
    ...https,
    env: trusting,
  },
  {
    name: 'an untrusted certificate',
    ...https,
    incurable: true,
    streams: SHAPES,
    config: { retry_seconds: 1 },
    fails: each(SHAPES, config('DEPTH_ZERO_SELF_SIGNED_CERT', 'NODE_EXTRA_CA_CERTS')),
  },
];

export const transport: Group = {
  title: 'Transport',
  scenarios: [...statuses, ...rates, ...connections, ...sizes, ...outages, ...proxies, ...clocks],
};
