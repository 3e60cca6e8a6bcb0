import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import type { Json } from '../connector.ts';
import { PEOPLE, pdf } from './load.ts';
import { isWrite, row, state, write } from './program.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ persons: 0, limits: { on: false } });
  await write({
    config: sandbox.config,
    streams: [{ name: 'persons', mode: 'append_dedup' }],
    lines: PEOPLE.slice(0, 1).map((data) => row('persons', data)),
  });
  sandbox.resetWrites();
});

afterEach(async () => {
  await sandbox.close();
});

const BASE = { person_email: 'ada.sample@x.example', category: 'Contracts', title: 'Contract' };
const FILE = { ...BASE, content: pdf('one'), content_type: 'application/pdf' };
const load = (rows: readonly Json[], config: object = {}, mode = 'append_dedup', env = {}) =>
  write({
    config: { ...sandbox.config, ...config },
    streams: [{ name: 'documents', mode }],
    lines: [...rows.map((data) => row('documents', data)), state('documents', 1)],
    env,
  });

test('a document is uploaded once, its metadata change, and another size is never a replacement', async () => {
  const first = await load([FILE, FILE]);
  expect(first.outcomes('documents'), first.story).toEqual(['created', 'unchanged']);
  const again = await load([
    { ...FILE, comment: 'Signed', date: '2026-02-01' },
    { ...FILE, content: pdf('longer than before') },
    { ...BASE, comment: 'Without a file' },
    { ...BASE, title: 'Another', comment: 'Without a file' },
  ]);
  expect(again.outcomes('documents'), again.story).toEqual(['changed', 'exists', 'changed', 'missing_value']);
  const inserted = await load(
    [
      { ...FILE, content: pdf('longer than before') },
      { ...FILE, comment: 'x' },
    ],
    {},
    'append',
  );
  expect(inserted.outcomes('documents')).toEqual(['exists', 'exists']);
  expect(sandbox.writes.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'PATCH']);
});

test('what Personio would not take is rejected before it is sent', async () => {
  const large = Buffer.alloc(30 * 1024 * 1024 + 1, 1).toString('base64');
  const run = await load([
    { ...FILE, content: large },
    { ...FILE, content: 'not base64 §' },
    { ...FILE, content: '' },
    { ...FILE, content_type: undefined, file_name: 'program.exe' },
    { ...FILE, category: 'Nowhere' },
    { ...FILE, person_email: 'nobody@x.example' },
    { ...FILE, date: 'soon' },
  ]);
  expect(run.outcomes('documents'), run.story).toEqual([
    'too_large',
    'bad_value',
    'missing_value',
    'bad_value',
    'unknown_reference',
    'unknown_reference',
    'bad_value',
  ]);
  expect(sandbox.requests.filter(isWrite).filter(({ path }) => path.startsWith('/v1'))).toEqual([]);
});

test('a file of the platform is uploaded from the shared folder, and from nowhere else', async () => {
  const staging = mkdtempSync(join(tmpdir(), 'staging-'));
  writeFileSync(join(staging, 'scan.pdf'), '%PDF-1.4 scan');
  const outside = join(mkdtempSync(join(tmpdir(), 'outside-')), 'secret.pdf');
  writeFileSync(outside, '%PDF-1.4 secret');
  const referring = (title: string, path: string) =>
    row(
      'documents',
      { ...BASE, title },
      {
        file_reference: { staging_file_url: path, source_file_relative_path: 'scan.pdf', file_size_bytes: 13 },
      },
    );
  const lines = [
    referring('Scan', join(staging, 'scan.pdf')),
    referring('Outside', outside),
    referring('Above', join(staging, '..', outside.split('/').at(-2) ?? '', 'secret.pdf')),
    referring('Gone', join(staging, 'gone.pdf')),
    row('documents', { ...BASE, title: 'By a column', file_path: outside }),
  ];
  const run = await write({
    config: sandbox.config,
    streams: [{ name: 'documents', mode: 'append_dedup', include_files: true }],
    lines,
    env: { AIRBYTE_STAGING_DIRECTORY: staging },
  });
  expect(run.outcomes('documents')[0], run.story).toBe('created');
  expect(run.outcomes('documents').slice(1)).toEqual(['bad_value', 'bad_value', 'bad_value', 'missing_value']);
  expect(sandbox.creations.size).toBe(1);
});

/** Serves files, and keeps what it was asked for. */
async function host(work: (address: string, asked: IncomingMessage[]) => Promise<void>): Promise<void> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    if (request.url === '/busy.pdf') return response.writeHead(503).end();
    if (request.url === '/gone.pdf') return response.writeHead(404).end();
    if (request.url === '/moved.pdf')
      return response.writeHead(302, { location: 'https://elsewhere.example/a.pdf' }).end();
    if (request.url === '/large.pdf') return response.end(Buffer.alloc(31 * 1024 * 1024));
    return response.setHeader('content-type', 'application/pdf').end('%PDF-1.4 fetched');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked);
  } finally {
    server.close();
  }
}

test('a file is fetched from a listed host, with nothing of ours in the request', async () => {
  await host(async (address, asked) => {
    const from = (name: string) => ({ ...BASE, title: name, file_url: `${address}/${name}.pdf` });
    const config = { document_hosts: ['127.0.0.1'] };
    const run = await load(['ok', 'gone', 'moved', 'large'].map(from), config);
    expect(run.outcomes('documents'), run.story).toEqual(['created', 'unknown_reference', 'bad_value', 'too_large']);
    expect(asked.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    expect((await load([from('ok')], config)).outcomes('documents')).toEqual(['unchanged']);

    const busy = await load([from('busy')], config);
    expect([busy.exit, busy.errors[0]?.failure_type, busy.states()]).toEqual([1, 'transient_error', []]);
  });
});

test('no other host is asked', async () => {
  await host(async (address, asked) => {
    const rows = [
      { ...BASE, title: 'Not listed', file_url: `${address}/a.pdf` },
      { ...BASE, title: 'Elsewhere', file_url: 'https://elsewhere.example/a.pdf' },
      { ...BASE, title: 'Not encrypted', file_url: 'http://files.example/a.pdf' },
      { ...BASE, title: 'No address', file_url: 'a.pdf' },
    ];
    for (const config of [{ document_hosts: ['files.example'] }, {}]) {
      const run = await load(rows, config);
      expect(run.outcomes('documents'), run.story).toEqual(Array(4).fill('bad_value'));
    }
    expect(asked).toEqual([]);
  });
});
