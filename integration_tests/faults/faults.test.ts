import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { credentials } from './credentials.ts';
import { data } from './data.ts';
import { inputs } from './inputs.ts';
import { lies } from './lies.ts';
import { paging } from './paging.ts';
import { play } from './play.ts';
import type { Group } from './scenario.ts';
import { outcomesInPage, promises, tableInPage, tableOf, writeTable } from './table.ts';
import { transport } from './transport.ts';

const groups: readonly Group[] = [transport, lies, paging, credentials, data, inputs];
const FAILS = 'fails its test';
/** As with `npm run test:faults`: includes scenarios that take a minute, and writes the page. */
const isWritten = process.env.WRITE_RELIABILITY === 'yes';
const outcomes = new Map<string, string>();
const all = groups.flatMap(({ title, scenarios }) =>
  scenarios.map((scenario) => ({ ...scenario, title: `${title}: ${scenario.name}` })),
);

describe.concurrent('a sync is complete or says what is missing', () => {
  // The slow ones begin first, so that the others run in parallel.
  for (const scenario of all.toSorted((a, b) => Number(b.slow ?? false) - Number(a.slow ?? false))) {
    test.skipIf(scenario.slow && !isWritten)(scenario.title, { timeout: 180_000 }, async () => {
      outcomes.set(scenario.title, FAILS);
      outcomes.set(scenario.title, await play(scenario));
    });
  }
});

test('docs/reliability.md names existing tests', () => {
  const named = [...promises().matchAll(/`([\w/.]+\.ts)`: (.+?)(?=<br>| \|)/g)];
  expect(named.length).toBeGreaterThan(8);
  for (const [, file = '', name = ''] of named) {
    expect(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'), file).toContain(name);
  }
});

test('docs/reliability.md has the outcomes', () => {
  const told = outcomesInPage(groups);
  if (!isWritten) for (const { title, slow } of all) if (slow) outcomes.set(title, told.get(title) ?? FAILS);
  // A subset of the scenarios, chosen on the command line or by `.only`, proves nothing about the page.
  expect(
    all.filter(({ title }) => !outcomes.has(title)).map(({ title }) => title),
    'scenarios that were left out, so that the page could not be compared',
  ).toEqual([]);
  expect([...outcomes.values()], 'scenarios that fail').not.toContain(FAILS);
  const table = tableOf(groups, outcomes);
  if (isWritten) writeTable(table);
  expect(tableInPage(), 'run npm run test:faults to rewrite the table').toBe(table);
});
