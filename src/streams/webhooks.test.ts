import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { hashOf, settingsOf } from '../../integration_tests/units/privacy.ts';
import { readAsset } from '../assets.ts';
import type { JsonSchema } from '../json_schema.ts';
import { Policy } from '../privacy/policy.ts';
import { StreamPrivacy } from '../privacy/stream_privacy.ts';
import { RecordBuilder } from '../records/builder.ts';
import type { Row } from '../row.ts';
import { allStreams } from './index.ts';
import { ListStream } from './list.ts';
import { childPartition } from './partitions/children.ts';
import { WebhookEvents, Webhooks } from './webhooks.ts';

function lineOf(row: object, configured: JsonSchema = {}): string {
  const builder = new RecordBuilder(new Webhooks(), readAsset('schemas/webhooks.json') as JsonSchema, configured, {});
  const [line] = builder.records([structuredClone(row) as Row], new Webhooks().whole(), new Map());
  return line?.data ?? '';
}

const dataOf = (row: object) => JSON.parse(lineOf(row));

describe('a webhook', () => {
  test.each([
    ['text', 'Bearer hush-1'],
    ['null', null],
    ['an object', { value: 'hush-1' }],
  ])('never shows its token: %s', (_, token) => {
    const line = lineOf({ id: '1', url: 'https://x', token });

    expect(line).not.toContain('hush');
    expect(line).not.toContain('token');
    expect(lineOf({ id: '1', token }, { properties: { token: {}, additional_fields: {} } })).not.toContain('hush');
  });

  test.each([
    ['an object', { 'X-Hook-Key': 'hush-1', Authorization: 'hush-2' }, ['X-Hook-Key', 'Authorization']],
    ['a list of names and values', [{ name: 'X-Hook-Key', value: 'hush-1' }], ['X-Hook-Key']],
    [
      'a list of objects in other forms',
      [{ 'X-Hook-Key': 'hush-1' }, { key: 'X', value: 'hush-2' }],
      ['X-Hook-Key', 'X'],
    ],
    ['a list of text', ['X-Hook-Key: hush-1', null], [null, null]],
    ['an empty list', [], []],
    ['an empty object', {}, []],
    ['text', 'X-Hook-Key: hush-1', null],
    ['null', null, null],
  ])('shows the names of its headers, never their values: %s', (_, custom_headers, names) => {
    const row = { id: '1', custom_headers };

    expect(lineOf(row)).not.toContain('hush');
    expect(dataOf(row).custom_headers).toEqual(names);
  });

  test.each([
    ['https://me:hush@x.example/in', 'https://x.example/in'],
    ['https://hush@x.example:8443/in/', 'https://x.example:8443/in/'],
    ['https://me:hu%40sh@x.example', 'https://x.example/'],
    ['HTTPS:\\\\me:hush@x.example\\in', 'https://x.example/in'],
    ['https://x.example/in?token=hush&b=1', 'https://x.example/in'],
    ['https://x.example/in?hush', 'https://x.example/in'],
    ['https://x.example/in#hush', 'https://x.example/in'],
    ['https://x.example', 'https://x.example'],
    ['https://x.example/a@b', 'https://x.example/a@b'],
    ['me:hush@x.example/in', null],
    ['https://me:hu/sh@x.example', null],
    ['/in?token=hush', null],
    ['ftp:me:hush@x', null],
    [{ href: 'https://me:hush@x.example' }, null],
    [null, null],
  ])('shows only host and path of the address %j', (url, shown) => {
    expect(dataOf({ id: '1', url }).url).toBe(shown);
    expect(lineOf({ id: '1', url })).not.toContain('hush');
  });

  test.each([
    'secret',
    'signing_secret',
    'password',
    'authToken',
    'auth',
    'authorization',
    'api_key',
    'key',
    'privateKey',
  ])('never shows a member called %s, wherever it is', (name) => {
    const row = { id: '1', [name]: 'hush-1', config: { [name]: 'hush-2', list: [{ [name]: { value: 'hush-3' } }] } };

    expect(lineOf(row)).not.toContain('hush');
    expect(dataOf(row).additional_fields).toEqual({ config: { list: [{}] } });
  });

  test('shows how it authenticates, and who made it', () => {
    const row = { id: '1', auth_type: 'TOKEN', author: 'x' };

    expect(dataOf(row)).toEqual({ id: '1', auth_type: 'TOKEN', additional_fields: { author: 'x' } });
  });

  test('without headers has none', () => {
    expect(dataOf({ id: '1', enabled_events: ['person.created'] })).toEqual({
      id: '1',
      enabled_events: ['person.created'],
    });
  });
});

const SCHEMA = readAsset('schemas/webhook_events.json') as JsonSchema;
const AT = '2026-02-10T09:00:00Z';

describe('the events of a webhook', () => {
  const stream = new WebhookEvents();

  test('carry its id, and are requested with milliseconds', async () => {
    const want = { at: '2026-02-11T09:00:00Z', since: '2026-02-10T09:00:00Z', lookbackDays: 1 };
    const partition = childPartition(
      stream,
      stream.partitioning.parent,
      [{ id: 'w1', updated_at: '2000-01-01T00:00:00Z' }],
      want,
    );
    const queries: unknown[] = [];
    const api = fakeApi(({ target, query }) => {
      queries.push([target, query]);
      return { _data: [] };
    });
    for await (const page of stream.pages(api, partition)) expect(page.rows).toEqual([]);

    expect(stream).toBeInstanceOf(ListStream);
    expect(partition.adds).toEqual({ webhook_id: 'w1' });
    expect(queries).toEqual([
      ['/v2/webhooks/w1/events', { limit: 200, 'occurred_at.gte': '2026-02-09T09:00:00.000Z' }],
    ]);
  });

  const recorderOf = (configured: JsonSchema, privacy?: StreamPrivacy) =>
    new RecordBuilder(stream, privacy?.schema ?? SCHEMA, configured, { privacy });
  const recorded = (builder: RecordBuilder, ...rows: Row[]): Row[] => {
    const partition = { ...stream.whole(), adds: { webhook_id: 'w1' } };
    return builder.records(structuredClone(rows), partition, new Map()).map(({ data }) => JSON.parse(data));
  };

  test('without an id have a key computed from the written values, with a number if that is not enough', () => {
    const events = [1, 2].map((person_id) => ({ event_name: 'ping', occurred_at: AT, payload: { person_id } }));
    const keys = (configured: JsonSchema) =>
      recorded(recorderOf(configured), ...events).map((row) => row[stream.primaryKey]);
    const [one, two] = keys({});
    const [first, second] = keys({ properties: { id: {}, event_name: {}, webhook_id: {} } });

    expect(one).toMatch(/^w1:[\w-]{22}$/);
    expect(two).not.toBe(one);
    expect(second).toBe(`${first}:2`);
    expect(keys({})).toEqual([one, two]);
  });

  test('hold ids in any member but the known ones: all are hashed with them, including member names', () => {
    const policy = new Policy(settingsOf({ hash: ['persons.id'] }), allStreams());
    const privacy = new StreamPrivacy(stream, policy, SCHEMA);
    const id = '4100101';
    const event = {
      ...{ id: 'e1', company_id: '30417', event_name: 'person.deleted', occurred_at: AT },
      ...{ payload: { [id]: { id }, text: `person ${id} was deleted` }, meta: { by: [Number(id)] } },
      ...{ person_id: id, data: { person: { id }, [id]: 1 }, [id]: { deleted: true }, note: `of ${id}`, related: [id] },
    };
    const [record = {}] = recorded(recorderOf({}, privacy), event);

    expect(JSON.stringify(record)).not.toContain(id);
    expect(record).toMatchObject({ company_id: '30417', event_name: 'person.deleted', occurred_at: AT });
    expect(record.additional_fields).toMatchObject({ person_id: hashOf(id) });
  });

  test('begin with the start date: they say when something happened', () => {
    const want = { at: '2026-02-11T09:00:00Z', startDate: '2026-02-01', lookbackDays: 1 };

    expect(
      childPartition(stream, stream.partitioning.parent, [{ id: 'w1', updated_at: '2000-01-01T00:00:00Z' }], want).range
        ?.range,
    ).toEqual({
      from: '2026-02-01T00:00:00Z',
    });
  });
});
