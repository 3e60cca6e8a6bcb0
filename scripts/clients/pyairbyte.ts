// PyAirbyte into DuckDB: check, discover, two reads with changes in between, a full refresh, and the plain views.
import assert from 'node:assert/strict';
import path from 'node:path';
import type { Sandbox } from '../../sandbox/server.ts';
import { type Check, inOrder } from '../checks.ts';
import type { Environments } from './environments.ts';
import { assertFigures, figuresOf } from './figures.ts';
import { AWKWARD, assertLabels } from './labels.ts';
import { type Config, type Outcome, PyAirbyteSession, STREAMS, type Stream } from './pyairbyte_session.ts';
import { type Kind, Target } from './target.ts';

const INCREMENTAL: readonly Stream[] = ['persons', 'employments', 'absence_periods', 'attendance_periods'];

/** Columns that are more than text, custom attributes among them, and their types in DuckDB. */
const TYPES: Partial<Record<Stream, Record<string, string>>> = {
  persons: {
    id: 'VARCHAR',
    updated_at: 'TIMESTAMP',
    custom_attributes: 'JSON',
    dynamic_700103: 'BIGINT',
    dynamic_700104: 'DECIMAL(38,9)',
    dynamic_700105: 'DATE',
  },
  employments: {
    employment_start_date: 'DATE',
    employment_end_date: 'DATE',
    weekly_working_hours: 'DECIMAL(38,9)',
    updated_at: 'TIMESTAMP',
    department_id: 'VARCHAR',
  },
  absence_periods: { starts_from: 'JSON', updated_at: 'TIMESTAMP' },
  attendance_periods: { attribution_date: 'DATE', is_auto_generated: 'BOOLEAN', updated_at: 'TIMESTAMP' },
};

type Frame = { rows: number; columns: Record<string, string> };

export function pyairbyteChecks(kind: Kind, environments: Environments): Check[] {
  let target: Target;
  let sandbox: Sandbox;
  let session: PyAirbyteSession;
  let config: Config;
  let firstRecords = 0;

  async function begins(): Promise<undefined> {
    target = new Target(kind);
    sandbox = await target.sandbox({ persons: 60, attributeEdits: AWKWARD });
    config = { ...sandbox.config, extra_streams: ['per_person'] };
    const cache = { duckdb: { db_path: path.join(target.folder, 'warehouse.duckdb') } };
    session = await PyAirbyteSession.start(target, cache, environments);
    const granted = await session.ask<Outcome>({ do: 'check', config });
    assert.ok(granted.ok, JSON.stringify(granted));
    const wrong = { ...config, client_secret: 'papi-not-the-secret' };
    const refused = await session.ask<Outcome>({ do: 'check', config: wrong });
    assert.ok(!refused.ok && refused.error === 'AirbyteConnectorCheckFailedError', JSON.stringify(refused));
    assert.match(refused.text, /Client ID and Client Secret/);
    const read = await session.ask<Outcome>({ do: 'read', config: wrong, streams: STREAMS });
    assert.ok(!read.ok && read.error === 'AirbyteConnectorFailedError', JSON.stringify(read));
  }

  async function discovers(): Promise<string> {
    const { streams } = await session.ask<{ streams: string[] }>({ do: 'discover', config });
    for (const stream of STREAMS) assert.ok(streams.includes(stream), `${stream} is offered`);
    return `${streams.length} streams`;
  }

  const total = (): number => STREAMS.reduce((sum, stream) => sum + sandbox.ids(stream).length, 0);

  /** Each row of the account is there once, and nothing else. */
  async function assertTables(): Promise<void> {
    const tables = await session.tables();
    for (const stream of STREAMS) {
      assert.deepEqual(tables[stream].keys, sandbox.ids(stream).sort(), `keys of ${stream}`);
      for (const [column, type] of Object.entries(TYPES[stream] ?? {})) {
        assert.equal(tables[stream].types[column], type, `type of ${stream}.${column}`);
      }
    }
  }

  async function readsEverything(): Promise<string> {
    firstRecords = await session.read(config);
    await assertTables();
    assert.equal(firstRecords, total());
    return `${firstRecords} records`;
  }

  async function readsWhatChanged(): Promise<string> {
    const before = figuresOf(sandbox, target.now);
    const { updated, inserted } = sandbox.change({ count: 12, insert: 5 });
    assert.notDeepEqual(figuresOf(sandbox, target.now), before, 'the changes change the figures');
    const records = await session.read(config);
    assert.ok(records < firstRecords / 2, `resumes: ${firstRecords} records, then ${records}`);
    await assertTables();
    for (const stream of INCREMENTAL) {
      const changed = [...updated[stream as 'persons'], ...inserted[stream as 'persons']];
      const list = changed.map((id) => `'${id}'`).join(', ');
      const sql = `SELECT id, strftime(updated_at, '%Y-%m-%dT%H:%M:%SZ') AS updated FROM ${stream} WHERE id IN (${list})`;
      const rows = await session.execute<{ id: string; updated: string | null }>(sql);
      const served = new Map(sandbox.rows(stream).map((row) => [row.id, row.updated_at]));
      assert.equal(rows.length, changed.length, `changed rows of ${stream}`);
      for (const { id, updated } of rows) assert.equal(updated, served.get(id) ?? null, `${stream} ${id}`);
    }
    return `${records} records; ${await assertFigures(session, 'duckdb', figuresOf(sandbox, target.now))}`;
  }

  async function refreshes(): Promise<string> {
    const records = await session.read(config, { full_refresh: true });
    await assertTables();
    assert.equal(records, total(), 'a full refresh brings everything again');
    const { rows, columns } = await session.ask<Frame>({ do: 'pandas', stream: 'employments' });
    assert.equal(rows, sandbox.ids('employments').length);
    assert.match(columns.employment_start_date ?? '', /^datetime64/);
    assert.equal(columns.weekly_working_hours, 'float64');
    return `${records} records`;
  }

  /** As described in docs/run/pyairbyte.md. */
  async function storesNothing(): Promise<undefined> {
    const before = (await session.tables()).persons.keys;
    sandbox.change({ count: 4, insert: 2 });
    sandbox.configure({ rights: { compensations: 'refused' } });
    const all = await session.ask<Outcome>({ do: 'read', config, streams: STREAMS });
    assert.ok(!all.ok && all.error === 'AirbyteConnectorFailedError', JSON.stringify(all));
    assert.deepEqual((await session.tables()).persons.keys, before, 'nothing of the run is stored');
    const alone = await session.ask<Outcome>({ do: 'read', config, streams: ['persons'] });
    assert.ok(alone.ok, JSON.stringify(alone));
    assert.deepEqual((await session.tables()).persons.keys, sandbox.ids('persons').sort());
    session.end();
    await target.close();
    return undefined;
  }

  const named = (name: string) => `${kind}, PyAirbyte: ${name}`;
  return inOrder([
    { name: named('check succeeds; a wrong secret fails check and read'), run: begins },
    { name: named('discover offers the streams'), run: discovers },
    { name: named('read into DuckDB: keys, types'), run: readsEverything },
    { name: named('labels as column names'), run: () => assertLabels(session, sandbox, false) },
    { name: named('read what changed: upserted by key, figures of the plain views'), run: readsWhatChanged },
    { name: named('full refresh, to_pandas'), run: refreshes },
    { name: named('one stream that fails: no other is stored, unless it is read alone'), run: storesNothing },
  ]);
}
