import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
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

test('a file is fetched only from the listed hosts, over https', async () => {
  const asked: (string | undefined)[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url);
    response.setHeader('content-type', 'application/pdf').end('%PDF-1.4 fetched');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  try {
    const run = await load(
      [
        { ...BASE, title: 'Plain', file_url: `http://127.0.0.1:${port}/a.pdf` },
        { ...BASE, title: 'Elsewhere', file_url: 'https://elsewhere.example/a.pdf' },
        { ...BASE, title: 'Local', file_url: `https://localhost:${port}/a.pdf` },
        { ...BASE, title: 'No address', file_url: 'a.pdf' },
      ],
      { document_hosts: ['files.example'] },
    );
    expect(run.outcomes('documents'), run.story).toEqual(['bad_value', 'bad_value', 'bad_value', 'bad_value']);
    expect(asked).toEqual([]);
  } finally {
    server.close();
  }
});
