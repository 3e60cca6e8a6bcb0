// Packs what `npm run build` made as an npm package that needs no other one: `npm run package`. Prints the name of the file.
//   node scripts/pack.ts [FOLDER]   writes it into FOLDER instead of this one
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');

/** The package has no dependencies and no scripts: dist/ is a bundle, and nothing is to be done where it is installed. */
function manifest(): object {
  const { name, version, description, license, type, homepage, repository, bugs } = JSON.parse(
    readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
  );
  const runs = { bin: { [name]: 'main.js' }, engines: { node: '>=24' } };
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
