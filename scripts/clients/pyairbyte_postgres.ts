// PyAirbyte into PostgreSQL, as docs/run/pyairbyte.md advises: ids, times, and the plain views.
import assert from 'node:assert/strict';
import path from 'node:path';
import type { Sandbox } from '../../sandbox/server.ts';
import { type Check, inOrder } from '../checks.ts';
import type { Environments } from './environments.ts';
import { assertFigures, figuresOf } from './figures.ts';
import { AWKWARD, assertLabels } from './labels.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';
import { KEYS, PyAirbyteSession, STREAMS } from './pyairbyte_session.ts';
import { Target } from './target.ts';

/** A zone that reveals by whose clock a time is stored. */
const ZONE = 'Asia/Kathmandu';

export function postgresChecks(environments: Environments): Check[] {
  const target = new Target('executable');
  let server: PostgresServer;
  let sandbox: Sandbox;
  let session: PyAirbyteSession;

  async function reads(): Promise<string> {
    server = await startPostgres(path.join(target.folder, 'postgres'), ZONE);
    sandbox = await target.sandbox({ persons: 60, attributeEdits: AWKWARD });
    const { port, user } = server;
    const options = { host: '127.0.0.1', port, username: user, password: 'none', database: 'postgres' };
    session = await PyAirbyteSession.start(target, { postgres: options }, environments);
    const records = await session.read({ ...sandbox.config, extra_streams: ['per_person'] });
    const tables = await session.tables();
    for (const stream of STREAMS)
      assert.deepEqual(tables[stream].keys, sandbox.ids(stream).sort(), `keys of ${stream}`);
    return `${records} records into ${Object.keys(KEYS).length} tables`;
  }

  /** An id that is null in some rows becomes a float in pandas. */
  async function keepsIds(): Promise<string> {
    const [departments] = await session.execute<{ joined: number; without: number }>(
      `SELECT count(org_units.id) AS joined, count(*) FILTER (WHERE department_key IS NULL) AS without
      FROM employments LEFT JOIN org_units ON org_units.record_key = department_key AND org_units.id = department_id`,
    );
    const rows = sandbox.rows('employments') as { org_units?: { type: string }[] }[];
    const joined = rows.filter((row) => row.org_units?.some(({ type }) => type === 'department')).length;
    assert.ok(joined < rows.length, 'some have no department');
    assert.deepEqual(departments, { joined, without: rows.length - joined });
    return `${joined} ids join, ${rows.length - joined} are null`;
  }

  async function keepsTimes(): Promise<string> {
    const sql = `SELECT id, to_char(updated_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS updated FROM persons`;
    const stored = new Map(
      (await session.execute<{ id: string; updated: string }>(sql)).map((row) => [row.id, row.updated]),
    );
    for (const { id, updated_at: updated } of sandbox.rows('persons'))
      assert.equal(stored.get(String(id)) ?? null, updated ?? null, `person ${id}`);
    return `${stored.size} times are in UTC, with a server in ${ZONE}`;
  }

  async function figures(): Promise<string> {
    return await assertFigures(session, 'postgres', figuresOf(sandbox, target.now));
  }

  async function labels(): Promise<string> {
    const remark = await assertLabels(session, sandbox, true);
    session.end();
    await server.close();
    await target.close();
    return remark;
  }

  const named = (name: string) => `executable, PyAirbyte into PostgreSQL: ${name}`;
  return inOrder([
    { name: named('read'), run: reads },
    { name: named('ids'), run: keepsIds },
    { name: named('times'), run: keepsTimes },
    { name: named('figures of the plain views'), run: figures },
    { name: named('labels as column names'), run: labels },
  ]);
}
