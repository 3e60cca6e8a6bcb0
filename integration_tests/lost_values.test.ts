import { expect, test } from 'vitest';
import { startSandbox } from '../sandbox/server.ts';
import { discover, everything, readOffered, startRewriter } from './all_streams.ts';
import { type Json, read } from './connector.ts';

test('an early start date costs an empty account no more requests than none, in all streams', async () => {
  const sandbox = await startSandbox({ persons: 0, applications: 0, limits: { on: false } });
  const { streams } = await discover(everything(sandbox));
  const requests = async (settings: object) => {
    sandbox.resetRequests();
    const run = await readOffered({ ...everything(sandbox), ...settings }, streams);
    expect(run.errors).toEqual([]);
    return sandbox.requests.length;
  };

  const none = await requests({});

  for (const start_date of ['1970-01-01', '2015-06-15'])
    expect(await requests({ start_date })).toBeLessThanOrEqual(none);
  await sandbox.close();
});

test('a value that a person lost is a row with null; one that may no longer be read is not', async () => {
  const sandbox = await startSandbox({ persons: 60, seed: 3, limits: { on: false } });
  let lost: string | undefined;
  let [who = '', attribute = '']: string[] = [];
  const server = await startRewriter(sandbox, {
    json: (body, path) => {
      if (!path.startsWith('/v2/persons')) return body;
      const { _data: rows, ...rest } = body as { _data: Json[] };
      const without = ({ custom_attributes: list }: Json) =>
        (list as Json[] | undefined)?.filter(({ id }) => id !== lost);
      return {
        ...rest,
        _data: rows.map((row) => (row.id === who ? { ...row, custom_attributes: without(row) } : row)),
      };
    },
  });
  const config = { ...sandbox.config, api_url: server.url, lookback_days: 0 };
  const sync = (state?: string) => read({ config, streams: ['person_custom_attributes'], ...(state && { state }) });
  const first = await sync();
  const rows = first.records('person_custom_attributes');
  expect(rows.filter(({ value }) => value === null || value === undefined).length).toBeLessThan(rows.length / 2);

  // A person who changed, and whose value is removed on the way.
  const { updated } = sandbox.change({ count: 20 });
  const own = rows.find(({ person_id: person, value }) => updated.persons.includes(String(person)) && value);
  [who, attribute] = [String(own?.person_id), String(own?.attribute_id)];
  lost = attribute;
  const second = await sync(first.stateFile);
  const changed = second.records('person_custom_attributes');

  expect(second.errors).toEqual([]);
  expect(changed.find(({ record_key: key }) => key === `${who}:${attribute}`)).toMatchObject({ value: null });
  const keys = changed.map(({ record_key: key }) => key);
  expect(new Set(keys).size).toBe(keys.length);

  sandbox.configure({ hiddenAttributes: [attribute] });
  const later = sandbox.change({ count: 20, seed: 2 });
  const third = await sync(second.stateFile);
  const seen = third.records('person_custom_attributes');

  expect(later.updated.persons.length).toBeGreaterThan(0);
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.filter(({ attribute_id: id }) => id === attribute)).toEqual([]);
  server.close();
  await sandbox.close();
});
