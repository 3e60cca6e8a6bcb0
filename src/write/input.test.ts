import { describe, expect, test } from 'vitest';
import { messageIn } from './input.ts';
import { lines } from './lines.ts';

/** The messages of a text that arrives in pieces of this many bytes. */
async function read(text: string | Buffer, size = 7) {
  const bytes = Buffer.from(text);
  const found = [];
  let number = 0;
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  for await (const line of lines(pieces())) found.push(messageIn(line, ++number));
  return found.filter((message) => message !== undefined);
}

const RECORD = { type: 'RECORD', record: { stream: 'people', data: { email: 'ada@example.com' }, emitted_at: 1 } };
const STATE = {
  type: 'STATE',
  state: { type: 'STREAM', stream: { stream_descriptor: { name: 'people' }, stream_state: { cursor: 1 } }, id: 7 },
};

describe('the input', () => {
  test.each([1, 3, 1000])('has messages, however it is cut: %i', async (size) => {
    const line = JSON.stringify(RECORD);
    const text = `\ufeff${line}\r\n\n  ${JSON.stringify(STATE)}\n${JSON.stringify({ type: 'LOG', log: {} })}\nnoise\n${line}`;

    expect(await read(text, size)).toMatchObject([
      { type: 'record', stream: { name: 'people' }, data: RECORD.record.data, bytes: line.length + 1 },
      { type: 'state', stream: { name: 'people' }, state: STATE.state },
      { type: 'noise' },
      { type: 'record', bytes: line.length },
    ]);
  });

  test('may have a null for everything that is not there', async () => {
    const state = {
      ...STATE.state,
      global_: null,
      data: null,
      stream: { stream_descriptor: { name: 'p', namespace: null } },
    };
    const text = JSON.stringify({ type: 'STATE', log: null, record: null, state, trace: null });

    expect(await read(text)).toEqual([{ type: 'state', stream: { name: 'p', namespace: undefined }, state }]);
  });

  test('has states of all streams, ends of streams, and files', async () => {
    const status = { stream_descriptor: { name: 'p', namespace: 'n' }, status: 'COMPLETE' };
    const text = [
      { type: 'STATE', state: { type: 'GLOBAL', global: {} } },
      { type: 'STATE', state: { data: {} } },
      { type: 'TRACE', trace: { type: 'STREAM_STATUS', stream_status: status } },
      { type: 'TRACE', trace: { type: 'STREAM_STATUS', stream_status: { ...status, status: 'RUNNING' } } },
      { type: 'RECORD', record: { ...RECORD.record, file_reference: { staging_file_url: '/staging/files/a.pdf' } } },
    ]
      .map((each) => JSON.stringify(each))
      .join('\n');

    expect(await read(text)).toMatchObject([
      { type: 'state', stream: undefined },
      { type: 'state', stream: undefined },
      { type: 'complete', stream: { name: 'p', namespace: 'n' } },
      { type: 'record', file: '/staging/files/a.pdf' },
    ]);
  });

  test('has noise: what is no message, such as a row without an envelope', async () => {
    const text = ['{"email":"ada@example.com"}', '{}', '[1]', '{"type":"UNKNOWN"}'].join('\n');
    expect(await read(text)).toEqual([{ type: 'noise' }, { type: 'noise' }, { type: 'noise' }]);
  });

  test('keeps all digits of a number', async () => {
    const [message] = await read('{"type":"STATE","state":{"id":12345678901234567890}}');
    expect(JSON.stringify(message)).toContain('12345678901234567890');
  });

  test.each([
    ['is not JSON', '{"type":"RECORD","record":{"stream":"people","da', /^Line 2 .* not valid JSON/],
    [
      'is not UTF-8',
      Buffer.concat([Buffer.from('{"type":"'), Buffer.from([0xff]), Buffer.from('"}')]),
      /^Line 2 .* not valid JSON/,
    ],
    ['has no data', '{"type":"RECORD","record":{"stream":"people"}}', /^Line 2 .* without a stream or data/],
    ['has no content', '{"type":"STATE"}', /^Line 2 .* without content/],
  ])('ends at a line that %s, naming it and nothing of it', async (_, line, message) => {
    const text = Buffer.concat([Buffer.from(`${JSON.stringify(RECORD)}\n`), Buffer.from(line)]);
    await expect(read(text)).rejects.toThrow(message);
  });
});
