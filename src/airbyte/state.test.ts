import { describe, expect, test } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { parseStates } from './state.ts';

const PERSONS = { version: 1, updated_at: '2026-01-01T00:00:00Z' };
const PROJECTS = { version: 1, started_at: '2026-01-02T00:00:00Z' };
const BOTH = { persons: PERSONS, projects: PROJECTS };

const inner = (name: string, stream_state: unknown) => ({ stream_descriptor: { name }, stream_state });
const typed = (name: string, stream_state: unknown) => ({ type: 'STREAM', stream: inner(name, stream_state) });
const message = (name: string, stream_state: unknown) => ({ type: 'STATE', state: typed(name, stream_state) });

const SNAKE = [typed('persons', PERSONS), typed('projects', PROJECTS)];
const camel = Object.entries(BOTH).map(([name, streamState]) => ({ streamDescriptor: { name }, streamState }));
const line = (name: string, stream_state: unknown) => JSON.stringify(message(name, stream_state));
const isStream = (name: string) => ['persons', 'projects', 'absence_types'].includes(name);

function parse(input: unknown) {
  return parseStates(typeof input === 'string' ? input : JSON.stringify(input), 'state.json', isStream);
}

const read = (input: unknown): unknown => Object.fromEntries(parse(input).states);

function problemOf(text: string): ConnectorError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('every layout that a runner writes is understood', () => {
  test.each([
    ['Airbyte: a list of STREAM states', [typed('persons', PERSONS), typed('projects', PROJECTS)]],
    [
      'Airbyte: with statistics and an id',
      [
        { ...typed('persons', PERSONS), id: 1, sourceStats: { recordCount: 3 } },
        { ...typed('projects', PROJECTS), destinationStats: { recordCount: 3 } },
      ],
    ],
    [
      'PyAirbyte: null-valued and foreign keys',
      [PERSONS, PROJECTS].map((state, index) => ({
        type: 'STREAM',
        stream: {
          stream_descriptor: { name: index === 0 ? 'persons' : 'projects', namespace: null },
          stream_state: state,
        },
        global_: null,
        data: null,
        sourceStats: null,
        destinationStats: null,
      })),
    ],
    [
      'PyAirbyte: whole messages with null-valued keys',
      Object.entries(BOTH).map(([name, state]) => ({ ...message(name, state), log: null, record: null, spec: null })),
    ],
    ['Meltano: a list of inner parts', [inner('persons', PERSONS), inner('projects', PROJECTS)]],
    ['Estuary: a map', BOTH],
    [
      'Jitsu: namespaces that are empty',
      Object.entries(BOTH).map(([name, stream_state]) => ({
        type: 'STREAM',
        stream: { stream_descriptor: { name, namespace: '' }, stream_state },
      })),
    ],
    [
      'a GLOBAL state',
      [
        {
          type: 'GLOBAL',
          stream: null,
          global: { shared_state: {}, stream_states: [inner('persons', PERSONS), inner('projects', PROJECTS)] },
        },
      ],
    ],
    [
      'a GLOBAL state as PyAirbyte returns it',
      { type: 'GLOBAL', global_: { stream_states: [inner('persons', PERSONS), inner('projects', PROJECTS)] } },
    ],
    ['a LEGACY state', { type: 'LEGACY', data: BOTH }],
    ['a LEGACY message', { type: 'STATE', state: { data: BOTH } }],
    ['a list of texts', [JSON.stringify(typed('persons', PERSONS)), JSON.stringify(message('projects', PROJECTS))]],
    ['a text in a text', JSON.stringify(JSON.stringify([typed('persons', PERSONS), typed('projects', PROJECTS)]))],
    ['whole messages', [message('persons', PERSONS), message('projects', PROJECTS)]],
    [
      'Airbyte’s screens: descriptors in camel case',
      Object.entries(BOTH).map(([name, streamState]) => ({ streamDescriptor: { name }, streamState })),
    ],
    ['Airbyte’s API: STREAM', { stateType: 'stream', connectionId: 'c', streamState: camel, globalState: null }],
    [
      'Airbyte’s API: GLOBAL',
      { stateType: 'global', globalState: { sharedState: { a: 1 }, streamStates: camel }, streamState: null },
    ],
    ['Airbyte’s API: LEGACY', { stateType: 'legacy', connectionId: 'c', state: BOTH }],
    ['Airbyte’s API: a request', { connectionId: 'c', connectionState: { stateType: 'stream', streamState: camel } }],
    ['camel case inside of messages', camel.map((stream) => ({ type: 'STREAM', stream }))],
    ['types in small letters', camel.map((stream) => ({ type: 'stream', stream }))],
    ['Meltano: as it prints it', { singer_state: { airbyte_state: SNAKE } }],
    ['Meltano: as text', { singer_state: JSON.stringify({ airbyte_state: SNAKE }) }],
    ['Meltano: a state backend', { completed: { singer_state: { airbyte_state: SNAKE } }, partial: {} }],
    [
      'Meltano: with the partial state of an unfinished run',
      {
        partial: { singer_state: { airbyte_state: [typed('persons', PERSONS)] } },
        completed: { singer_state: { airbyte_state: [typed('persons', {}), typed('projects', PROJECTS)] } },
      },
    ],
    [
      'Meltano: the columns of its table',
      { completed_state: { singer_state: { bookmarks: BOTH } }, partial_state: null },
    ],
    ['Singer: bookmarks', { bookmarks: BOTH, currently_syncing: null }],
    ['Singer: bookmarks that hold a list', { bookmarks: { airbyte_state: SNAKE } }],
    ['Singer: a message', { type: 'STATE', value: { airbyte_state: SNAKE } }],
    ['a wrapper around a list', { state: SNAKE }],
    ['a wrapper around a map', { state: BOTH }],
    ['a wrapper around a text', { state: JSON.stringify(SNAKE) }],
    ['a map next to statistics', { ...BOTH, version: 3, saved_at: '2026-01-01' }],
    [
      'the whole output of a read',
      [{ type: 'LOG', log: {} }, ...SNAKE, { type: 'RECORD', record: { stream: 'persons' } }],
    ],
    [
      'the whole output of a Singer tap',
      [
        { type: 'SCHEMA', stream: 'persons' },
        { type: 'STATE', value: BOTH },
      ],
    ],
    ['an envelope without type', [{ state: typed('persons', PERSONS) }, { state: typed('projects', PROJECTS) }]],
  ])('%s', (_, input) => {
    expect(read(input)).toEqual(BOTH);
  });

  test.each([
    ['a single message', message('persons', PERSONS)],
    ['a single state', typed('persons', PERSONS)],
    ['a single inner part', inner('persons', PERSONS)],
    ['a map with one stream', { persons: PERSONS }],
  ])('hand-made: %s', (_, input) => {
    expect(read(input)).toEqual({ persons: PERSONS });
  });

  test.each([
    ...['', ' \n', 'null', '{}', '[]', '[null]', '""', '[[]]', '{"persons":null}', '\ufeff', '\ufeff[]'],
    ...[
      '{"airbyte_state":[]}',
      '{"singer_state":{}}',
      '{"completed":{},"partial":{}}',
      '{"bookmarks":{"persons":null}}',
    ],
  ])('%j is not a state', (text) => {
    expect(read(text)).toEqual({});
  });

  test.each([
    ['null', [typed('persons', null), typed('projects', PROJECTS)], { projects: PROJECTS }],
    [
      'missing',
      [{ type: 'STREAM', stream: { stream_descriptor: { name: 'persons' } } }, typed('projects', PROJECTS)],
      { projects: PROJECTS },
    ],
  ])('a stream state that is %s starts the stream from the beginning', (_, input, expected) => {
    expect(read(input)).toEqual(expected);
  });

  test('in JSON lines, as printed by a read, the last state of a stream counts', () => {
    const lines = [
      { type: 'LOG', log: { level: 'INFO', message: 'hello' } },
      message('persons', { ...PERSONS, updated_at: '' }),
      { type: 'RECORD', record: { stream: 'persons', data: { id: '1' }, emitted_at: 1 } },
      message('projects', PROJECTS),
      message('persons', PERSONS),
      { type: 'TRACE', trace: { type: 'STREAM_STATUS', emitted_at: 1 } },
    ];

    expect(read(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`)).toEqual(BOTH);
  });
});

describe('input that cannot be understood never becomes a silent full sync', () => {
  test.each([
    ['broken JSON', '{"persons":'],
    ['text that is no JSON', 'persons: 2026-01-01'],
    ['a number', '7'],
    ['a list of numbers', '[1, 2]'],
    ['a stream state that is text', '{"persons":"2026-01-01"}'],
    ['a stream state that is a list', JSON.stringify([typed('persons', [1])])],
    ['a descriptor without name', JSON.stringify([{ type: 'STREAM', stream: { stream_descriptor: {} } }])],
    ['one message of another type', '{"type":"RECORD","record":{}}'],
    ['an inner text that is no JSON', '["{persons"]'],
    ['an inner text that is no JSON, next to a state', JSON.stringify([typed('persons', PERSONS), 'persons'])],
    ['a descriptor whose name is a number', JSON.stringify([typed('persons', PERSONS), inner(7 as never, PERSONS)])],
    ['a state that is text next to one that is not', '{"persons":{"version":1},"projects":"2026-01-01"}'],
    ['a map of other streams', '{"carrier_pigeons":{"version":1}}'],
    ['the state of one stream without its name', JSON.stringify(PERSONS)],
    ['a configuration', '{"client_id":"papi-id","client_secret":"hush"}'],
    ['a catalog', '{"streams":[{"stream":{"name":"persons"}}]}'],
    ['an error of an API', '{"detail":"Not Found"}'],
    ['a state of all streams without any', '{"type":"GLOBAL","global":{"shared_state":{"a":1},"stream_states":[]}}'],
    ['a wrapper around something else', '{"singer_state":{"airbyte_state":{"version":1}}}'],
    ['logs alone', '{"type":"LOG","log":{}}\n{"type":"TRACE","trace":{}}'],
    ['noise alone', 'docker: command not found'],
    ['zeros alone', '\0\0\0\0'],
    ['HTML', '<html><body>persons</body></html>'],
    ['a list nested endlessly deep', `${'['.repeat(100_000)}7${']'.repeat(100_000)}`],
  ])('%s', (_, text) => {
    expect(problemOf(text).failureType).toBe('config_error');
  });

  test('the message names the file, but not its content', () => {
    const broken = problemOf('{"token":"hush-hush"');

    expect(broken.message).toContain('state.json');
    expect(broken.message).not.toContain('hush');
    expect(problemOf('7').message).toContain('state.json');
  });

  test.each([
    ['inner parts', [inner('persons', PERSONS), inner('projects', PROJECTS)]],
    ['STREAM states', SNAKE],
    ['camel case', camel],
    ['single-stream maps', [{ persons: PERSONS }, { projects: PROJECTS }]],
    ['Singer states', [{ airbyte_state: [typed('persons', PERSONS)] }, { airbyte_state: SNAKE }]],
  ])('JSON lines of %s are read', (_, lines) => {
    expect(read(lines.map((each) => JSON.stringify(each)).join('\n'))).toEqual(BOTH);
  });
});

test('an unknown stream keeps its state: others have to report it', () => {
  expect(read([typed('carrier_pigeons', PROJECTS)])).toEqual({ carrier_pigeons: PROJECTS });
  expect(read({ carrier_pigeons: PROJECTS, ...BOTH })).toEqual({ carrier_pigeons: PROJECTS, ...BOTH });
});

describe('a truncated file', () => {
  const older = { ...PERSONS, updated_at: '2025-01-01T00:00:00Z' };
  const [first, second, third] = [line('persons', older), line('projects', PROJECTS), line('persons', PERSONS)];
  const half = line('absence_types', { version: 1, started_at: '', done: ['a{b'], next: [] });

  test.each([
    ['nothing is truncated', `${first}\n${second}\n${third}\n`, false],
    ['the final line break is missing', `${first}\n${second}\n${third}`, false],
    ['lines end as on Windows', `${first}\r\n${second}\r\n${third}\r\n`, false],
    ['a byte order mark precedes each', `\ufeff${first}\n\ufeff${second}\n\ufeff${third}\n`, false],
    ['two are on one line', `${first}\n${second}${third}\n`, true],
    ['all are on one line', `${first}${second} ${third}`, true],
    ['something else is in between', `time=12:00 level=info\n${first}\n42\n${second}\n"x"\n${third}`, true],
    ['something else precedes each', [first, second, third].map((each) => `app[1]: ${each}`).join('\n'), true],
    ['zeros follow', `${first}\n${second}\n${third}\n\0\0\0\0`, true],
    ['zeros are in between', `${first}\n\0\0${second}\n${third}\n`, true],
  ])('is read if %s', (_, text, torn) => {
    const file = parse(text);

    expect(Object.fromEntries(file.states)).toEqual(BOTH);
    expect(file.torn).toBe(torn);
  });

  const cuts = Array.from({ length: half.length - 1 }, (_, at) => at + 1);

  test('is used except for the partial line at its end, wherever it was cut', () => {
    for (const at of cuts) {
      const file = parse(`${first}\n${second}\n${third}\n${half.slice(0, at)}`);

      expect(Object.fromEntries(file.states), half.slice(0, at)).toEqual(BOTH);
      expect(file.torn).toBe(true);
    }
  });

  test('is used including a message directly behind a partial line', () => {
    for (const at of cuts) {
      const broken = half.slice(0, at);
      for (const text of [
        `${broken}${second}\n${third}\n`,
        `${second}${broken}${third}`,
        `${broken}\0\0${second}\n${third}`,
      ]) {
        const file = parse(`${first}\n${text}`);

        expect(Object.fromEntries(file.states), text).toEqual(BOTH);
        expect(file.torn).toBe(true);
      }
    }
  });

  test.each(['{"foo": {}}', '{"foo": {}, "bar": null}', '{"foo": []}'])(
    'is refused if no key is a stream: %s',
    (text) => {
      expect(problemOf(text).failureType).toBe('config_error');
    },
  );

  test('is refused if it holds only a partial line', () => {
    for (const at of cuts) {
      for (const text of [half.slice(0, at), `${half.slice(0, at)}\0\0`, half.slice(at)]) {
        expect(problemOf(text).message, text).toContain('is not valid JSON');
      }
    }
  });

  test.each([
    ['Airbyte’s array', JSON.stringify(SNAKE, null, 2)],
    ['a map', JSON.stringify(BOTH, null, 2)],
  ])('is refused if it was one JSON text over many lines: %s', (_, text) => {
    for (let at = 1; at < text.length - 1; at++) expect(problemOf(text.slice(0, at)).failureType).toBe('config_error');
  });
});
