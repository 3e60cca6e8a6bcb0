import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { connector, file, type ReadOptions, type Run, read } from '../integration_tests/connector.ts';
import { type GivenOptions, type Rule, type Sandbox, startSandbox } from '../sandbox/server.ts';
import { ApiError } from '../src/http/api_error.ts';
import type { Reason } from '../src/http/judge.ts';
import { Employments } from '../src/streams/employments.ts';
import { toConnectorError, toLoginError } from '../src/streams/failure.ts';
import { allStreams } from '../src/streams/index.ts';
import { stillWaiting, tooSlow } from '../src/streams/network_failure.ts';
import { PagingError, ShortListError } from '../src/streams/pager.ts';
import { fullVisitWarning } from '../src/sync/stream_report.ts';
import type { Obstacle } from '../src/sync/watched_list.ts';

/**
 * Messages that no test can trigger everywhere: root may read any file. Their parts are looked up in the program's text.
 */
const FROM_THE_TEXT: readonly (readonly [RegExp, string[]])[] = [
  [
    /^The configuration file … cannot be read: its mode is …, the connector runs as user …\. Open it/,
    [
      '. Open it for that user, or run the container with --user "$(id -u):$(id -g)"',
      'cannot be read: ',
      'its mode is ',
      ', the connector runs as ',
    ],
  ],
];

const page = readFileSync(new URL('../docs/integrations/sources/personio.md', import.meta.url), 'utf8');
const section = page.slice(page.indexOf('### Troubleshooting'), page.indexOf('## Changelog'));
/** The first column, and the messages that a sentence quotes. */
const quotes = [...section.matchAll(/^(?:\| )?`([^`]+… ?[^`]*|[^`]+ [^`]+)`(?: \||(?= in the log))/gm)].map(
  ([, text = '']) => text,
);

const REASONS: Readonly<Record<Reason, number>> = {
  unauthorized: 401,
  forbidden: 403,
  feature: 412,
  not_found: 404,
  refused: 400,
  redirected: 302,
  throttled: 429,
  server: 503,
  unreachable: 0,
  no_connection: 0,
  unresolved: 0,
  no_host: 0,
  proxy_login: 0,
  proxy_denied: 0,
  proxy_failed: 0,
  untrusted: 0,
  wrong_name: 0,
  expired: 0,
  not_yet_valid: 0,
  no_tls: 0,
  too_large: 200,
  garbled: 200,
  unexpected: 200,
};

const pattern = (quote: string): RegExp =>
  new RegExp(
    `^${quote
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );

/** The program's message for each reason. */
function explanations(): string[] {
  const stream = {
    name: 'persons',
    scope: 'personio:persons:read',
    path: '/v2/persons',
    service: {},
  };
  const later = { retryAt: Date.parse('2026-11-21T12:00:00Z') };
  const messages = Object.entries(REASONS).flatMap(([reason, status]) => {
    const behind = { name: 'api.personio.de', port: '443' };
    const proxy = { name: 'proxy.example', port: '3128', setting: 'HTTPS_PROXY', behind, status: 502 };
    const direct = status === 0 ? { ...behind, setting: 'API URL' } : behind;
    const host = reason.startsWith('proxy_') ? proxy : direct;
    const error = new ApiError(reason as Reason, status, 5, {
      cause: { code: 'ECONNRESET' },
      host,
      mostBytes: 2 ** 26,
    });
    // If no server answers, the login is the first to notice.
    return [...(status === 0 ? [] : [toConnectorError(error, stream)]), toLoginError(error)];
  });
  const feed = { ...stream, name: 'open_positions', path: '/xml', service: { isFeed: true } };
  messages.push(
    toConnectorError(new ApiError('not_found', 404, 1), feed),
    toConnectorError(new ApiError('garbled', 200, 5), feed),
  );
  const report = { ...stream, name: 'report_1', service: { badRequestMeans: 'report closed' as const } };
  messages.push(toConnectorError(new ApiError('refused', 400, 1), report));
  messages.push(toConnectorError(new ApiError('throttled', 429, 5, later), stream));
  messages.push(toLoginError(new ApiError('throttled', 429, 5, later)));
  const own = { name: 'api.acme.example', port: '443', setting: 'API URL' };
  messages.push(tooSlow(own), toLoginError(new ApiError('not_found', 404, 2, { host: own, login: true })));
  messages.push(toConnectorError(new PagingError('/v2/persons'), stream));
  messages.push(toConnectorError(new ShortListError(12, 10), stream));
  messages.push(toConnectorError(new Error('unexpected'), stream));
  return [...messages.map(({ message }) => message), stillWaiting(own), ...fullVisits()];
}

/** The messages about requesting everybody's employments. */
function fullVisits(): string[] {
  const employments = new Employments();
  const { parent } = employments.partitioning;
  const obstacles: Obstacle[] = [
    { reason: 'failed', error: new ApiError('forbidden', 403, 1) },
    { reason: 'failed', error: new ApiError('server', 503, 3) },
    { reason: 'hidden', hidden: ['team', 'status'] },
  ];
  return obstacles.map((each) => fullVisitWarning(employments, parent, each) ?? '');
}

const said = (run: Run): string[] => [
  ...run.logs('INFO'),
  ...run.logs('WARN'),
  ...run.errors.map(({ message }) => message),
  ...(run.connectionStatus?.message === undefined ? [] : [run.connectionStatus.message]),
];

async function inSandbox(options: GivenOptions, act: (sandbox: Sandbox) => Promise<Run>): Promise<string[]> {
  const sandbox = await startSandbox({ persons: 8, attendances: 1, limits: { on: false }, ...options });
  try {
    return said(await act(sandbox));
  } finally {
    await sandbox.close();
  }
}

const command = (name: string, config: object, env: Readonly<Record<string, string>> = {}) =>
  connector([name, '--config', file('config.json', config)], { env });
const state = (name: string, content: object) =>
  JSON.stringify([{ type: 'STREAM', stream: { stream_descriptor: { name }, stream_state: content } }]);

/** The program's output in common situations. */
async function scenarios(): Promise<string[]> {
  const refused = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 'refused' as const]));
  const reading = (options: Omit<ReadOptions, 'config'>, settings: object = {}, given: GivenOptions = {}) =>
    inSandbox(given, ({ config }) => read({ config: { ...config, ...settings }, ...options }));
  const withCatalog = (catalog: object, more: readonly string[] = []) =>
    inSandbox({}, ({ config }) =>
      connector(['read', '--config', file('config.json', config), '--catalog', file('c.json', catalog), ...more]),
    );
  const persons = { streams: [{ stream: { name: 'persons', json_schema: {} }, sync_mode: 'incremental' }] };
  const said = await Promise.all([
    inSandbox({}, ({ config }) => command('check', { ...config, client_secret: 'wrong' })),
    inSandbox({}, ({ config }) => command('check', config)),
    inSandbox({ clockSkewSeconds: 2 * 86_400 }, ({ config }) => command('check', config)),
    inSandbox({ rights: refused(['compensations', 'projects']) }, ({ config }) => command('check', config)),
    inSandbox({ rights: refused(allStreams().map(({ name }) => name)) }, ({ config }) => command('check', config)),
    inSandbox({}, () => command('check', { client_id: 'papi-id', start_date: 'yesterday' })),
    inSandbox({}, () => connector(['check', '--config', 'nowhere.json'])),
    inSandbox({}, () => connector(['check', '--config', '{"client_id": "papi-1"}'])),
    inSandbox({}, ({ config }) => command('check', { ...config, newer: true }, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })),
    inSandbox({}, ({ config }) =>
      command(
        'check',
        { ...config, api_url: 'https://127.0.0.1' },
        { NODE_TLS_REJECT_UNAUTHORIZED: '0', DEPLOYMENT_MODE: 'CLOUD' },
      ),
    ),
    inSandbox({}, ({ config }) => command('check', config, { HTTPS_PROXY: 'ftp://proxy.example' })),
    inSandbox({}, ({ config }) => command('check', { ...config, api_url: 'http://127.0.0.1:9' })),
    inSandbox({ rights: refused(['employee_attributes', 'reports']) }, ({ config }) => command('discover', config)),
    inSandbox({ rights: refused(['employee_attributes', 'persons']) }, ({ config }) => command('discover', config)),
    inSandbox({}, ({ config }) => command('discover', { ...config, privacy: { drop: ['iban'] } })),
    inSandbox({ rights: { '/v2/reports/{id}': 400 } as never }, ({ config }) => command('discover', config)),
    reading({ streams: ['persons'] }, {}, { rights: { persons: 'unreleased' } }),
    reading({ streams: ['absence_periods', 'compensations', 'no_such_stream', 'attendances', 'workplaces'] }),
    reading({ streams: ['absence_periods'] }, {}, { absences: 0 }),
    reading({ streams: ['persons'] }, {}, { trouble: [STRANGE] }),
    reading({ streams: ['attendance_periods'] }, {}, { trouble: [OF_OTHER_TYPES] }),
    reading({ streams: ['absence_periods'] }, { start_date: '2026-11-01' }),
    reading(
      {
        streams: ['absence_periods'],
        state: state('absence_periods', { version: 1, updated_at: '2015-01-01', ends_on_form: 'exclusive' }),
      },
      {},
      { persons: 120, seed: 7, disputed: { absenceEnds: 'last day' } },
    ),
    reading(
      { streams: ['absence_periods'] },
      {},
      { persons: 120, seed: 7, now: new Date('2026-03-17T10:00:00Z'), disputed: { absenceEnds: 'mixed' } },
    ),
    reading({ streams: ['holidays'] }, { holidays_from: '2000-01-01' }),
    reading({ streams: ['profile_pictures'] }, {}, { hiddenAttributes: ['profile_picture'] }),
    reading({ streams: ['persons'], state: state('persons', { version: 1, updated_at: '2999-01-01T00:00:00Z' }) }),
    reading({ streams: ['persons'], state: state('persons', { version: 1, updated_at: new Date().toISOString() }) }),
    reading({ streams: ['persons'], state: state('persons', { version: 9 }) }),
    reading({ streams: ['persons'], state: state('persons', { version: 1, updated_at: 'long ago' }) }),
    reading({ streams: ['persons'], state: state('persons', { cursor: 1 }) }),
    reading({ streams: ['persons'], state: '{"type":"STATE","sta' }),
    reading({ streams: ['persons'], state: '{"version":1}' }),
    reading({ streams: ['persons'], state: `${state('projects', { version: 1 })}\n{"type":"STATE","sta` }),
    withCatalog(persons, ['--state', 'nowhere.jsonl']),
    withCatalog({ type: 'CATALOG' }),
    withCatalog({ streams: [{ stream: { name: 'persons' }, sync_mode: 'sideways' }] }),
  ]);
  return said.flat();
}

/** Fields that no schema has. */
const STRANGE: Rule = { match: { path: '^GET' }, act: { kind: 'records', edit: 'unknown members' } };

const OF_OTHER_TYPES: Rule = { match: { path: '^GET' }, act: { kind: 'records', edit: 'wrong types' } };

const source = (): string => readFileSync(new URL('../src/files.ts', import.meta.url), 'utf8');

describe('the troubleshooting of docs/integrations/sources/personio.md', () => {
  let messages: string[] = [];
  beforeAll(async () => {
    messages = [...explanations(), ...(await scenarios())];
  }, 60_000);

  test('quotes messages', () => {
    expect(quotes.length).toBeGreaterThan(40);
    const rows = section.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.filter((row) => !quotes.some((quote) => row.startsWith(`| \`${quote}\` |`)))).toEqual([]);
  });

  test.each(quotes)('%s', (quote) => {
    const parts = FROM_THE_TEXT.find(([each]) => each.test(quote))?.[1];
    if (parts) {
      expect(parts.filter((part) => !source().includes(part))).toEqual([]);
      return;
    }
    const found = messages.some((message) => pattern(quote).test(message));
    expect(found || messages.filter((message) => message.includes(quote.split('…')[1] ?? quote))).toBe(true);
  });

  test('has a remedy for every reason that the program knows', () => {
    const unexplained = explanations().filter((message) => !quotes.some((quote) => pattern(quote).test(message)));
    // The login fails for the same reasons as streams: only the beginning of the message differs.
    expect(unexplained.filter((message) => !message.startsWith('The login failed: '))).toEqual([]);
  });
});
