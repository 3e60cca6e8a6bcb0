// Packs the output of `npm run build` as an npm package without dependencies: `npm run package`. Prints the file's name.
//   node scripts/pack.ts [FOLDER]   writes it into FOLDER instead of this one
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');

/** The package has no dependencies and no scripts: dist/ is a bundle, and its installation needs no further steps. */
function manifest(): object {
  const { name, version, description, license, type, homepage, repository, bugs, bin } = JSON.parse(
    readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
  );
  const programs = Object.entries<string>(bin).map(([program, file]) => [program, path.basename(file)]);
  const runs = { bin: Object.fromEntries(programs), engines: { node: '>=24' } };
  return { name, version, description, license, type, homepage, repository, bugs, ...runs };
}

const folder = mkdtempSync(path.join(tmpdir(), 'source-personio-pack-'));
try {
  cpSync(path.join(ROOT, 'dist'), folder, { recursive: true });
  cpSync(path.join(ROOT, 'README.md'), path.join(folder, 'README.md'));
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
  const target = path.resolve(process.argv[2] ?? '.');
  execFileSync('npm', ['pack', '--silent', '--pack-destination', target], { cwd: folder, stdio: 'inherit' });
} finally {
  rmSync(folder, { recursive: true });
}
