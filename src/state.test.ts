import { describe, expect, test } from 'vitest';
import { ConnectorError } from './errors.ts';
import { parseStates } from './state.ts';

const PERSONS = { version: 1, updated_at: '2026-01-01T00:00:00Z' };
const PROJECTS = { version: 1, started_at: '2026-01-02T00:00:00Z' };
const BOTH = { persons: PERSONS, projects: PROJECTS };

const inner = (name: string, stream_state: unknown) => ({ stream_descriptor: { name }, stream_state });
const typed = (name: string, stream_state: unknown) => ({ type: 'STREAM', stream: inner(name, stream_state) });
const message = (name: string, stream_state: unknown) => ({ type: 'STATE', state: typed(name, stream_state) });

function read(input: unknown): unknown {
  return Object.fromEntries(parseStates(typeof input === 'string' ? input : JSON.stringify(input), 'state.json'));
}

function problemOf(text: string): ConnectorError {
  try {
    parseStates(text, 'state.json');
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
      'a GLOBAL state as PyAirbyte hands it back',
      { type: 'GLOBAL', global_: { stream_states: [inner('persons', PERSONS), inner('projects', PROJECTS)] } },
    ],
    ['a LEGACY state', { type: 'LEGACY', data: BOTH }],
    ['a LEGACY message', { type: 'STATE', state: { data: BOTH } }],
    ['a list of texts', [JSON.stringify(typed('persons', PERSONS)), JSON.stringify(message('projects', PROJECTS))]],
    ['a text in a text', JSON.stringify(JSON.stringify([typed('persons', PERSONS), typed('projects', PROJECTS)]))],
    ['whole messages', [message('persons', PERSONS), message('projects', PROJECTS)]],
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

  test.each(['', ' \n', 'null', '{}', '[]', '[null]', '""', '[[]]', '{"persons":null}'])('%j is no state', (text) => {
    expect(read(text)).toEqual({});
  });

  test.each([
    ['null', [typed('persons', null), typed('projects', PROJECTS)], { projects: PROJECTS }],
    [
      'missing',
      [{ type: 'STREAM', stream: { stream_descriptor: { name: 'persons' } } }, typed('projects', PROJECTS)],
      { projects: PROJECTS },
    ],
  ])('a stream state that is %s starts the stream afresh', (_, input, expected) => {
    expect(read(input)).toEqual(expected);
  });

  test('of JSON lines, as a read prints them, the last state of a stream counts', () => {
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

describe('what cannot be understood is never a silent full sync', () => {
  test.each([
    ['broken JSON', '{"persons":'],
    ['text that is no JSON', 'persons: 2026-01-01'],
    ['broken JSON lines', `${JSON.stringify(message('persons', PERSONS))}\n{"type":"STA`],
    ['a number', '7'],
    ['a list of numbers', '[1, 2]'],
    ['a stream state that is text', '{"persons":"2026-01-01"}'],
    ['a stream state that is a list', JSON.stringify([typed('persons', [1])])],
    ['a descriptor without name', JSON.stringify([{ type: 'STREAM', stream: { stream_descriptor: {} } }])],
    ['one message of another type', '{"type":"RECORD","record":{}}'],
    ['an inner text that is no JSON', '["{persons"]'],
  ])('%s', (_, text) => {
    expect(problemOf(text).failureType).toBe('config_error');
  });

  test('the message names the file, but not what is in it', () => {
    const broken = problemOf('{"token":"hush-hush"');

    expect(broken.message).toContain('state.json');
    expect(broken.message).not.toContain('hush');
    expect(problemOf('7').message).toContain('state.json');
  });

  test.each([
    ['inner parts', [inner('persons', PERSONS), inner('projects', PROJECTS)]],
    ['STREAM states', [typed('persons', PERSONS), typed('projects', PROJECTS)]],
    ['single-stream maps', [{ persons: PERSONS }, { projects: PROJECTS }]],
    ['numbers', [1, 2]],
  ])('JSON lines of %s are read or refused, not dropped', (_, lines) => {
    const text = lines.map((line) => JSON.stringify(line)).join('\n');

    let states: unknown;
    try {
      states = read(text);
    } catch (error) {
      expect((error as ConnectorError).failureType).toBe('config_error');
      return;
    }
    expect(states).toEqual(BOTH);
  });
});
