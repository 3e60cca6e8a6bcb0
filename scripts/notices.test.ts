import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from './engine.ts';
import { thirdPartyNotices } from './notices.ts';

const text = (...steps: string[]) => readFileSync(path.join(ROOT, ...steps), 'utf8');

/** The folders of the packages that a bundle of the program contains code of, found without the build. */
async function bundledPackages(): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/main.ts', 'src/destination.ts'],
    outdir: 'dist',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
    external: ['@duckdb/node-api'],
  });
  const files = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const packages = files
    .filter((file) => file.includes('node_modules/'))
    .map((file) => {
      const [scopeOrName = '', name = ''] = file.slice(file.lastIndexOf('node_modules/')).split('/').slice(1);
      const within = scopeOrName.startsWith('@') ? `${scopeOrName}/${name}` : scopeOrName;
      return file.slice(0, file.lastIndexOf('node_modules/')) + path.posix.join('node_modules', within);
    });
  return [...new Set(packages)];
}

describe('what is built', () => {
  test('carries the notices of every package in it', async () => {
    const notices = text('dist', 'THIRD_PARTY_NOTICES.txt');
    const packages = await bundledPackages();

    expect(packages.length).toBeGreaterThan(20);
    for (const folder of packages) {
      const { name, version, license } = JSON.parse(text(folder, 'package.json'));
      expect(notices.split('\n')).toContain(`${name} ${version} (${license})`);
      for (const file of readdirSync(path.join(ROOT, folder)).filter((each) => /^(licen[cs]e|notice)/i.test(each)))
        for (const [line] of text(folder, file).matchAll(/^.*copyright.*$/gim)) expect(notices).toContain(line.trim());
    }
    // Third-party code inside a package.
    expect(notices).toContain('Copyright (c) 2020 Ethan Arrowood');
    expect(notices).toContain('Copyright (c) 2011 Einar Otto Stangvik');
  });

  test('names no development package, and no path of the build machine', () => {
    const notices = text('dist', 'THIRD_PARTY_NOTICES.txt');

    for (const name of ['esbuild', 'vitest', 'nock', 'typescript', '@biomejs/biome', 'yaml', '@duckdb/node-api'])
      expect(notices).not.toMatch(new RegExp(`^${name} \\d`, 'm'));
    expect(notices).not.toContain(path.basename(ROOT));
    expect(notices).not.toContain('node_modules');
  });

  test('carries the licence of the project', () => {
    expect(text('dist', 'LICENSE')).toBe(text('LICENSE'));
  });
});

describe('the notices', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'notices-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const MIT = { version: '1.0.0', license: 'MIT', author: 'Ada' };
  const ABOUT = { version: '1.0.0', license: 'Apache-2.0' };

  /** Installs a package with an index.js, and returns that file. */
  function install(name: string, about: object, files: Readonly<Record<string, string>>): string {
    const home = path.join(folder, 'node_modules', name);
    const all = { 'package.json': JSON.stringify({ name: name.split('node_modules/').at(-1), ...about }), ...files };
    for (const [file, content] of Object.entries({ 'index.js': '', ...all })) {
      mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
      writeFileSync(path.join(home, file), content);
    }
    return path.join(home, 'index.js');
  }

  test('of a package with a NOTICE include it', () => {
    const file = install('a', ABOUT, { LICENSE: 'Apache License', NOTICE: 'Copyright 2020 A', 'README.md': 'Read me' });

    expect(thirdPartyNotices([file])).toMatch(/^a 1\.0\.0 \(Apache-2\.0\)\n\nApache License\n\nCopyright 2020 A\n$/m);
  });

  test.each(['LICENSE', 'license', 'LICENCE.md', 'LICENSE-MIT.txt', 'COPYING', 'License.txt'])(
    'recognise a %s',
    (name) => {
      expect(thirdPartyNotices([install('a', ABOUT, { [name]: 'The text.' })])).toContain('\n\nThe text.\n');
    },
  );

  test('do not mistake code for a licence', () => {
    const files = { 'license.js': 'code', 'licenses.json': '{}', 'notice.d.ts': 'code' };

    expect(() => thirdPartyNotices([install('a', ABOUT, files)])).toThrow('a 1.0.0 has no licence file');
  });

  test('of a package that names MIT without a text have the text, and its author', () => {
    const notices = thirdPartyNotices([
      install('a', MIT, {}),
      install('@scope/b', { ...MIT, author: { name: 'Grace', email: 'grace@example.com' } }, {}),
    ]);

    expect(notices).toMatch(/^a 1\.0\.0 \(MIT\)\n\nCopyright \(c\) Ada\n\nPermission is hereby granted/m);
    expect(notices).toMatch(/^@scope\/b 1\.0\.0 \(MIT\)\n\nCopyright \(c\) Grace\n\nPermission is hereby granted/m);
  });

  test.each([
    ['another licence', { version: '2.0.0', license: 'ISC', author: 'Ada' }, 'a 2.0.0 has no licence file'],
    ['MIT, but no author', { version: '2.0.0', license: 'MIT' }, 'a 2.0.0 has no licence file'],
    ['no licence at all', { version: '2.0.0' }, 'a 2.0.0 names no licence'],
  ])('cannot be made without a text for %s', (_, about, message) => {
    expect(() => thirdPartyNotices([install('a', about, {})])).toThrow(message);
  });

  test('include third-party code inside a package: its licence file, and the comments that mention it', () => {
    const comment = '/*! c. MIT License. */';
    const home = path.dirname(
      install('a', ABOUT, { LICENSE: 'Apache', 'lib/b/LICENSE': 'Copyright B', 'lib/b/c.js': '' }),
    );
    const file = install('a', ABOUT, {
      'lib/b/c.js': `x();\n${comment}\n// no notice\n\n// Copyright D\n// and others\ny()`,
    });
    const files = [file, path.join(home, 'lib', 'b', 'c.js')];

    expect(thirdPartyNotices(files)).toContain(
      `Apache\n\nCopyright B\n\n${comment}\n\n// Copyright D\n// and others\n`,
    );
  });

  test('are the same in any order, with one entry per package and version', () => {
    const files = [
      install('b', MIT, {}),
      install('a', MIT, { LICENSE: 'first\r\nsecond\r\n' }),
      install('b/node_modules/a', { ...MIT, version: '2.0.0' }, { LICENSE: 'first\nsecond\n' }),
      install('c/node_modules/a', { ...MIT, version: '2.0.0' }, { LICENSE: 'first\nsecond' }),
      path.join(folder, 'src', 'main.ts'),
    ];
    const notices = thirdPartyNotices(files);

    expect(thirdPartyNotices([...files, ...files].reverse())).toBe(notices);
    expect(notices.match(/^\S+ \d.*$/gm)).toEqual(['a 1.0.0 (MIT)', 'a 2.0.0 (MIT)', 'b 1.0.0 (MIT)']);
    expect(notices.match(/first\nsecond\n/g)).toHaveLength(2);
    expect(notices).not.toContain('\r');
  });
});
