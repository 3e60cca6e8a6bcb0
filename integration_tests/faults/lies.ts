import type { Act } from '../../sandbox/trouble/acts.ts';
import { config, each, type Failure, type Group, type Scenario, SHAPES, system, transient } from './scenario.ts';

type Lie = Extract<Act, { kind: 'lie' }>['how'];

const NOT_JSON = transient('not JSON');
const NOT_A_PAGE = system('not a page of records');

/** Responses other than the requested one, in words, and the error if they persist. */
const LIES: readonly (readonly [how: Lie, words: string, failure: Failure])[] = [
  ['html', 'HTML', NOT_JSON],
  ['nothing', 'no body', NOT_JSON],
  ['truncated', 'truncated JSON', NOT_JSON],
  ['nan', 'NaN in the JSON', NOT_JSON],
  ['invalid utf-8', 'bytes that are not UTF-8', NOT_JSON],
  ['more behind it', 'a page followed by something else', NOT_JSON],
  ['no content', '204', NOT_JSON],
  ['data null', '_data that is null', NOT_A_PAGE],
  ['data missing', 'no _data', NOT_A_PAGE],
  ['data object', '_data that is an object', NOT_A_PAGE],
  ['data of texts', '_data of texts', NOT_A_PAGE],
  ['bare list', 'a list without envelope', NOT_A_PAGE],
  ['success false', 'success: false', NOT_A_PAGE],
  ['problem', 'an error document', NOT_A_PAGE],
];

const passing = LIES.map(
  ([how, words]): Scenario => ({
    name: `200 with ${words}, once in each list`,
    trouble: SHAPES.map((stream) => ({ match: { stream, nth: 2 }, act: { kind: 'lie', how } })),
  }),
);

const lasting = LIES.map(
  ([how, words, failure]): Scenario => ({
    name: `200 with ${words}, permanently, in a list, a list's second page and a child`,
    streams: ['workplaces', 'absence_periods', 'project_members', 'persons'],
    trouble: [
      { match: { stream: 'workplaces' }, act: { kind: 'lie', how } },
      { match: { stream: 'absence_periods', after: 2 }, act: { kind: 'lie', how } },
      { match: { stream: 'project_members', after: 3 }, act: { kind: 'lie', how } },
    ],
    config: { retry_seconds: 1 },
    fails: each(['workplaces', 'absence_periods', 'project_members'], failure),
  }),
);

export const lies: Group = {
  title: 'Malformed answers',
  scenarios: [
    ...passing,
    ...lasting,
    {
      name: '200 with a byte order mark, always',
      trouble: [{ match: { path: '^GET' }, act: { kind: 'lie', how: 'bom' } }],
    },
    {
      name: 'a login with HTML, once',
      trouble: [{ match: { path: '^POST /v2/auth', nth: 1 }, act: { kind: 'lie', how: 'html' } }],
    },
    {
      name: 'a login with HTML, permanently',
      trouble: [{ match: { path: '^POST /v2/auth' }, act: { kind: 'lie', how: 'html' } }],
      config: { retry_seconds: 1 },
      fails: each(SHAPES, transient('does not answer the login', 'API URL')),
    },
    {
      name: 'a login response without a token',
      trouble: [{ match: { path: '^POST /v2/auth' }, act: { kind: 'lie', how: 'success false' } }],
      config: { retry_seconds: 1 },
      fails: each(SHAPES, config('login', 'API URL')),
    },
    {
      name: 'a login that answers 404: the address is not Personio’s',
      trouble: [{ match: { path: '^POST /v2/auth' }, act: { kind: 'status', status: 404, body: 'html' } }],
      config: { retry_seconds: 1 },
      fails: each(SHAPES, config('login', '404', 'API URL')),
    },
  ],
};
