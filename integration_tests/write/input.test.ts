import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { PEOPLE, PROJECT_MEMBERS, PROJECTS } from './load.ts';
import { isWrite, row, state, write } from './program.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ persons: 0, limits: { on: false } });
});

afterEach(async () => {
  await sandbox.close();
});

const [ADA = {}, BO = {}, CY = {}] = PEOPLE;
const PERSONS = [{ name: 'persons', mode: 'append_dedup' }];

test('a line that begins like a message and does not parse fails the run with its number', async () => {
  const lines = [
    row('persons', ADA),
    state('persons', 1),
    '',
    '{"type":"RECORD","record":{"stream":"persons",',
    row('persons', CY),
  ];
  const run = await write({ config: sandbox.config, streams: PERSONS, lines });

  expect(run.exit, run.story).toBe(1);
  expect(run.errors.length).toBe(1);
  expect(run.errors[0]?.message).toMatch(/\bLine 4\b/);
  // What came before it is done.
  expect(run.echoed()).toEqual([1]);
  expect(sandbox.rows('persons').length).toBe(1);
});

test('an input that ends within a line fails the run', async () => {
  const lines = [`${row('persons', ADA)}\n`, row('persons', CY).slice(0, 60)].map((text) => Buffer.from(text));
  const run = await write({ config: sandbox.config, streams: PERSONS, lines });
  expect(run.exit, run.story).toBe(1);
  expect(run.errors[0]?.message).toMatch(/\bLine 2\b/);
});

test('a record of a stream that the catalog lacks fails the run', async () => {
  const lines = [row('persons', CY), state('persons', 1), row('people', ADA), state('people', 2)];
  const run = await write({ config: sandbox.config, streams: PERSONS, lines });
  expect(run.exit, run.story).toBe(1);
  expect(run.errors[0]?.message).toContain('people');
  expect(run.echoed('people')).toEqual([]);
});

test('noise and messages that concern nobody are ignored, and said once', async () => {
  const lines = [
    'Starting the source',
    JSON.stringify({ type: 'LOG', log: { level: 'INFO', message: 'hello' } }),
    JSON.stringify({ type: 'SOMETHING_NEW', something: 1 }),
    JSON.stringify({ type: 'CONTROL', control: { type: 'CONNECTOR_CONFIG', emitted_at: 1 } }),
    '\uFEFF',
    row('persons', { ...CY, shoe_size: 42, favourite: null }),
    row('persons', { ...BO, supervisor_email: null, shoe_size: 43 }),
    state('persons', 1),
  ];
  const run = await write({ config: sandbox.config, streams: PERSONS, lines });
  expect(run.exit, run.story).toBe(0);
  expect(run.outcomes('persons')).toEqual(['created', 'created']);
  const warnings = run.logs('WARN');
  expect(warnings.filter((text) => text.includes('no messages')).length).toBe(1);
  expect(warnings.filter((text) => text.includes('shoe_size')).length).toBe(1);
  expect(warnings.join()).not.toMatch(/Starting|42/);
});

test('rows may come in pieces, and before what they refer to', async () => {
  const people = [
    CY,
    { ...BO, supervisor_email: 'dee@x.example' },
    { ...ADA, supervisor_email: 'BO.sample@x.example' },
  ];
  // Two who supervise each other, and one below them.
  const dee = {
    email: 'dee@x.example',
    first_name: 'Dee',
    last_name: 'Sample',
    supervisor_email: 'ada.sample@x.example',
  };
  const text = [
    ...PROJECT_MEMBERS.map((data) => row('project_members', data)),
    state('project_members', 1),
    ...people.map((data) => row('persons', data)),
    row('persons', dee),
    row('persons', { email: 'eve@x.example', first_name: 'Eve', last_name: 'S', supervisor_email: 'nobody@x.example' }),
    state('persons', 2),
    ...PROJECTS.map((data) => row('projects', data)),
    state('projects', 3),
  ].join('\n');
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / 97) }, (_, at) => bytes.subarray(at * 97, at * 97 + 97));
  const streams = ['project_members', 'persons', 'projects'].map((name) => ({ name, mode: 'append_dedup' }));
  const run = await write({ config: sandbox.config, streams, lines: pieces });

  expect(run.exit, run.story).toBe(0);
  expect(run.outcomes('project_members')).toEqual(['created', 'created', 'created']);
  expect(run.outcomes('persons')).toEqual(['created', 'created', 'created', 'created', 'unknown_reference']);
  expect(run.echoed().sort()).toEqual([1, 2, 3]);
  const ids = new Map(sandbox.rows('persons').map(({ id, first_name: name }) => [String(name), String(id)]));
  const supervisors = sandbox
    .rows('employments')
    .map(({ person, supervisor }) => [(person as { id: string }).id, (supervisor as { id: string } | null)?.id]);
  expect(Object.fromEntries(supervisors)).toEqual({
    [ids.get('Cy') ?? '']: undefined,
    [ids.get('Bo') ?? '']: ids.get('Dee'),
    [ids.get('Ada') ?? '']: ids.get('Bo'),
    [ids.get('Dee') ?? '']: ids.get('Ada'),
  });
});

test.each([
  ['an unknown operation', { name: 'persons', mode: 'merge' }, /sync mode merge/],
  ['an operation that the object lacks', { name: 'employments', mode: 'append' }, /employments.*update/],
  ['a key by which nobody is found', { name: 'persons', mode: 'append_dedup', key: ['first_name'] }, /first_name/],
  ['a stream that nothing describes', { name: 'staff', mode: 'append' }, /\{"stream":"staff"/],
  ['an object that does not exist', { name: 'staff', mode: 'append', object: 'people' }, /people/],
  ['a removal that is not allowed', { name: 'persons', mode: 'soft_delete' }, /Allow Removal/],
])('%s is a config_error before the first row', async (_, stream, message) => {
  const run = await write({ config: sandbox.config, streams: [stream], lines: [row(stream.name, ADA)] });
  expect(run.exit).toBe(1);
  expect(run.errors.map((error) => error.failure_type)).toEqual(['config_error']);
  expect(run.errors[0]?.message).toMatch(message);
  expect(sandbox.requests.filter(isWrite)).toEqual([]);
});
