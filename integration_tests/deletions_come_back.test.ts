import { expect, onTestFinished, test } from 'vitest';
import { Dice } from '../sandbox/data/dice.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { schemaOf } from './deletions/life.ts';
import { Warehouse } from './deletions/tables.ts';
import { sync } from './in_process.ts';

const TOMBSTONE = '"_ab_cdc_deleted_at":"';

interface Life {
  readonly sandbox: Sandbox;
  readonly warehouse: Warehouse;
  /** One sync; what it wrote. */
  run(onText?: (text: string) => void): Promise<string>;
}

/** An account after the first sync of a stream. */
async function begin(name: string): Promise<Life> {
  const sandbox = await startSandbox({ persons: 12, limits: { on: false } });
  onTestFinished(() => sandbox.close());
  const warehouse = new Warehouse();
  const run: Life['run'] = async (onText) => {
    const config = { ...sandbox.config, lookback_days: 0, deletions: { mark: true, sweep_days: 0, most_percent: 10 } };
    const round = { config, names: [name], mode: 'incremental', state: warehouse.state, dice: new Dice(1) } as const;
    const { stdout, done } = await sync({
      ...round,
      schema: (each) => schemaOf(each, true),
      onGrowth: (_length, _act, text) => onText?.(text),
    });
    expect(done).toBe(true);
    return stdout;
  };
  warehouse.take(await run(), [name], 'every line');
  return { sandbox, warehouse, run };
}

test.each([
  ['salary_bands', 'it is compared in every sync'],
  ['persons', 'a webhook event reports it'],
  ['recruiting_jobs', 'it is compared in a sweep'],
])('if %s, a row that comes back after a run that died at its tombstone is written again (%s)', async (name) => {
  const { sandbox, warehouse, run } = await begin(name);
  const [gone = ''] = sandbox.ids(name).slice(-1);
  sandbox.remove(name, [gone]);

  const died = await run();
  warehouse.take(died.slice(0, died.indexOf('\n', died.indexOf(TOMBSTONE)) + 1), [name], 'every line');
  expect(warehouse.hard.rows(name).has(gone)).toBe(false);
  sandbox.restore(name, [gone]);
  warehouse.take(await run(), [name], 'every line');

  expect([...warehouse.hard.rows(name).keys()].sort()).toEqual(sandbox.ids(name).sort());
});

test('a row that comes back between its tombstone and the comparison is written by the next sync', async () => {
  const { sandbox, warehouse, run } = await begin('persons');
  const [gone = ''] = sandbox.ids('persons').slice(-1);
  sandbox.remove('persons', [gone]);
  let isBack = false;
  // Enough time until the list is read.
  sandbox.configure({
    trouble: [{ match: { path: 'GET /v2/persons[?]limit=[0-9]+$' }, act: { kind: 'hang', ms: 200 } }],
  });

  const told = await run((text) => {
    if (isBack || !text.includes(TOMBSTONE)) return;
    isBack = true;
    sandbox.restore('persons', [gone]);
  });
  warehouse.take(told, ['persons'], 'every line');
  // In one batch the later cursor wins, which is the tombstone's.
  expect(warehouse.hard.rows('persons').has(gone)).toBe(false);
  warehouse.take(await run(), ['persons'], 'every line');

  expect(isBack).toBe(true);
  expect([...warehouse.hard.rows('persons').keys()].sort()).toEqual(sandbox.ids('persons').sort());
});
