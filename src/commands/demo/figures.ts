import path from 'node:path';
import type { CatalogEntry } from '../../airbyte/protocol.ts';
import { OwnError } from '../../errors.ts';
import { printable, wrapped } from '../../printable.ts';

interface Setting {
  /** The output of the reads, in order. */
  readonly files: readonly string[];
  readonly streams: readonly CatalogEntry[];
  readonly persons: number;
  readonly say: (text: string) => Promise<void>;
  readonly width: number;
}

/** Under the folder in which the demo runs. */
const FOLDER = 'demo-output';

/**
 * Shows the records as charts, here and as a page. The demo has succeeded before: if charts cannot be made, it only says
 * why.
 */
export async function showFigures({ files, streams, persons, say, width }: Setting): Promise<void> {
  const { answersFrom } = await import('../../../answers/answers.ts');
  const tables = streams.map(({ name, json_schema: { properties = {} } }) => ({
    name,
    columns: Object.keys(properties),
  }));
  const orSay = async <T>(what: string, made: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await made();
    } catch (error) {
      await say(`\n${wrapped(`No ${what}: ${reason(error)}`, width)}`);
      return undefined;
    }
  };
  const answers = await orSay('charts', () => answersFrom(files, tables, width));
  if (answers === undefined) return;
  await say('\nThe records in DuckDB, summed up by the views of models/sql:');
  for (const chart of answers.charts) await say(`\n${chart}`);
  const day = new Date().toLocaleDateString('en-GB', { dateStyle: 'long' });
  const about = {
    title: 'The sandbox in figures',
    source: `${persons} invented people, read by the demo of source-personio on ${day}.`,
  };
  const page = await orSay('report', () => answers.writeReport(path.resolve(FOLDER), about));
  if (page !== undefined) await say(`\nThe same with pictures and tables: ${path.relative('', page)}`);
}

function reason(error: unknown): string {
  if (error instanceof OwnError) return error.message;
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return printable(line);
}
