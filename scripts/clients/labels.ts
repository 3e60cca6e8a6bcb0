// The view of docs/queries.md with labels as column names, compared with the attributes as the sandbox serves them.
import assert from 'node:assert/strict';
import { quoted } from '../../answers/sql.ts';
import type { SandboxOptions as Settings } from '../../sandbox/options.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { blocksOf } from '../docs_commands/blocks.ts';
import type { PyAirbyteSession } from './pyairbyte_session.ts';

/** Labels that a statement must cope with: quotes, parameter marks, repeats, too many bytes. */
export const AWKWARD: Settings['attributeEdits'] = {
  dynamic_700101: { label: 'Schuhgröße "EU"; \'x\' :in 100 %s' },
  dynamic_700102: { label: 'Size' },
  dynamic_700103: { label: 'size' },
  dynamic_700104: { label: `Länge des Arbeitswegs ${'ä'.repeat(40)}` },
};

/** PostgreSQL truncates names. */
const MOST_BYTES = 63;

interface Labelled {
  readonly key: string;
  readonly label: string;
}

type Named = { column_name: string };

const cleaned = (key: string): string => key.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_');

/** Makes the views, and compares their columns and values with the tables'. Returns how many columns have a label. */
export async function assertLabels(session: PyAirbyteSession, sandbox: Sandbox, cutsNames: boolean): Promise<string> {
  const remarks: string[] = [];
  for (const table of ['employees', 'persons'] as const) {
    const [made] = await session.execute<{ statement: string }>(statement().replaceAll('employees', table));
    assert.ok(made);
    await session.execute(made.statement);
    const columns = await columnsOf(session, table);
    const titles = titlesOf(columns, sandbox).map((title) => (cutsNames ? cut(title) : title));
    assert.deepEqual(await columnsOf(session, `${table}_labelled`), titles);
    await assertValues(session, table, columns, titles, sandbox.ids(table).length);
    remarks.push(`${titles.filter((title, at) => title !== columns[at]).length} of ${columns.length} in ${table}`);
  }
  return `columns with a label: ${remarks.join(', ')}`;
}

function statement(): string {
  const block = blocksOf('docs/queries.md').find(({ title }) => title === 'labels.sql');
  if (block === undefined) throw new Error('docs/queries.md has no labels.sql.');
  return block.text;
}

async function assertValues(
  session: PyAirbyteSession,
  table: string,
  columns: readonly string[],
  titles: readonly string[],
  count: number,
): Promise<void> {
  const differs = columns.map((column, at) => {
    const both = [`plain.${quoted(column)}`, `labelled.${quoted(titles[at] ?? '')}`];
    return both.map((each) => `CAST(${each} AS text)`).join(' IS DISTINCT FROM ');
  });
  const [found] = await session.execute<{ rows: number; wrong: number }>(
    `SELECT count(*) AS rows, count(CASE WHEN ${differs.join(' OR ')} THEN 1 END) AS wrong
    FROM ${table} AS plain JOIN ${table}_labelled AS labelled ON labelled.${quoted(titles[columns.indexOf('id')] ?? '')} = plain.id`,
  );
  assert.deepEqual(found, { rows: count, wrong: 0 });
}

async function columnsOf(session: PyAirbyteSession, table: string): Promise<string[]> {
  const rows = await session.execute<Named>(
    `SELECT column_name FROM information_schema.columns
    WHERE table_schema = 'hr' AND table_name = '${table}' ORDER BY ordinal_position`,
  );
  return rows.map(({ column_name: name }) => name);
}

/** As the page promises. */
function titlesOf(columns: readonly string[], sandbox: Sandbox): string[] {
  const attributes = (sandbox.rows('employee_attributes') as unknown as Labelled[]).map(({ key, label }) => ({
    column: cleaned(key),
    label,
  }));
  const labelOf = (column: string): string | undefined => {
    const own = attributes.filter((attribute) => attribute.column === column);
    return own.length === 1 ? own[0]?.label : undefined;
  };
  const small = columns.map((column) => (labelOf(column) ?? column).toLowerCase());
  return columns.map((column, at) => {
    const label = labelOf(column);
    if (label === undefined) return column;
    const isPlain = small.filter((other) => other === small[at]).length === 1 && Buffer.byteLength(label) <= MOST_BYTES;
    return isPlain ? label : `${column} ${label}`;
  });
}

/** As many whole characters as fit. */
function cut(name: string): string {
  let fitting = name;
  while (Buffer.byteLength(fitting) > MOST_BYTES) fitting = [...fitting].slice(0, -1).join('');
  return fitting;
}
