import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Run } from '../integration_tests/connector.ts';
import { widthOf } from '../src/printable.ts';
import { run } from './process.ts';

describe('the demo of the destination', () => {
  let demo: Run;
  beforeAll(async () => {
    // Settings of this machine do not affect it.
    const env = { ...process.env, HTTP_PROXY: 'http://127.0.0.1:9' };
    demo = await run(process.execPath, [path.join(import.meta.dirname, 'demo_write.ts')], { env });
  }, 60_000);

  test('writes every row once', () => {
    expect(demo.stderr).toBe('');
    expect(demo.exit).toBe(0);
    const writes = [...demo.stdout.matchAll(/^The sandbox received (\d+) writes\.$/gm)].map(([, count]) => count);
    expect(writes).toEqual(['0', '8', '0']);
  });

  test('begins with what would change', () => {
    const [dryRun = ''] = demo.stdout.split('Now for real:');
    expect(dryRun).toMatch(
      /^persons, row 1: changed\n {4}position: .+ → Head of accounting\n {4}weekly_working_hours: /m,
    );
    for (const stream of ['persons', 'attendance_periods', 'absence_periods', 'documents'])
      expect(dryRun).toMatch(new RegExp(`^${stream}, row 1: (created|changed)\\n {4}\\w+: .+ → .+$`, 'm'));
  });

  test('fits into 100 columns, and shows no protocol messages', () => {
    for (const line of demo.stdout.split('\n')) expect(widthOf(line), line).toBeLessThanOrEqual(100);
    expect(demo.stdout).not.toContain('{"type"');
  });
});
