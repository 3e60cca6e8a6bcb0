// The plain views over the tables that a client has loaded, compared with what the sandbox knows by itself.
import assert from 'node:assert/strict';
import { type Engine, isMart, plan, readViews } from '../../answers/views.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { factsOf } from '../models/accounts/sandbox_facts.ts';
import { differenceOf } from '../models/compare.ts';
import { type TruthRow, truthOf } from '../models/truth/marts.ts';
import { type PyAirbyteSession, SCHEMA, STREAMS } from './pyairbyte_session.ts';

export type Figures = Readonly<Record<string, readonly TruthRow[]>>;

/** As of today, which is the day of the views. */
export const figuresOf = (sandbox: Sandbox, now: Date): Figures =>
  truthOf(factsOf(sandbox, now.toISOString().slice(0, 10)));

/** Creates the views and compares each view whose truth is known. */
export async function assertFigures(session: PyAirbyteSession, engine: Engine, expected: Figures): Promise<string> {
  const tables = STREAMS.map((name) => ({ name, isView: false }));
  const { created, statements } = plan(readViews(engine), tables, SCHEMA);
  for (const statement of statements) await session.execute(statement);
  const known = created.map(({ name }) => name).filter((name) => isMart(name) && name in expected);
  assert.ok(known.length > 0);
  for (const name of known)
    assert.equal(differenceOf(await session.rows(`SELECT * FROM ${name}`), expected[name] ?? []), undefined, name);
  return known.map((name) => `${expected[name]?.length} rows of ${name}`).join(', ');
}
