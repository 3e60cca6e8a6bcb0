import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Dice } from '../sandbox/data/dice.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { connector, file, type Run } from './connector.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

const ROUNDS = 3;
/** They slow each other down, so that a signal arrives at varying places. */
const AT_ONCE = 4;
const SIGNALS = { SIGTERM: 143, SIGINT: 130 } as const;

let sandbox: Sandbox;
let commands: Readonly<Record<string, readonly string[]>>;

beforeAll(async () => {
  sandbox = await startSandbox({ persons: 20, limits: { on: false } });
  const config = file('config.json', sandbox.config);
  const names = ['persons', 'absence_types', 'workplaces'];
  const streams = names.map((name) => ({ stream: { name, json_schema: {} }, sync_mode: 'full_refresh' }));
  commands = {
    spec: ['spec'],
    check: ['check', '--config', config],
    discover: ['discover', '--config', config],
    read: ['read', '--config', config, '--catalog', file('catalog.json', { streams })],
    preview: ['preview', '--config', config],
  };
});

afterAll(async () => {
  await sandbox.close();
});

/** The end of a stopped run: its code, or 0 with everything written. */
function expectTrueEnd(run: Run, signal: keyof typeof SIGNALS, whole: Run, when: string): void {
  // Before its first line of code, a signal kills Node. A shell shows the same code for that.
  const codes: (number | string)[] = run.stdout === '' ? [SIGNALS[signal], signal] : [SIGNALS[signal]];
  if (run.exit !== 0) expect(codes, when).toContain(run.exit);
  else expect(lines(run), when).toBe(lines(whole));
}

const lines = (run: Run): number => run.stdout.split('\n').length;

describe.each(['spec', 'check', 'discover', 'read', 'preview'])('%s, stopped', (name) => {
  let whole: Run;
  let took = 0;

  beforeAll(async () => {
    const startedAt = performance.now();
    whole = await connector(commands[name] ?? []);
    took = performance.now() - startedAt;
    expect(whole.exit).toBe(0);
  });

  test('at any moment, and in its last milliseconds, ends with the code of the signal or is complete', async () => {
    const dice = new Dice(11, took);
    await rounds(async () => {
      const signal = dice.pick(['SIGTERM', 'SIGINT'] as const);
      const after = dice.chance(0.5) ? dice.between(0, took) : Math.max(0, took - dice.between(-20, 30));
      const run = await connector(commands[name] ?? [], { signal, after });
      expectTrueEnd(run, signal, whole, `${signal} after ${after} of ${took} ms`);
    });
  });

  test('right after its last line, ends with the code of the signal or is complete', async () => {
    await rounds(async () => {
      let sent = false;
      const run = await connector(commands[name] ?? [], {
        onOutput: (stdout, process) => {
          if (sent || stdout.split('\n').length < lines(whole)) return;
          process.kill('SIGTERM');
          sent = true;
        },
      });
      expect(sent).toBe(true);
      expectTrueEnd(run, 'SIGTERM', whole, 'after the last line');
    });
  });
});

test('a signal that arrives while the program is loaded is not lost', async () => {
  const slow = await startSandbox({ persons: 20, limits: { on: false }, latencyMs: 500 });
  const args = ['read', '--config', file('config.json', slow.config), '--catalog', commands.read?.[4] ?? ''];
  const dice = new Dice(12);
  await rounds(async () => {
    const run = await connector(args, { signal: 'SIGTERM', after: dice.between(20, 200) });

    expect(run.stdout === '' ? [143, 'SIGTERM'] : [143]).toContain(run.exit);
  });
  await slow.close();
});

async function rounds(play: () => Promise<void>): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) await Promise.all(Array.from({ length: AT_ONCE }, play));
}

describe('output that cannot be written', () => {
  test.each([['spec'], ['check']])('%s ends with 1 where the disk is full', (name) => {
    const full = openSync('/dev/full', 'w');
    const run = spawnSync(process.execPath, [main, name], { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' });
    closeSync(full);

    expect(run.status).toBe(1);
    expect(run.stderr).toContain('ENOSPC');
  });
});
