// The statements of docs/changes-and-deletions.md and docs/privacy.md in a private PostgreSQL. In DuckDB: npm run
// test:clients.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Skip } from '../checks.ts';
import { STORIES } from './history.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'source-personio-history-'));
let server: PostgresServer | undefined;

beforeAll(async () => {
  fs.chmodSync(folder, 0o755);
  server = await startPostgres(path.join(folder, 'server'), 'UTC').catch((error) => {
    if (error instanceof Skip) return undefined;
    throw error;
  });
});

afterAll(async () => {
  await server?.close();
  fs.rmSync(folder, { recursive: true });
});

function sql(text: string): string {
  const args = ['-h', '127.0.0.1', '-p', String(server?.port), '-U', server?.user ?? '', '-d', 'postgres'];
  const quietly = ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '-v', 'ON_ERROR_STOP=1'];
  return execFileSync('psql', [...args, ...quietly], { input: text, encoding: 'utf8' });
}

describe.each(STORIES.map((story, index) => [story.name, story, `story_${index}`] as const))(
  '%s',
  (_, { before, select, answer }, schema) => {
    test('gives the expected answer', (context) => {
      if (server === undefined) context.skip('no PostgreSQL server is installed');
      const own = `CREATE SCHEMA ${schema}; SET search_path = ${schema};`;
      const rows = JSON.parse(sql(`${own}\n${before}\nSELECT json_agg(answer) FROM (${select}) AS answer`));
      expect(rows.map((row: object) => Object.values(row))).toEqual(answer);
    });
  },
);
