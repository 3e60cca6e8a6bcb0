// Charts from the output of reads: the end of the demo.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConnectorError } from '../src/errors.ts';
import { openDuckdb, relationsIn } from './duckdb.ts';
import { type Figures, figuresFrom } from './figures.ts';
import { load, type Stream } from './load.ts';
import { type About, report } from './report/report.ts';
import { textCharts } from './text_charts.ts';
import { plan, readViews, viewsFolder } from './views.ts';

const SCHEMA = 'main';

export interface Answers {
  readonly charts: readonly string[];
  /** Writes the page into the folder and returns its path. */
  writeReport(folder: string, about: About): string;
}

/** Loads the output of reads into DuckDB, creates the plain views, and asks them. */
export async function answersFrom(
  files: readonly string[],
  streams: readonly Stream[],
  width: number,
): Promise<Answers> {
  const figures = await ask(files, streams);
  return {
    charts: textCharts(figures, width),
    writeReport: (folder, about) => {
      const file = path.join(folder, 'report.html');
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, report(figures, about));
      return file;
    },
  };
}

async function ask(files: readonly string[], streams: readonly Stream[]): Promise<Figures> {
  if (!existsSync(viewsFolder('duckdb')))
    throw new ConnectorError('config_error', 'only the demo of a clone has them, after npm ci && npm run demo.');
  const database = await openDuckdb();
  try {
    await load(database, files, streams);
    const { statements } = plan(readViews('duckdb'), await relationsIn(database, SCHEMA), SCHEMA);
    for (const statement of statements) await database.run(statement);
    return await figuresFrom(database.rows);
  } finally {
    database.close();
  }
}
