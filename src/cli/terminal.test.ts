import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { TerminalOutput } from './terminal.ts';

function open(options: { logs?: boolean; errors?: boolean; forEyes?: boolean } = {}) {
  const [answer, notes] = [new PassThrough(), new PassThrough()];
  const out = new TerminalOutput(answer, notes, { logs: true, errors: true, forEyes: true, ...options });
  return { out, answer: () => String(answer.read() ?? ''), notes: () => String(notes.read() ?? '') };
}

test('the answer goes to stdout, sentences and errors as plain lines to stderr', async () => {
  const { out, answer, notes } = open();

  await out.sink.write('a table\n');
  await out.log('WARN', 'Mind this.');
  await out.error(new ConnectorError('config_error', 'That is wrong.'));
  await out.sink.flush();

  expect(answer()).toBe('a table\n');
  expect(notes()).toBe('Mind this.\nThat is wrong.\n');
});

const log = { type: 'LOG', log: { level: 'WARN', message: 'Mind this.' } };
const trace = {
  type: 'TRACE',
  trace: { error: { message: 'That is wrong.', stream_descriptor: { name: 'persons' } } },
};

test.each([
  ['neither', { logs: false, errors: false }, [log, trace], ''],
  ['logs', { logs: true, errors: false }, [trace], 'Mind this.\n'],
  ['errors', { logs: false, errors: true }, [log], 'That is wrong.\n'],
])(
  'sentences on stderr are %s, and everything else is a message on stdout',
  async (_, options, messages, sentences) => {
    const { out, answer, notes } = open(options);

    await out.log('WARN', 'Mind this.');
    await out.error(new ConnectorError('config_error', 'That is wrong.'), 'persons');
    await out.sink.flush();

    const lines = answer().split('\n').filter(Boolean);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject(messages);
    expect(notes()).toBe(sentences);
  },
);

test('the answer of a check is text for people only', async () => {
  const [eyes, piped] = [open(), open({ forEyes: false })];

  for (const { out } of [eyes, piped]) {
    out.masker.add('papi-secret');
    await out.connectionStatus('FAILED', 'Not \x1b papi-secret.');
    await out.sink.flush();
  }

  expect(eyes.answer()).toBe('✗ Not ****.\n');
  expect(JSON.parse(piped.answer())).toEqual({
    type: 'CONNECTION_STATUS',
    connectionStatus: { status: 'FAILED', message: 'Not \x1b ****.' },
  });
});

test('logs below the chosen level are not printed', async () => {
  const { out, notes } = open();

  await out.log('DEBUG', 'details');
  out.level = 'DEBUG';
  await out.log('DEBUG', 'more details');

  expect(notes()).toBe('more details\n');
});

test('secrets are masked, and the cause of an error is not shown', async () => {
  const { out, notes } = open();
  out.masker.add('papi-secret');

  await out.log('INFO', 'It is papi-secret.');
  await out.error(new ConnectorError('system_error', 'Not papi-secret.', { cause: new Error('a stack, a body') }));

  expect(notes()).toBe('It is ****.\nNot ****.\n');
});

test('each message stays on its line and cannot move the cursor', async () => {
  const { out, notes } = open();

  await out.log('WARN', 'The attribute "\x1b[2J\nx\x9b\u202e" is new.');

  expect(notes()).toBe('The attribute " [2J x " is new.\n');
});
