import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { GivenSettings } from '../options.ts';
import { dataOf, started } from '../test_client.ts';

const PATH = '/v2/document-management/documents';

async function filed(settings: GivenSettings = {}) {
  const { sandbox, client } = await started({ persons: 0, ...settings });
  const owner = await client.create('/v2/persons', { first_name: 'Anna', last_name: 'Ek' });
  sandbox.resetWrites();
  const fields = { title: 'Vertrag', employee_id: owner, category_id: '410' };
  const upload = (more: Record<string, string> = {}, content = 'contract', name = 'vertrag.PDF') =>
    client.upload({ ...fields, ...more }, content, name);
  const list = async (query = '') => dataOf(await client.get(`${PATH}?owner_id=${owner}${query}`));
  return { sandbox, client, owner, fields, upload, list };
}

test('a document is uploaded and listed with its size, but its bytes are not kept', async () => {
  const { sandbox, owner, upload, list } = await filed();
  const got = await upload({ comment: 'signed', date: '2026-02-01' });
  expect(got).toMatchObject({ status: 201, body: { success: true, data: { id: expect.any(Number) } } });
  const { id } = got.body.data as unknown as { id: number };
  const row = {
    ...{ id: String(id), name: 'Vertrag', size: 8, category: { id: '410' }, owner: { id: owner } },
    ...{ comment: 'signed', date: '2026-02-01', document_type: 'pdf' },
  };
  expect(await list()).toMatchObject([row]);
  expect(await list('&category_id=410')).toMatchObject([row]);
  expect(await list('&category_id=411')).toEqual([]);
  expect(sandbox.ids('documents')).toEqual([String(id)]);
  expect([...sandbox.creations]).toEqual([[`documents:${owner}|410|Vertrag|8`, 1]]);
  expect(sandbox.writes[0]).toMatchObject({ route: '/v1/company/documents', stream: 'documents', id: String(id) });
});

test('nothing keeps it from being uploaded twice: that is counted', async () => {
  const { sandbox, upload, list } = await filed();
  await upload();
  await upload();
  expect(await list()).toHaveLength(2);
  expect([...sandbox.creations.values()]).toEqual([2]);
});

test.each<[string, Record<string, string>, string, number]>([
  ['a title', { title: '' }, 'a.pdf', 422],
  ['a long title', { title: 'x'.repeat(256) }, 'a.pdf', 422],
  ['an unknown employee', { employee_id: '1' }, 'a.pdf', 404],
  ['an employee that is no number', { employee_id: 'anna' }, 'a.pdf', 422],
  ['an unknown category', { category_id: '1' }, 'a.pdf', 404],
  ['no category', { category_id: '' }, 'a.pdf', 422],
  ['a date', { date: '1.2.2026' }, 'a.pdf', 422],
  ['an extension', {}, 'a.exe', 422],
  ['no extension', {}, 'a', 422],
])('refused: %s', async (_name, fields, file, status) => {
  const { sandbox, upload } = await filed();
  const got = await upload(fields, 'x', file);
  expect(got).toMatchObject({ status, body: { success: false } });
  const { error_data } = got.body.error as { error_data?: Record<string, string[]> };
  if (status === 422) expect(Object.keys(error_data ?? {})).toEqual([Object.keys(fields)[0] ?? 'file']);
  expect(sandbox.writes).toEqual([]);
});

test('a wrong boundary, or none', async () => {
  const { client, fields } = await filed();
  const parts = Object.entries(fields).map(
    ([name, value]) => `--abc\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const body = `${parts.join('')}--abc\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nx\r\n--abc--\r\n`;
  const post = async (type: string) =>
    await client.fetch('/v1/company/documents', { 'content-type': type }, { method: 'POST', body });
  for (const type of ['multipart/form-data; boundary=xyz', 'multipart/form-data', 'application/json']) {
    const response = await post(type);
    expect(response.status, type).toBe(422);
    expect(await response.text()).toContain('The category id is missing');
  }
  expect((await post('multipart/form-data; boundary="abc"')).status).toBe(201);
});

test('30 MB are the most', async () => {
  const { sandbox, client, fields } = await filed();
  const most = 30 * 1024 * 1024;
  const content = Buffer.alloc(most + 1, 'pdf\r\n--');
  for (const largeFile of [413, 422] as const) {
    sandbox.configure({ disputed: { largeFile } });
    expect((await client.upload(fields, content, 'a.pdf')).status).toBe(largeFile);
  }
  expect((await client.upload(fields, content.subarray(0, most), 'a.pdf')).status).toBe(201);
  expect(sandbox.rows('documents')).toMatchObject([{ size: most }]);
});

test('a file of any bytes arrives whole', async () => {
  const { client, fields, list } = await filed();
  for (const size of [0, 1, 65_535, 65_536, 65_537]) {
    const content = Buffer.from(Array.from({ length: size }, (_, index) => (index * 7) & 255));
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect((await client.upload({ ...fields, title: sha256 }, content, 'a.zip')).status).toBe(201);
    expect((await list()).at(-1)).toMatchObject({ name: sha256, size });
  }
});

test('its metadata can be changed, and it can be removed', async () => {
  const { client, upload, list } = await filed();
  const { id } = (await upload({ comment: 'x' })).body.data as unknown as { id: number };
  const patch = async (body: object) => (await client.send('PATCH', `${PATH}/${id}`, body as never)).status;
  expect(await patch({ name: 'Neu.pdf', category: { id: '411' } })).toBe(204);
  expect(await list()).toMatchObject([{ name: 'Neu.pdf', category: { id: '411' }, comment: 'x', size: 8 }]);
  expect(await list('&category_id=411')).toHaveLength(1);
  for (const name of ['name', 'comment', 'date', 'category'])
    for (const value of [null, '']) expect(await patch({ [name]: value }), name).toBe(400);
  expect(await patch({ name: 'x'.repeat(257) })).toBe(400);
  expect(await patch({ category: { id: '1' } })).toBe(404);
  expect((await client.send('PATCH', `${PATH}/1`, { name: 'x' })).status).toBe(404);
  expect((await client.send('DELETE', `${PATH}/${id}`)).status).toBe(204);
  expect((await client.send('DELETE', `${PATH}/${id}`)).status).toBe(404);
  expect(await list()).toEqual([]);
});

test('the list can show the name of the file, and v1 another id', async () => {
  const { sandbox, upload, list } = await filed({ disputed: { documentName: 'file name', documentIds: 'different' } });
  const { id } = (await upload()).body.data as unknown as { id: number };
  expect(await list()).toMatchObject([{ name: 'vertrag.PDF' }]);
  expect((await list())[0]?.id).not.toBe(String(id));
  expect([...sandbox.creations.keys()][0]).toContain('|Vertrag|');
});

test('invented documents can be changed; everything else about them stays', async () => {
  const { sandbox, client } = await started({ persons: 10 });
  for (const before of JSON.parse(JSON.stringify(sandbox.rows('documents')))) {
    const change = { name: 'Neu', comment: 'neu', date: '2026-01-01' };
    expect((await client.send('PATCH', `${PATH}/${before.id}`, change)).status).toBe(204);
    const after = dataOf(await client.get(`${PATH}?owner_id=${before.owner.id}`)).find(({ id }) => id === before.id);
    expect(after).toEqual({ ...before, ...change });
  }
});

test('more than a hundred documents of one person', async () => {
  const { client, upload, owner } = await filed();
  for (let count = 0; count < 110; count++) await upload({ title: String(count) });
  expect(new Set((await client.all(`${PATH}?owner_id=${owner}`)).map(({ id }) => id)).size).toBe(110);
});

test('sixty uploads a minute', async () => {
  const { upload } = await filed({ limits: { on: true, burst: 1000, rates: { persons: 1000 } } });
  const statuses: number[] = [];
  for (let count = 0; count < 65; count++) statuses.push((await upload({ title: String(count) })).status);
  expect(statuses.slice(0, 60)).not.toContain(429);
  expect(statuses.slice(60)).toContain(429);
});
