// PyAirbyte in a separate program, with one of its databases.
import assert from 'node:assert/strict';
import path from 'node:path';
import type { SandboxConfig } from '../../sandbox/server.ts';
import { DESTINATION_IMAGE, IMAGE, ROOT } from '../engine.ts';
import { Session } from '../process.ts';
import type { Environments } from './environments.ts';
import type { Target } from './target.ts';

const SCRIPT = path.join(ROOT, 'integration_tests', 'clients', 'pyairbyte_session.py');

/** The schema of the tables. */
export const SCHEMA = 'hr';

/** The streams that are read, with their keys. */
export const KEYS = {
  persons: 'id',
  employments: 'id',
  workplaces: 'id',
  legal_entities: 'id',
  absence_types: 'id',
  absence_periods: 'id',
  absence_breakdowns: 'record_key',
  holidays: 'record_key',
  attendance_periods: 'id',
  projects: 'id',
  compensations: 'record_key',
  org_units: 'record_key',
  employees: 'id',
  employee_attributes: 'key',
} as const;
export type Stream = keyof typeof KEYS;
export const STREAMS = Object.keys(KEYS) as Stream[];

export type Outcome = { ok: true; records: number } | { ok: false; error: string; text: string };
type Tables = Record<Stream, { types: Record<string, string>; keys: string[] }>;
type Row = Record<string, string | number | null>;

/** The connector's. */
export type Config = SandboxConfig & { readonly extra_streams: readonly string[] };

/** The arguments of PyAirbyte's caches. */
export type Cache = { readonly duckdb: object } | { readonly postgres: object };

export class PyAirbyteSession extends Session {
  static async start(target: Target, cache: Cache, environments: Environments): Promise<PyAirbyteSession> {
    const python = path.join(await environments.programs('pyairbyte'), 'python');
    const how =
      target.kind === 'image'
        ? { image: IMAGE, destination_image: DESTINATION_IMAGE }
        : { executable: target.program, destination_executable: target.destination };
    return new PyAirbyteSession(python, [SCRIPT, JSON.stringify({ ...how, cache })], {
      cwd: target.folder,
      env: {
        ...process.env,
        AIRBYTE_PROJECT_DIR: path.join(target.folder, 'project'),
        AIRBYTE_LOGGING_ROOT: path.join(target.folder, 'logs'),
        AIRBYTE_TEMP_DIR: target.folder,
        // Neither its registry of connectors nor its telemetry.
        AIRBYTE_OFFLINE_MODE: '1',
        DO_NOT_TRACK: '1',
        // As in docs/run/pyairbyte.md for PostgreSQL: times are stored in UTC.
        PGTZ: 'UTC',
      },
    });
  }

  /** Reads the streams and returns the number of records. */
  async read(config: Config, options: { readonly full_refresh?: boolean } = {}): Promise<number> {
    const outcome = await this.ask<Outcome>({ do: 'read', config, streams: STREAMS, ...options });
    assert.ok(outcome.ok, JSON.stringify(outcome));
    return outcome.records;
  }

  tables(): Promise<Tables> {
    return this.ask<Tables>({ do: 'tables', keys: KEYS });
  }

  execute<T extends Row>(sql: string): Promise<T[]> {
    return this.ask<T[]>({ do: 'execute', sql });
  }

  /** The rows of a query: dates are text, numbers are numbers. */
  async rows(query: string): Promise<Row[]> {
    const found = await this.execute<{ row: string }>(
      `SELECT CAST(to_json(answer) AS text) AS row FROM (${query}) AS answer`,
    );
    return found.map(({ row }) => JSON.parse(row));
  }
}
