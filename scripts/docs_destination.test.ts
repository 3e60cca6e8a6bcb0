// Follows the page of the destination as a reader does, on a sandbox, and compares what it lists with the code.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { parseDestinationCatalog } from '../src/airbyte/destination_catalog.ts';
import { DestinationConfig } from '../src/config/destination.ts';
import type { Row } from '../src/row.ts';
import { OBJECTS } from '../src/write/objects/index.ts';
import { planStreams } from '../src/write/plan.ts';
import { blocksOf, readPage } from './docs_commands/blocks.ts';
import { hasPython } from './docs_commands/python.ts';
import { Machine, Reader } from './docs_commands/reader.ts';

const PAGE = 'docs/integrations/destinations/personio.md';
const ROOT = path.resolve(import.meta.dirname, '..');
const CREDENTIAL = { client_id: 'papi-id', client_secret: 'papi-secret' };

const machine = new Machine();
let sandbox: Sandbox;
let reader: Reader;

beforeAll(async () => {
  sandbox = await startSandbox({ persons: 12, attendances: 2, limits: { on: false } });
  reader = new Reader(machine, json);
  // The page says how it looks, and asks the reader for such a file.
  const sheet = blocksOf(PAGE).find(({ text }) => text.startsWith('Work email;'));
  reader.save('secrets/new_hires.csv', sheet?.text ?? '');
});

afterAll(async () => {
  await sandbox.close();
  machine.remove();
});

/** A catalog, an entry of `mappings`, or a config, which gets the sandbox's credential. */
function json(content: Row): object {
  if (content.streams) {
    parseDestinationCatalog(content, '');
    return content;
  }
  const settings = content.object === undefined ? content : { mappings: [content] };
  const config = DestinationConfig.parse({ ...CREDENTIAL, ...settings });
  planStreams(
    config.mappings.map(({ stream }) => ({
      name: stream,
      namespace: undefined,
      mode: undefined,
      primaryKey: [],
      objectName: undefined,
    })),
    { mappings: config.mappings, matchAttribute: undefined, allowRemoval: [] },
  );
  return { ...content, ...sandbox.config };
}

describe.skipIf(!hasPython())('the page', () => {
  for (const block of blocksOf(PAGE)) {
    const { line, text, notRun, title } = block;
    const what = title ?? text.trim().split('\n')[0];
    test(`line ${line}: ${what}${notRun === undefined ? '' : ` (not run: ${notRun})`}`, (context) =>
      reader.follow(block, context));
  }

  test('has created two people, once', () => {
    const created = sandbox.writes.filter(({ method }) => method === 'POST').map(({ stream }) => stream);

    expect(created).toEqual(['persons', 'persons']);
  });
});

const page = readPage(PAGE);

test('the page has every code of a reject, and no other', () => {
  const [, union = ''] =
    /export type RejectCode =\n(.*?);/s.exec(readFileSync(path.join(ROOT, 'src/write/reject.ts'), 'utf8')) ?? [];
  const codes = [...union.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, code]) => code);
  const [, table = ''] = /\| Code \| Why .*?\n\| --- .*?\n(.*?)\n\n/s.exec(page) ?? [];

  expect([...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code).sort()).toEqual(codes.sort());
});

test('the page says of every object what removing it means', () => {
  const [, section = ''] = /### Removing\n(.*?)\n### /s.exec(page) ?? [];

  for (const name of Object.keys(OBJECTS)) expect(section).toMatch(new RegExp(`^\\|.*\`${name}\``, 'm'));
});

test('the messages that the page quotes are those of the program', () => {
  const source = filesIn('src').map((file) => readFileSync(file, 'utf8'));
  const [, section = ''] = /## Troubleshooting\n(.*)## Changelog/s.exec(page) ?? [];
  const quotes = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, quote = '']) => quote);

  expect(quotes.length).toBeGreaterThan(10);
  for (const quote of quotes) {
    // Sentences of one message may come from several places.
    const parts = quote.split(/…|\. /).map((part) => part.replace(/^[:.) ]+|[. (]+$/g, ''));
    for (const part of parts.filter((each) => each.length > 3))
      expect(
        source.some((text) => text.includes(part)),
        `"${part}" of "${quote}"`,
      ).toBe(true);
  }
});

const filesIn = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => path.join(ROOT, folder, file));
