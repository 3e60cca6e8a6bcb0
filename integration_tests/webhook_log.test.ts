import { describe, expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../sandbox/server.ts';
import { NOW } from '../sandbox/test_client.ts';
import { HttpClient } from '../src/http/client.ts';
import { type LoggedEvents, WebhookLog } from '../src/sync/removals/webhook_log.ts';
import { toInstant } from '../src/times.ts';

const AT = toInstant(NOW.getTime());
const NAMES = ['person', 'absence-period', 'attendance-period'].map((what) => `${what}.deleted`);

/** The log of an account whose three webhooks receive the same events. */
async function logOf(options: Parameters<typeof startSandbox>[0] = {}) {
  const sandbox = await startSandbox({ now: NOW, persons: 40, seed: 7, limits: { on: false }, ...options });
  const { client_id, client_secret } = sandbox.config;
  const { signal } = new AbortController();
  const client = new HttpClient(
    {
      ...{ apiUrl: sandbox.url, clientId: client_id, clientSecret: client_secret, headers: {}, feedUrl: undefined },
      ...{ settings: {}, maxConcurrency: 5, retrySeconds: 1, room: async () => {}, onToken: () => {} },
    },
    signal,
  );
  onTestFinished(async () => {
    await client.close();
    await sandbox.close();
  });
  return { sandbox, log: new WebhookLog((watcher) => client.api(watcher, signal), AT) };
}

const saying = ({ events }: LoggedEvents) =>
  events.map(({ name, occurredAt, ids, persons }) => [name, occurredAt, ids, persons]);

describe('the events of the sandbox', () => {
  test('name deleted records, once, whatever their ids', async () => {
    const logs = await Promise.all(
      (['given', 'shared', 'none'] as const).map((eventIds) => logOf({ disputed: { eventIds } })),
    );
    const found = await Promise.all(logs.map(({ log }) => log.find(NAMES, '')));

    for (const { gap } of found) expect(gap).toBeUndefined();
    const [first, ...others] = found.map(saying);
    for (const other of others) expect(other).toEqual(first);
    expect(first?.map(([name]) => name)).toEqual([
      'absence-period.deleted',
      'attendance-period.deleted',
      'person.deleted',
    ]);
    expect(found[0]?.events.every(({ ids, persons }) => ids.length === 1 && persons.length === 1)).toBe(true);
  });

  test('name persons with employments, and no owners of documents', async () => {
    const { sandbox, log } = await logOf();
    sandbox.change({ insert: 2, remove: 1 });
    const employments = await log.find(['employment.created', 'employment.updated'], '');
    const documents = await log.find(['document.created', 'document.deleted'], '');

    expect(employments.events.length).toBeGreaterThan(0);
    expect(new Set(employments.events.map(({ persons }) => persons.length))).toEqual(new Set([1]));
    expect(documents.events.length).toBeGreaterThan(0);
    expect(documents.events.flatMap(({ persons }) => persons)).toEqual([]);
  });

  test('are requested only for the last days after a look', async () => {
    const { log } = await logOf();

    expect((await log.find(NAMES, toInstant(NOW.getTime() - 3 * 86_400_000))).events.map(({ name }) => name)).toEqual([
      'attendance-period.deleted',
      'person.deleted',
    ]);
  });

  test('are unavailable without the right', async () => {
    const { log } = await logOf({ rights: { webhooks: 'refused' } });

    expect((await log.find(NAMES, '')).gap).toMatchObject({ reason: 'failed', error: { reason: 'forbidden' } });
  });
});
