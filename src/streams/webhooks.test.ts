import { describe, expect, test } from 'vitest';
import { readAsset } from '../assets.ts';
import type { JsonSchema } from '../protocol.ts';
import { childPartition } from '../read/plan.ts';
import { Recorder } from '../read/recorder.ts';
import type { Row } from '../read/row.ts';
import { ListStream } from './list_stream.ts';
import type { Api } from './stream.ts';
import { WebhookEvents, Webhooks } from './webhooks.ts';

function lineOf(row: object, configured: JsonSchema = {}): string {
  const recorder = new Recorder(new Webhooks(), readAsset('schemas/webhooks.json') as JsonSchema, configured, {});
  const [line] = recorder.records([structuredClone(row) as Row], new Webhooks().whole(), new Map());
  return line === undefined ? '' : recorder.line(line, 1);
}

const dataOf = (row: object) => JSON.parse(lineOf(row)).record.data;

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
      'a list of objects of other forms',
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

  test('without headers has none', () => {
    expect(dataOf({ id: '1', enabled_events: ['person.created'] })).toEqual({
      id: '1',
      enabled_events: ['person.created'],
    });
  });
});

describe('the events of a webhook', () => {
  const stream = new WebhookEvents();

  test('carry its id, and are asked for with milliseconds', async () => {
    const want = { at: '2026-02-11T09:00:00Z', since: '2026-02-10T09:00:00Z', lookbackDays: 1 };
    const partition = childPartition(
      stream,
      stream.parent,
      [{ id: 'w1', changedAt: '2000-01-01T00:00:00Z', gives: {} }],
      want,
    );
    const queries: unknown[] = [];
    const api: Api = {
      get: async ({ target, query }, parse) => {
        queries.push([target, query]);
        return parse({ _data: [] }) as never;
      },
      bytes: async () => {
        throw new Error('no list is a file');
      },
      feed: async () => {
        throw new Error('no list is a feed');
      },
    };
    for await (const page of stream.pages(api, partition)) expect(page.rows).toEqual([]);

    expect(stream).toBeInstanceOf(ListStream);
    expect(partition.adds).toEqual({ webhook_id: 'w1' });
    expect(queries).toEqual([
      ['/v2/webhooks/w1/events', { limit: 200, 'occurred_at.gte': '2026-02-09T09:00:00.000Z' }],
    ]);
  });

  test('begin with the start date: they tell when something happened', () => {
    const want = { at: '2026-02-11T09:00:00Z', startDate: '2026-02-01', lookbackDays: 1 };

    expect(
      childPartition(stream, stream.parent, [{ id: 'w1', changedAt: '2000-01-01T00:00:00Z', gives: {} }], want).range
        ?.range,
    ).toEqual({
      from: '2026-02-01T00:00:00Z',
    });
  });
});
