// PyAirbyte from the source into the destination: with its cache, as it does by default, and without.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type Check, inOrder } from '../checks.ts';
import type { Environments } from './environments.ts';
import { People, REJECTED } from './people.ts';
import { type Outcome, PyAirbyteSession } from './pyairbyte_session.ts';
import type { Kind, Target } from './target.ts';

type Written = { ok: true; records: number; echoed: string[] } | { ok: false; error: string; text: string };

export function pyairbyteDestinationChecks(kind: Kind, environments: Environments): Check[] {
  let session: PyAirbyteSession;
  let people: People;
  let cached: People;

  /** Containers keep only what is in this folder of PyAirbyte's, which belongs to the user who runs it. */
  function reportFolder({ folder }: Target): string {
    if (kind === 'executable') return path.join(folder, 'report');
    const kept = path.join(folder, 'project', 'destination-personio');
    fs.mkdirSync(kept, { recursive: true });
    fs.chmodSync(kept, 0o777);
    return '/local/report';
  }

  async function begins(): Promise<undefined> {
    people = await People.in(kind);
    cached = await People.in(kind);
    const cache = { duckdb: { db_path: path.join(people.target.folder, 'warehouse.duckdb') } };
    session = await PyAirbyteSession.start(people.target, cache, environments);
    const config = people.config(reportFolder(people.target));
    const granted = await session.ask<Outcome>({ do: 'check_destination', config });
    assert.ok(granted.ok, JSON.stringify(granted));
    const wrong = { ...config, client_secret: 'papi-not-the-secret' };
    const refused = await session.ask<Outcome>({ do: 'check_destination', config: wrong });
    assert.ok(!refused.ok && refused.error === 'AirbyteConnectorCheckFailedError', JSON.stringify(refused));
  }

  async function send(between: People, { withCache }: { readonly withCache: boolean }): Promise<Written> {
    between.into.resetWrites();
    return await session.ask<Written>({
      do: 'write',
      config: between.from.config,
      streams: ['persons'],
      into: between.config(reportFolder(people.target)),
      cached: withCache,
      db_path: path.join(between.target.folder, 'states.duckdb'),
    });
  }

  /** Returns the number of rows that were sent. */
  async function sends(between: People, options: { readonly withCache: boolean }): Promise<number> {
    const written = await send(between, options);
    assert.ok(written.ok, JSON.stringify(written));
    assert.deepEqual(written.echoed, ['persons'], 'its state came back');
    return written.records;
  }

  async function withoutCache(): Promise<string> {
    const first = await sends(people, { withCache: false });
    people.assertArrived('names and custom attributes');
    const second = await sends(people, { withCache: false });
    assert.deepEqual([first, second], [people.all, 0]);
    assert.deepEqual(people.into.writes, []);
    return `${first} rows, ${REJECTED} rejected; then ${second} rows`;
  }

  async function withCache(): Promise<string> {
    const first = await sends(cached, { withCache: true });
    cached.assertArrived('names and custom attributes');
    const second = await sends(cached, { withCache: true });
    assert.deepEqual([first, second], [cached.all, cached.all]);
    assert.deepEqual(cached.into.writes, []);
    cached.from.change({ count: 2, insert: 0 });
    await sends(cached, { withCache: true });
    // A value that the source has no more is null, which clears nothing.
    cached.assertArrived('names');
    assert.ok(cached.into.writes.length > 0, 'something has changed');
    return `${first} rows, then ${second} and no write, then ${cached.into.writes.length} writes`;
  }

  async function fails(): Promise<undefined> {
    people.from.change({ count: 2, insert: 0 });
    people.into.configure({ rights: { 'persons:write': 'refused' } });
    const written = await send(people, { withCache: false });
    assert.ok(!written.ok && written.error === 'AirbyteConnectorWriteError', JSON.stringify(written));
    people.into.configure({ rights: { 'persons:write': 'granted' } });
    await sends(people, { withCache: false });
    people.assertArrived('names');
    session.end();
    await people.close();
    await cached.close();
    return undefined;
  }

  const named = (name: string) => `${kind}, PyAirbyte into the destination: ${name}`;
  return inOrder([
    { name: named('check succeeds; a wrong secret fails it'), run: begins },
    { name: named('cache=False: everybody arrives, the states come back'), run: withoutCache },
    { name: named('with its cache: the whole table again, and no write'), run: withCache },
    { name: named('a missing right fails the write, whose rows come again'), run: fails },
  ]);
}
