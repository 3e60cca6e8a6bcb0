import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Report } from './report.ts';

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'report-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

const line = { stream: 'people', row: 1, object: 'persons', operation: 'upsert', outcome: 'created', id: '7' } as const;

test('a report has a line for each row, for its owner only', () => {
  const parent = path.join(folder(), 'reports');
  const report = new Report(parent);
  report.add(line);
  report.add({
    ...line,
    row: 2,
    outcome: 'rejected',
    code: 'bad_value',
    column: 'mail',
    message: 'Wrong.',
    id: undefined,
  });
  report.close();

  const [file = '', ...others] = readdirSync(parent);
  expect(others).toEqual([]);
  expect(statSync(path.join(parent, file)).mode & 0o777).toBe(0o600);
  expect(statSync(parent).mode & 0o777).toBe(0o700);
  const lines = readFileSync(path.join(parent, file), 'utf8').trimEnd().split('\n');
  expect(lines.map((each) => JSON.parse(each))).toEqual([
    line,
    { ...line, row: 2, outcome: 'rejected', code: 'bad_value', column: 'mail', message: 'Wrong.', id: undefined },
  ]);
});

test('runs that begin at the same time have a report each', () => {
  const parent = folder();
  const now = new Date();
  for (const report of [new Report(parent, now), new Report(parent, now)]) report.close();
  expect(readdirSync(parent)).toHaveLength(2);
});

test('a folder that cannot be written is a config_error', () => {
  const file = path.join(folder(), 'file');
  writeFileSync(file, '');
  expect(() => new Report(path.join(file, 'reports'))).toThrow(
    expect.objectContaining({ failureType: 'config_error', message: expect.stringContaining('ENOTDIR') }) as Error,
  );
});

test.runIf(process.platform === 'linux')('a folder that cannot be made is a config_error at once', () => {
  expect(() => new Report('/proc/reports/of/runs')).toThrow(
    expect.objectContaining({ failureType: 'config_error', message: expect.stringContaining('ENOENT') }) as Error,
  );
});

test('two runs may make the folder', () => {
  const parent = path.join(folder(), 'all', 'reports');
  new Report(parent, new Date(0)).close();
  new Report(parent, new Date(1000)).close();
  expect(readdirSync(parent)).toHaveLength(2);
});
