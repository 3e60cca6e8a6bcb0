import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import type { Message } from '../src/airbyte/protocol.ts';
import { type AnyMessage, connector, file } from './connector.ts';
import { canMakeTerminals, inTerminal, main } from './in_terminal.ts';

let sandbox: Sandbox;
let config: string;

beforeAll(async () => {
  sandbox = await startSandbox({
    persons: 5,
    attendances: 1,
    rights: { projects: 'refused', compensations: 'refused' },
    limits: { on: false },
  });
  config = file('config.json', sandbox.config);
});

afterAll(async () => {
  await sandbox.close();
});

/** The lines that a user sees after typing this: messages, and text. */
async function typed(line: string) {
  const { bytes, exit } = await inTerminal(`'${process.execPath}' '${main}' ${line.replaceAll('CONFIG', config)}`);
  const lines = bytes.replaceAll('\r\n', '\n').trimEnd().split('\n');
  const isMessage = (each: string) => each.startsWith('{"type":');
  return {
    exit,
    text: lines.filter((each) => !isMessage(each)).join('\n'),
    messages: lines.filter(isMessage).map((each) => JSON.parse(each) as AnyMessage),
  };
}

const typesOf = (messages: readonly { readonly type: Message['type'] | 'RECORD' }[]): string[] =>
  [...new Set(messages.map(({ type }) => type))].sort();

describe.skipIf(!canMakeTerminals)('on a terminal', () => {
  test('check prints a list that says what to tick', async () => {
    const { text, messages, exit } = await typed('check --config CONFIG');

    expect(exit).toBe(0);
    expect(messages).toEqual([]);
    expect(text).toMatch(/^✓ Persons: read/m);
    expect(text).toMatch(/^✗ Projects: read/m);
    expect(text).toContain('Tick them in Personio');
  });

  test('a check that fails prints one line', async () => {
    const path = file('config.json', { ...sandbox.config, client_secret: 'papi-wrong' });
    const { text, messages, exit } = await typed(`check --config ${path}`);

    expect(exit).toBe(0);
    expect(messages).toEqual([]);
    expect(text).toMatch(/^✗ [^\n]*Client Secret[^\n]*$/);
  });

  test('discover prints a list of streams', async () => {
    const { text, messages, exit } = await typed('discover --config CONFIG');

    expect(exit).toBe(0);
    expect(messages).toEqual([]);
    expect(text).toMatch(/^✓ persons +\d+ columns/m);
    expect(text).toMatch(/^✗ projects +\d+ columns/m);
  });

  test.each([
    ['', 1, /^A command is missing: use one of spec, /],
    ['chekc', 1, /^There is no such command: use check\.$/],
    ['discover', 1, /^discover needs --config FILE\.$/],
    ['read --confg CONFIG', 1, /^read has no such flag: use --config\. read needs --config FILE\.$/],
    ['read --config CONFIG --streams persns', 1, /^There is no such stream: use persons\.$/],
    ['catalog --config nowhere.json', 1, /^The configuration file nowhere\.json does not exist\.$/],
  ])('the error of "%s" is a sentence', async (line, exit, sentence) => {
    const run = await typed(line);

    expect(run.exit).toBe(exit);
    expect(run.messages).toEqual([]);
    expect(run.text).toMatch(sentence);
  });

  test('records, states, logs and statuses stay JSON; the error of a stream is a sentence', async () => {
    const { text, messages, exit } = await typed(
      'read --config CONFIG --streams cost_centers,compensations 2> /dev/null',
    );
    const spoken = await typed('read --config CONFIG --streams cost_centers,compensations');

    expect(exit).toBe(1);
    expect(text).toBe('');
    expect(typesOf(messages)).toEqual(['LOG', 'RECORD', 'STATE', 'TRACE']);
    const traces = messages.flatMap((message) => (message.type === 'TRACE' ? [message.trace.type] : []));
    expect(new Set(traces)).toEqual(new Set(['STREAM_STATUS']));
    expect(spoken.text).toMatch(/^compensations: .*personio:compensations:read/m);
  });

  test('a catalog is one JSON document, and notes are sentences', async () => {
    const [both, document] = [
      await typed('catalog --config CONFIG'),
      await typed('catalog --config CONFIG 2> /dev/null'),
    ];

    expect(JSON.parse(document.text).streams.length).toBeGreaterThan(5);
    expect(both.messages).toEqual([]);
    expect(both.text).toMatch(/"personio:projects:read" \(projects\)[^\n]* These streams are left out\.\n\{/);
  });

  test('spec prints JSON, and a sentence about ignored flags', async () => {
    const { text, messages } = await typed('spec --shiny');

    expect(text).toBe('Ignoring an unknown flag; see --help.');
    expect(typesOf(messages)).toEqual(['SPEC']);
  });

  test.each([
    ['check --config CONFIG --json', ['CONNECTION_STATUS', 'LOG']],
    ['discover --config CONFIG --json', ['CATALOG', 'LOG']],
    ['discover --config CONFIG < /dev/null', ['CATALOG', 'LOG']],
    ['discover --config CONFIG | cat', ['CATALOG', 'LOG']],
    ['discover --json', ['TRACE']],
    ['chekc | cat', ['TRACE']],
    ['check --config nowhere.json < /dev/null', ['CONNECTION_STATUS']],
  ])('"%s" prints messages alone', async (line, types) => {
    const { text, messages } = await typed(line);

    expect(text).toBe('');
    expect(typesOf(messages)).toEqual(types);
  });
});

describe('on an older Node', () => {
  const older = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.1.0'}})`;
  const message = 'The connector needs Node 24 or newer; this is Node 20.1.0.';

  test('every command fails with a message', async () => {
    const run = await connector(['spec'], { env: { NODE_OPTIONS: `--import=${older}` } });

    expect(run.exit).toBe(1);
    expect(run.errors).toEqual([{ message, failure_type: 'config_error' }]);
  });

  test.skipIf(!canMakeTerminals)('which is a sentence on a terminal', async () => {
    const run = (line: string) => inTerminal(`'${process.execPath}' "--import=${older}" '${main}' ${line}`);
    const [{ bytes, exit }, json] = [await run('spec'), await run('spec --json')];

    expect(exit).toBe(1);
    expect(bytes).toBe(`${message}\r\n`);
    expect(json.bytes).toMatch(/^\{"type":"TRACE"/);
  });
});
