// .ci/run with fake npm, Python and Docker: what it counts, and that skipping does not pass.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';

const home = mkdtempSync(path.join(tmpdir(), 'source-personio-ci-'));
afterAll(() => rmSync(home, { recursive: true }));

const project = path.join(home, 'project');
mkdirSync(path.join(home, 'bin'));
for (const name of ['.ci/run', 'Dockerfile'])
  cpSync(path.resolve(import.meta.dirname, '..', name), `${project}/${name}`);
const program = (name: string, body: string) =>
  writeFileSync(`${home}/bin/${name}`, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
program(
  'npm',
  'case "$*" in ci) ;; test) echo "$TESTS" ;; *clients) echo "$CLIENTS" ;; *models) echo "$MODELS" ;; *image) echo "$IMAGE" ;; esac',
);
program('docker', '[ -n "$ENGINE" ]');
for (const name of ['python3.12', 'python3.11', 'python3.10', 'python3', 'python'])
  program(name, '[ -n "$HAS_PYTHON" ]');
program('initdb', '[ -n "$HAS_POSTGRES" ]');

const GOOD = {
  TESTS: '      Tests  90000 passed | 2 skipped (90002)',
  CLIENTS: '47 passed, 0 failed, 8 skipped',
  MODELS: '1000 passed, 0 failed, 2 skipped',
  IMAGE: '30 passed, 0 failed, 1 skipped',
  ENGINE: 'yes',
  HAS_PYTHON: 'yes',
  HAS_POSTGRES: 'yes',
};

/** The last line and the exit status. */
function run(changes: Partial<typeof GOOD>): [string | undefined, number | null] {
  const env = { ...GOOD, ...changes, PATH: `${home}/bin:/usr/bin:/bin` };
  const { status, stdout } = spawnSync('bash', [`${project}/.ci/run`], { env, encoding: 'utf8' });
  return [stdout.trimEnd().split('\n').at(-1), status];
}

test.each<[string, Partial<typeof GOOD>, string, number]>([
  ['everything ran', {}, '91077 passed, 0 failed, 13 skipped', 0],
  ['a test failed', { TESTS: 'Tests  3 failed | 89997 passed (90000)' }, '91074 passed, 3 failed, 11 skipped', 1],
  ['nothing was counted', { TESTS: '' }, '1077 passed, 1 failed, 11 skipped', 1],
  ['too few tests ran', { TESTS: 'Tests  800 passed | 1000 skipped' }, '1877 passed, 1 failed, 1011 skipped', 1],
  [
    'clients cannot run here',
    { HAS_PYTHON: '', CLIENTS: '0 passed, 0 failed, 1 skipped' },
    '91030 passed, 0 failed, 6 skipped',
    0,
  ],
  [
    'clients are skipped without a reason',
    { CLIENTS: '0 passed, 0 failed, 1 skipped' },
    '91030 passed, 1 failed, 6 skipped',
    1,
  ],
  [
    'models cannot be tested here',
    { HAS_PYTHON: '', CLIENTS: '0 passed, 0 failed, 1 skipped', MODELS: '0 passed, 0 failed, 1 skipped' },
    '90030 passed, 0 failed, 5 skipped',
    0,
  ],
  [
    'models are skipped without a reason',
    { MODELS: '0 passed, 0 failed, 1 skipped' },
    '90077 passed, 1 failed, 12 skipped',
    1,
  ],
  [
    'there is no engine',
    { ENGINE: '', CLIENTS: '26 passed, 0 failed, 20 skipped' },
    '91026 passed, 0 failed, 25 skipped',
    0,
  ],
  [
    'clients skip the image without a reason',
    { CLIENTS: '26 passed, 0 failed, 20 skipped' },
    '91056 passed, 1 failed, 25 skipped',
    1,
  ],
  [
    'the image is skipped without a reason',
    { IMAGE: '0 passed, 0 failed, 24 skipped' },
    '91047 passed, 1 failed, 36 skipped',
    1,
  ],
  [
    'there is no PostgreSQL',
    { HAS_POSTGRES: '', CLIENTS: '42 passed, 0 failed, 9 skipped' },
    '91072 passed, 0 failed, 14 skipped',
    0,
  ],
  [
    'PostgreSQL is skipped without a reason',
    { CLIENTS: '42 passed, 0 failed, 9 skipped' },
    '91072 passed, 1 failed, 14 skipped',
    1,
  ],
])('%s', (_, changes, last, status) => {
  expect(run(changes)).toEqual([last, status]);
});
