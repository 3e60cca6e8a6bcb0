import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { fakeRun } from '../../../integration_tests/units/fake_run.ts';
import { ApiError } from '../../http/api_error.ts';
import type { Row } from '../../row.ts';
import type { Values } from '../members.ts';
import type { Operation } from '../object.ts';
import { documents } from './documents.ts';

// Nobody waits for another attempt.
vi.mock('node:timers/promises', () => ({ setTimeout: async () => {} }));

const CATEGORIES = [
  { id: 3, type: 'DocumentCategory', attributes: { name: 'Contracts' } },
  { id: 4, type: 'DocumentCategory', attributes: { name: 'Certificates' } },
  { id: 5, type: 'DocumentCategory', attributes: { name: 'certificates' } },
];
const shown = (more: Row = {}): Row => ({
  id: '70',
  name: 'Contract',
  size: 4,
  comment: 'Signed',
  date: '2026-01-31',
  category: { id: '3' },
  owner: { id: '1' },
  ...more,
});

type Given = Parameters<typeof fakeRun>[0];

interface Upload {
  readonly target: string;
  readonly body: { readonly contentType: string; readonly parts: readonly Buffer[] };
}

async function open(list: readonly Row[] | Error = [], given: Given = {}) {
  const asked: unknown[] = [];
  const run = fakeRun({
    answer: ({ target, query = {} }) => {
      if (target === '/v1/company/document-categories') return { success: true, data: structuredClone(CATEGORIES) };
      asked.push([query.owner_id, query.category_id]);
      return list instanceof Error ? list : { _data: structuredClone(list) };
    },
    onCreate: () => ({ success: true, data: { id: 900 } }),
    people: [{ id: '1', email: 'anna@acme.example' }],
    ...given,
  });
  const writer = await documents.open(run);
  const write = async (values: Values, operation: Operation = 'upsert', key = KEY) => {
    const row = writer.parse({ operation, key, values });
    return await writer.write(row, await writer.look([row]));
  };
  return { write, run, asked, writes: run.writes as readonly Upload[] };
}
const KEY = ['person_email', 'category', 'title'];

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const ROW: Values = {
  person_email: 'Anna@acme.example',
  category: 'contracts',
  title: 'Contract',
  content: base64('%PDF'),
  content_type: 'application/pdf',
};
const without = (member: string): Values => Object.fromEntries(Object.entries(ROW).filter(([name]) => name !== member));

/** The fields and the file of a form, as a server reads them. */
async function formIn(upload: Upload | undefined): Promise<Record<string, unknown>> {
  const { contentType = '', parts = [] } = upload?.body ?? {};
  const response = new Response(new Uint8Array(Buffer.concat(parts)), { headers: { 'content-type': contentType } });
  const form = await response.formData();
  const entries = [...form].map(async ([name, value]) => [
    name,
    typeof value === 'string' ? value : { name: value.name, text: await value.text() },
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

describe('an upload', () => {
  test('has the title, the references by id, and a file with the right name', async () => {
    const { write, writes, asked } = await open();
    const row = { ...ROW, title: 'Über "A/B"', comment: 'Text', date: '2026-02-01' };

    expect(await write(row)).toMatchObject({ outcome: 'created', id: '900' });
    expect(writes[0]).toMatchObject({ method: 'POST', route: '/v1/company/documents' });
    expect(await formIn(writes[0])).toEqual({
      title: 'Über "A/B"',
      employee_id: '1',
      category_id: '3',
      comment: 'Text',
      date: '2026-02-01',
      file: { name: 'Über _A_B_.pdf', text: '%PDF' },
    });
    expect(new Set(asked.map(String))).toEqual(new Set(['1,3']));
  });

  test('is sent in pieces that are no copies', async () => {
    const { write, writes } = await open();
    const content = Buffer.alloc(1_000_000, 'x');
    await write({ ...ROW, content: content.toString('base64') });
    const parts = writes[0]?.body.parts ?? [];
    expect(parts.map(({ length }) => length).slice(1, -1)).toEqual([262_144, 262_144, 262_144, 213_568]);
    expect(parts[1]?.buffer).toBe(parts[2]?.buffer);
  });

  test('is not repeated while the list lags behind', async () => {
    const { write, writes } = await open();
    await write(ROW);
    expect(await write(ROW)).toEqual({ outcome: 'unchanged', id: '900' });
    await expect(write({ ...ROW, content: base64('other') })).rejects.toMatchObject({ code: 'exists' });
    expect(writes.length).toBe(1);
  });

  test('is not repeated for a title that is only encoded in another way', async () => {
    const { write, writes } = await open();
    const title = 'Kündigung';
    await write({ ...ROW, title: title.normalize('NFC') });
    await write({ ...ROW, title: title.normalize('NFD') });
    expect(writes.length).toBe(1);
  });

  test('that v1 refuses with 200 is a reject', async () => {
    const answer = { success: false, error: { message: 'said' } };
    const { write } = await open([], { onCreate: () => answer });
    await expect(write(ROW)).rejects.toMatchObject({ code: 'refused', answer: 'said' });
  });

  test('is done in a dry run only in name', async () => {
    const { write, writes } = await open([], { options: { dryRun: true } });
    expect(await write(ROW)).toMatchObject({ outcome: 'created', id: undefined });
    expect(await write(ROW)).toMatchObject({ outcome: 'unchanged' });
    expect(writes).toEqual([]);
  });

  test('a person without documents may be answered with 404', async () => {
    const { write } = await open(new ApiError('not_found', 404, 1));
    expect(await write(ROW)).toMatchObject({ outcome: 'created' });
  });
});

describe('a document that is there', () => {
  test.each([
    ['the title', shown()],
    ['the name of its file', shown({ name: 'Contract.pdf' })],
    ['no size', shown({ size: undefined })],
  ])('is the same if Personio shows %s', async (_, document) => {
    const { write, writes } = await open([shown({ id: '71', name: 'Other' }), document]);
    expect(await write(ROW)).toEqual({ outcome: 'unchanged', id: '70' });
    if (document.name !== 'Contract')
      await expect(write(ROW, 'soft_delete')).rejects.toMatchObject({ code: 'ambiguous_reference' });
    expect(await write({ ...ROW, comment: 'Signed', date: '2026-01-31' }, 'insert')).toMatchObject({
      outcome: 'unchanged',
    });
    expect(writes).toEqual([]);
  });

  test('is recognised in another Unicode form', async () => {
    const { write } = await open([shown({ name: 'U\u0308bersicht' })]);
    expect(await write({ ...ROW, title: '\u00dcbersicht' })).toEqual({ outcome: 'unchanged', id: '70' });
  });

  test.each(['insert', 'upsert', 'update'] as const)('is never replaced by %s', async (operation) => {
    const { write, writes } = await open([shown({ size: 5 })]);
    await expect(write(ROW, operation)).rejects.toMatchObject({ code: 'exists', member: 'title' });
    expect(writes).toEqual([]);
  });

  test('gets other metadata, but not by insert', async () => {
    const { write, writes } = await open([shown()]);
    const row = { ...without('content'), comment: 'Text' };
    await expect(write(row, 'insert')).rejects.toMatchObject({ code: 'exists', member: 'comment' });

    expect(await write(row)).toEqual({
      outcome: 'changed',
      id: '70',
      differences: [{ member: 'comment', from: 'Signed', to: 'Text' }],
    });
    expect(await write(row)).toEqual({ outcome: 'unchanged', id: '70' });
    const target = '/v2/document-management/documents/70';
    const route = '/v2/document-management/documents/{id}';
    expect(writes).toEqual([{ method: 'PATCH', route, target, body: { json: { comment: 'Text' } } }]);
  });

  test('several of them are no guess, unless one is like the row', async () => {
    const { write } = await open([shown(), shown({ id: '71', comment: 'Text' })]);
    expect(await write({ ...ROW, comment: 'Text' })).toEqual({ outcome: 'unchanged', id: '71' });
    await expect(write({ ...ROW, comment: 'New' })).rejects.toMatchObject({ code: 'ambiguous_reference' });
    await expect(write(ROW, 'soft_delete')).rejects.toMatchObject({ code: 'ambiguous_reference' });
  });

  test('of another category is another document', async () => {
    // The parameter is ignored.
    const { write } = await open([shown({ category: { id: '4' } })]);
    expect(await write(ROW)).toMatchObject({ outcome: 'created' });
  });

  test('is removed once, and can come again', async () => {
    const { write, writes } = await open([shown()]);
    const row = without('content');
    expect(await write(row, 'soft_delete')).toEqual({ outcome: 'removed', id: '70' });
    expect(await write(row, 'soft_delete')).toEqual({ outcome: 'unchanged' });
    expect(await write(ROW)).toMatchObject({ outcome: 'created' });
    expect(writes).toMatchObject([{ method: 'DELETE' }, { method: 'POST' }]);
  });

  test('is found by its id among those of its person', async () => {
    const { write, writes } = await open([shown()]);
    const row = { id: '70', person_id: '1', title: 'New title', category_id: '4', date: '2026-01-31' };
    expect(await write(row, 'update', ['id'])).toMatchObject({ outcome: 'changed', id: '70' });
    expect(await write(row, 'update', ['id'])).toEqual({ outcome: 'unchanged', id: '70' });
    expect(writes).toMatchObject([{ body: { json: { name: 'New title', category: { id: '4' } } } }]);
    await expect(write({ ...row, id: '99' }, 'upsert', ['id'])).rejects.toMatchObject({ code: 'not_found' });
    await expect(write({ id: '70', title: 'X' }, 'update', ['id'])).rejects.toMatchObject({ code: 'missing_value' });
    expect(await write({ id: '70' }, 'soft_delete', ['id'])).toEqual({ outcome: 'removed', id: '70' });
  });
});

const URL_ROW = { ...without('content'), file_url: 'https://files.example.com/a.pdf' };

test.each([
  ['not_found', 'title', ROW, 'update'],
  ['missing_value', 'content', without('content'), 'upsert'],
  ['missing_value', 'category', without('category'), 'upsert'],
  ['unknown_reference', 'category', { ...ROW, category: 'None' }, 'upsert'],
  ['ambiguous_reference', 'category', { ...ROW, category: 'Certificates' }, 'upsert'],
  ['unknown_reference', 'person_email', { ...ROW, person_email: 'nobody@acme.example' }, 'upsert'],
  ['bad_value', 'content', { ...ROW, content: '%PDF-1.7' }, 'upsert'],
  ['bad_value', 'content', { ...ROW, content: 'data:application/pdf;base64,JVBERg==' }, 'upsert'],
  ['bad_value', 'content', { ...ROW, content: '====' }, 'upsert'],
  ['too_large', 'content', { ...ROW, content: 'A'.repeat(42_000_000) }, 'upsert'],
  ['bad_value', 'content_type', without('content_type'), 'upsert'],
  ['bad_value', 'content_type', { ...ROW, content_type: 'application/x-msdownload' }, 'upsert'],
  ['bad_value', 'file_name', { ...without('content_type'), file_name: 'a.exe' }, 'upsert'],
  ['bad_value', 'file_url', { ...ROW, file_url: 'https://files.example.com/a.pdf' }, 'upsert'],
  ['bad_value', 'file_url', URL_ROW, 'upsert'],
] as const)('%s of %s', async (code, member, values, operation) => {
  const { write, writes } = await open();
  await expect(write(values, operation)).rejects.toMatchObject({ name: 'Reject', code, member });
  expect(writes).toEqual([]);
});

test.each([
  ['scan.PDF', undefined, 'scan.PDF'],
  ['scan', 'image/png; charset=binary', 'scan.png'],
  ['scan.exe', 'application/pdf', 'scan.exe.pdf'],
  [undefined, 'text/plain', 'Contract.txt'],
])('a file called %s of type %s is uploaded as %s', async (file_name, content_type, expected) => {
  const { write, writes } = await open();
  const given = Object.entries({ file_name, content_type }).flatMap(([name, value]) => (value ? [[name, value]] : []));
  await write({ ...without('content_type'), ...Object.fromEntries(given) });
  expect(await formIn(writes[0])).toMatchObject({ file: { name: expected } });
});

test('base64 may have line breaks', async () => {
  const { write, writes } = await open();
  await write({ ...ROW, content: 'JVBE\r\nRg==\n' });
  expect(await formIn(writes[0])).toMatchObject({ file: { text: '%PDF' } });
});

describe('a file from elsewhere', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'documents-'));
  const server = createServer((request, response) => {
    if (request.url === '/404') response.writeHead(404).end();
    else if (request.url === '/503') response.writeHead(503).end();
    else if (request.url === '/empty.pdf') response.end();
    else if (request.url === '/large.pdf') response.end(Buffer.alloc(31_457_281));
    else response.writeHead(200, { 'content-type': request.url === '/typed' ? 'application/pdf' : 'x/y' }).end('%PDF');
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const given = { options: { documentHosts: ['127.0.0.1'] } };
  const rowOf = (file: string): Values => {
    const { port } = server.address() as AddressInfo;
    return { person_id: '1', category_id: '3', title: 'Contract', file_url: `http://127.0.0.1:${port}${file}` };
  };

  test.each(['/typed', '/a.pdf'])('%s is fetched', async (file) => {
    const { write, writes } = await open([], given);
    expect(await write(rowOf(file))).toMatchObject({ outcome: 'created' });
    expect(await formIn(writes[0])).toMatchObject({ file: { name: 'Contract.pdf', text: '%PDF' } });
  });

  test('it is compared with what is there', async () => {
    const { write } = await open([shown()], given);
    expect(await write(rowOf('/typed'))).toMatchObject({ outcome: 'unchanged' });
  });

  test.each([
    ['/404', 'unknown_reference', 'file_url'],
    ['/empty.pdf', 'bad_value', 'file_url'],
    ['/large.pdf', 'too_large', 'file_url'],
    ['/unknown', 'bad_value', 'file_name'],
  ])('%s: %s', async (file, code, member) => {
    const { write, writes } = await open([], given);
    const error = await write({ ...rowOf(file), ...(file === '/404' && { content_type: 'application/pdf' }) }).catch(
      (each: unknown) => each,
    );
    expect(error).toMatchObject({ name: 'Reject', code, member });
    expect((error as Error).message).not.toContain('127.0.0.1');
    expect(writes).toEqual([]);
  });

  test('trouble that passes fails the stream instead of the row', async () => {
    const { write } = await open([], given);
    const error = await write(rowOf('/503')).catch((each: unknown) => each);
    expect(error).toMatchObject({ name: 'ConnectorError', failureType: 'transient_error' });
    expect((error as Error).message).not.toContain('127.0.0.1');
  });

  test('one that the platform has put there', async () => {
    const { write, writes } = await open();
    vi.stubEnv('AIRBYTE_STAGING_DIRECTORY', folder);
    const file_path = path.join(folder, 'staged.pdf');
    writeFileSync(file_path, '%PDF');
    expect(await write({ ...rowOf(''), file_url: null, file_path })).toMatchObject({ outcome: 'created' });
    expect(await formIn(writes[0])).toMatchObject({ file: { name: 'Contract.pdf', text: '%PDF' } });

    const gone = write({ ...rowOf(''), file_url: null, title: 'Gone', file_path: `${file_path}.pdf` });
    await expect(gone).rejects.toMatchObject({ code: 'bad_value' });
  });
});

test('a row keeps no text of its content', async () => {
  const { run } = await open();
  const row = (await documents.open(run)).parse({ operation: 'upsert', key: KEY, values: ROW });
  expect(JSON.stringify(row)).not.toContain(String(ROW.content));
});
