// The npm package: packed, and run from the tarball alone.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
const spec = JSON.parse(readFileSync(path.join(ROOT, 'spec.json'), 'utf8'));

/** Outside of the repository, with its own cache, so that only the contents of the tarball are found. */
const home = mkdtempSync(path.join(tmpdir(), 'source-personio-tarball-'));
afterAll(() => rmSync(home, { recursive: true }));

const env = {
  PATH: `${path.dirname(process.execPath)}:${process.env.PATH}`,
  HOME: home,
  npm_config_cache: path.join(home, 'cache'),
};
const tar = (...args: string[]) => execFileSync('tar', args, { cwd: home, encoding: 'utf8' });
let tarball = '';

beforeAll(() => {
  const name = execFileSync(process.execPath, ['scripts/pack.ts', home], { cwd: ROOT, env, encoding: 'utf8' });
  tarball = name.trim();
});

test('it contains the bundle with licence, notices and README, and no sources', () => {
  const files = tar('-tzf', tarball)
    .trim()
    .split('\n')
    .map((file) => file.replace(/^package\//, ''));

  expect(files).toEqual(
    expect.arrayContaining([
      ...['main.js', 'spec.json', 'destination.js', 'destination/spec.json'],
      ...['package.json', 'LICENSE', 'THIRD_PARTY_NOTICES.txt', 'README.md'],
    ]),
  );
  expect(files.filter((file) => /\.ts$|^(src|scripts|sandbox|docs|node_modules)\//.test(file))).toEqual([]);
});

test('it depends on nothing and runs nothing when it is installed', () => {
  const manifest = JSON.parse(tar('-xzOf', tarball, 'package/package.json'));

  expect(manifest).toMatchObject({
    name: 'source-personio',
    bin: { 'source-personio': 'main.js', 'destination-personio': 'destination.js' },
    license: 'MIT',
  });
  expect(Object.keys(manifest).filter((key) => /dependencies|scripts|private/i.test(key))).toEqual([]);
});

test('npx runs it', () => {
  const run = (...args: string[]) =>
    spawnSync('npx', ['--yes', '--offline', `./${tarball}`, ...args], { cwd: home, env, encoding: 'utf8' });

  const { stdout, stderr, status } = run('spec');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({ type: 'SPEC', spec });
  expect(run('--help').stdout).toContain('source-personio <command>');
});

test('npx runs the destination by its name', () => {
  const words = ['--yes', '--offline', '--package', `./${tarball}`, 'destination-personio', 'spec'];
  const { stdout, status } = spawnSync('npx', words, { cwd: home, env, encoding: 'utf8' });

  const destination = JSON.parse(readFileSync(path.join(ROOT, 'destination/spec.json'), 'utf8'));
  expect({ status, message: JSON.parse(stdout) }).toEqual({ status: 0, message: { type: 'SPEC', spec: destination } });
});

test('npm pack in the repository says what to use instead: it would pack the development tools, too', () => {
  const { status, stdout, stderr } = spawnSync('npm', ['pack', '--silent', '--dry-run'], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
  });

  expect(status).not.toBe(0);
  const [, name = ''] = /Use npm run (\w+)/.exec(stdout + stderr) ?? [];
  expect(scripts[name]).toContain('scripts/pack.ts');
  // A script named "pack" would also run "prepack".
  expect(name).not.toBe('pack');
});
