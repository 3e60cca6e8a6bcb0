import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { credentials } from './credentials.ts';
import { data } from './data.ts';
import { inputs } from './inputs.ts';
import { lies } from './lies.ts';
import { paging } from './paging.ts';
import { play } from './play.ts';
import type { Group } from './scenario.ts';
import { promises, tableInPage, tableOf, writeTable } from './table.ts';
import { transport } from './transport.ts';

const groups: readonly Group[] = [transport, lies, paging, credentials, data, inputs];
const FAILS = 'fails its test';
const outcomes = new Map<string, string>();
const all = groups.flatMap(({ title, scenarios }) =>
  scenarios.map((scenario) => ({ ...scenario, title: `${title}: ${scenario.name}` })),
);

describe.concurrent('a sync is complete or says what is missing', () => {
  // Those that wait for a minute begin first, so that the others run beside them.
  const slowFirst = all.toSorted((a, b) => Number(b.slow ?? false) - Number(a.slow ?? false));
  for (const scenario of slowFirst) {
    test(scenario.title, { timeout: 180_000 }, async () => {
      outcomes.set(scenario.title, FAILS);
      outcomes.set(scenario.title, await play(scenario));
    });
  }
});

test('docs/reliability.md names tests that exist', () => {
  const named = [...promises().matchAll(/`([\w/.]+\.ts)`: (.+?)(?=<br>| \|)/g)];
  expect(named.length).toBeGreaterThan(8);
  for (const [, file = '', name = ''] of named) {
    expect(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'), file).toContain(name);
  }
});

test('docs/reliability.md says so', () => {
  // With a filter on the command line there is nothing to compare.
  if (outcomes.size < all.length) return;
  const table = tableOf(groups, outcomes);
  if (process.env.WRITE_RELIABILITY === 'yes') writeTable(table);
  else if ([...outcomes.values()].includes(FAILS)) return;
  expect(tableInPage(), 'run npm run test:faults to write the table anew').toBe(table);
});
