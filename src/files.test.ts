import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConnectorError } from './errors.ts';
import { readJson, readText } from './files.ts';

function errorOf(read: () => unknown): ConnectorError {
  try {
    read();
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const NOT_NAMED = 'The configuration file does not exist: give the path of a file, not its content.';

describe('a file that does not exist', () => {
  test.each(['nowhere.json', '/no/config', './nowhere', `/${'a'.repeat(254)}`, '/etc/hostname/config.json'])(
    'is named: %s',
    (path) => {
      expect(errorOf(() => readText(path, 'configuration')).message).toBe(
        `The configuration file ${path} does not exist.`,
      );
    },
  );

  test.each([
    ['JSON', '{"client_secret":"hush"}'],
    ['JSON with a path', '{"client_secret":"hush","api_url":"https://api.example"}'],
    ['a piece of JSON', '/hush}'],
    ['a list', '[{"type": "STATE", "state": "hush"}]'],
    ['text in quotes', "'/hush'"],
    ['text in typographic quotes', '“/hush”'],
    ['a text without a path', 'papi-hush'],
    ['lines', 'client_id: hush\nclient_secret: a.b'],
    ['base64', 'eyJjbGllbnRfc2VjcmV0IjoiaHVzaD8/Pz8ifQ'],
    ['a line of YAML', 'client_secret: hush, api_url: https://api.example'],
    ['a URL with a password', 'https://user:hush@api.example'],
    ['a line of an environment file', 'client_secret=hush/a'],
    ['lines with line breaks of another system', 'a.b\u2028hush'],
    ['long text', `/hush${'/a'.repeat(200)}`],
    ['text that is longer than any name', `/hush${'a'.repeat(300)}`],
    ['text that is longer than any path', `/hush${'/a'.repeat(5000)}`],
  ])('is not named if the argument may be its content: %s', (_, path) => {
    const error = errorOf(() => readText(path, 'configuration'));

    expect(error.message).toBe(NOT_NAMED);
    expect(error.failureType).toBe('config_error');
    // The cause becomes the internal message.
    expect(error.cause).toBeUndefined();
  });
});

test('a folder is not a file', () => {
  expect(errorOf(() => readText('/tmp', 'state')).message).toBe('The state file /tmp is a folder.');
});

test('the content of a file that is not JSON is not repeated', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'source-personio-')), 'config.json');
  writeFileSync(path, 'client_secret: hush');
  const error = errorOf(() => readJson(path, 'configuration'));

  expect(error.message).toBe(`The configuration file ${path} is not valid JSON.`);
  expect(error.cause).toBeUndefined();
});

const FILE = join(mkdtempSync(join(tmpdir(), 'source-personio-')), 'file.json');
const VALUE = { client_id: 'papi-id', name: 'Zoë 学 🎉' };
const TEXT = `${JSON.stringify(VALUE)}\r\n`;
const littleEndian = (text: string) => Buffer.from(text, 'utf16le');
const bigEndian = (text: string) => littleEndian(text).swap16();

test.each<[string, Buffer]>([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
  ['UTF-16, as PowerShell writes it', littleEndian(`\ufeff${TEXT}`)],
  ['UTF-16 without a byte order mark', littleEndian(TEXT)],
  ['UTF-16, big-endian', bigEndian(`\ufeff${TEXT}`)],
  ['UTF-16, big-endian, without a byte order mark', bigEndian(TEXT)],
])('a file in %s is read', (_, bytes) => {
  writeFileSync(FILE, bytes);

  expect(readJson(FILE, 'state')).toEqual(VALUE);
  expect(readText(FILE, 'state')).toBe(TEXT);
});

test.each(['', '\0', '\0\0\0\0', '{', '7'])('%j is not changed', (text) => {
  writeFileSync(FILE, text);

  expect(readText(FILE, 'state')).toBe(text);
});
