// PyAirbyte into DuckDB: check, discover, two reads with changes in between, a full refresh, and questions in SQL.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Sandbox } from '../../sandbox/server.ts';
import { type Check, inOrder } from '../checks.ts';
import { IMAGE, ROOT } from '../engine.ts';
import { Session } from '../process.ts';
import type { Environments } from './environments.ts';
import { type Answer, line, QUESTIONS, type Question, truth } from './questions.ts';
import { type Kind, Target } from './target.ts';

const CLIENTS = path.join(ROOT, 'integration_tests', 'clients');

/** Tables that the questions need, with their keys. */
const KEYS = {
  persons: 'id',
  employments: 'id',
  absence_types: 'id',
  absence_periods: 'id',
  attendance_periods: 'id',
  projects: 'id',
  org_units: 'record_key',
};
type Stream = keyof typeof KEYS;
const STREAMS = Object.keys(KEYS) as Stream[];
const INCREMENTAL: readonly Stream[] = ['persons', 'employments', 'absence_periods', 'attendance_periods'];

/** Columns that are more than text, custom attributes among them, and what DuckDB has to make of them. */
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

type Outcome = { ok: true; records: number } | { ok: false; error: string; text: string };
type Frame = { rows: number; columns: Record<string, string> };
type Tables = Record<Stream, { types: Record<string, string>; keys: string[] }>;

export function pyairbyteChecks(kind: Kind, environments: Environments): Check[] {
  let target: Target;
  let sandbox: Sandbox;
  let session: Session;
  let firstRecords = 0;

  async function begins(): Promise<undefined> {
    const python = path.join(await environments.programs('pyairbyte'), 'python');
    target = new Target(kind);
    sandbox = await target.sandbox({ persons: 60 });
    const how = kind === 'image' ? { image: IMAGE } : { executable: target.program };
    const settings = { ...how, database: path.join(target.folder, 'warehouse.duckdb') };
    const script = path.join(CLIENTS, 'pyairbyte_session.py');
    session = new Session(python, [script, JSON.stringify(settings)], {
      cwd: target.folder,
      env: {
        ...process.env,
        AIRBYTE_PROJECT_DIR: path.join(target.folder, 'project'),
        AIRBYTE_LOGGING_ROOT: path.join(target.folder, 'logs'),
        AIRBYTE_TEMP_DIR: target.folder,
        // Neither its registry of connectors nor its telemetry.
        AIRBYTE_OFFLINE_MODE: '1',
        DO_NOT_TRACK: '1',
      },
    });
    const granted = await session.ask<Outcome>({ do: 'check', config: sandbox.config });
    assert.ok(granted.ok, JSON.stringify(granted));
    const wrong = { ...sandbox.config, client_secret: 'papi-not-the-secret' };
    const refused = await session.ask<Outcome>({ do: 'check', config: wrong });
    assert.ok(!refused.ok && refused.error === 'AirbyteConnectorCheckFailedError', JSON.stringify(refused));
    assert.match(refused.text, /Client ID and Client Secret/);
    const read = await session.ask<Outcome>({ do: 'read', config: wrong, streams: STREAMS });
    assert.ok(!read.ok && read.error === 'AirbyteConnectorFailedError', JSON.stringify(read));
  }

  async function discovers(): Promise<string> {
    const { streams } = await session.ask<{ streams: string[] }>({ do: 'discover', config: sandbox.config });
    for (const stream of STREAMS) assert.ok(streams.includes(stream), `${stream} is offered`);
    return `${streams.length} streams`;
  }

  const total = (): number => STREAMS.reduce((sum, stream) => sum + sandbox.ids(stream).length, 0);

  async function read(options: { full_refresh?: boolean } = {}): Promise<number> {
    const outcome = await session.ask<Outcome>({ do: 'read', config: sandbox.config, streams: STREAMS, ...options });
    assert.ok(outcome.ok, JSON.stringify(outcome));
    return outcome.records;
  }

  /** Each row of the account is there once, and nothing else. */
  async function assertTables(): Promise<void> {
    const tables = await session.ask<Tables>({ do: 'tables', keys: KEYS });
    for (const stream of STREAMS) {
      assert.deepEqual(tables[stream].keys, sandbox.ids(stream).sort(), `keys of ${stream}`);
      for (const [column, type] of Object.entries(TYPES[stream] ?? {})) {
        assert.equal(tables[stream].types[column], type, `type of ${stream}.${column}`);
      }
    }
  }

  async function answer(question: Question): Promise<Answer> {
    const sql = fs.readFileSync(path.join(CLIENTS, 'sql', `${question}.sql`), 'utf8');
    const rows = await session.ask<Record<string, string | number>[]>({ do: 'query', sql });
    const values = rows.map((row) => Object.values(row));
    return values.map((row) => line(row.slice(0, -1).map(String), Number(row.at(-1)))).sort();
  }

  async function assertAnswers(): Promise<string> {
    const expected = truth(sandbox);
    for (const question of QUESTIONS) {
      assert.ok(expected[question].length > 3, `${question} has something to tell`);
      assert.deepEqual(await answer(question), expected[question], question);
    }
    return QUESTIONS.map((question) => `${expected[question].length} rows of ${question}`).join(', ');
  }

  async function readsEverything(): Promise<string> {
    firstRecords = await read();
    await assertTables();
    assert.equal(firstRecords, total());
    return `${firstRecords} records; ${await assertAnswers()}`;
  }

  async function readsWhatChanged(): Promise<string> {
    const before = truth(sandbox);
    const { updated, inserted } = sandbox.change({ count: 12, insert: 5 });
    assert.notDeepEqual(truth(sandbox).worked_hours, before.worked_hours, 'the changes change the answers');
    const records = await read();
    assert.ok(records < firstRecords / 2, `resumes: ${firstRecords} records, then ${records}`);
    await assertTables();
    for (const stream of INCREMENTAL) {
      const changed = [...updated[stream as 'persons'], ...inserted[stream as 'persons']];
      const list = changed.map((id) => `'${id}'`).join(', ');
      const sql = `SELECT id, strftime(updated_at, '%Y-%m-%dT%H:%M:%SZ') AS updated FROM ${stream} WHERE id IN (${list})`;
      const rows = await session.ask<{ id: string; updated: string | null }[]>({ do: 'query', sql });
      const served = new Map(sandbox.rows(stream).map((row) => [row.id, row.updated_at]));
      assert.equal(rows.length, changed.length, `changed rows of ${stream}`);
      for (const { id, updated } of rows) assert.equal(updated, served.get(id) ?? null, `${stream} ${id}`);
    }
    return `${records} records; ${await assertAnswers()}`;
  }

  async function refreshes(): Promise<string> {
    const records = await read({ full_refresh: true });
    await assertTables();
    assert.equal(records, total(), 'a full refresh brings everything again');
    const { rows, columns } = await session.ask<Frame>({ do: 'pandas', stream: 'employments' });
    assert.equal(rows, sandbox.ids('employments').length);
    assert.match(columns.employment_start_date ?? '', /^datetime64/);
    assert.equal(columns.weekly_working_hours, 'float64');
    await assertAnswers();
    session.end();
    await target.close();
    return `${records} records`;
  }

  const named = (name: string) => `${kind}, PyAirbyte: ${name}`;
  return inOrder([
    { name: named('check succeeds; a wrong secret fails check and read'), run: begins },
    { name: named('discover offers the streams'), run: discovers },
    { name: named('read into DuckDB: keys, types, answers in SQL'), run: readsEverything },
    { name: named('read what changed: upserted by key, answers in SQL'), run: readsWhatChanged },
    { name: named('full refresh, to_pandas'), run: refreshes },
  ]);
}
