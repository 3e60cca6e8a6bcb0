import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJson, readText } from './files.ts';

const path = join(mkdtempSync(join(tmpdir(), 'source-personio-')), 'file.json');
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
  writeFileSync(path, bytes);

  expect(readJson(path, 'state')).toEqual(VALUE);
  expect(readText(path, 'state')).toBe(TEXT);
});

test.each(['', '\0', '\0\0\0\0', '{', '7'])('%j stays as it is', (text) => {
  writeFileSync(path, text);

  expect(readText(path, 'state')).toBe(text);
});
