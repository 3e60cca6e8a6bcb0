import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = (name: string): string => fileURLToPath(new URL(`../src/${name}`, import.meta.url));

test('a command that waits for something that never comes fails, and says so', () => {
  const code = `
    const { runCommand } = await import(${JSON.stringify(source('cli/lifecycle.ts'))});
    const { Output } = await import(${JSON.stringify(source('airbyte/output.ts'))});
    const { openStdout } = await import(${JSON.stringify(source('airbyte/sink.ts'))});
    const out = new Output(openStdout());
    void runCommand({}, out, async () => {
      await out.status('persons', 'STARTED');
      return await new Promise(() => {});
    });`;

  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' });

  const traces = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).trace);
  expect(status).toBe(1);
  expect(traces.map(({ type, stream_status }) => stream_status?.status ?? type)).toEqual([
    'STARTED',
    'INCOMPLETE',
    'ERROR',
  ]);
});
