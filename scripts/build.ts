// Bundles src/ into dist/: main.js, its chunks, and the files that travel with them. Nothing else is needed to run it.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url);
const dist = new URL('dist/', root);

rmSync(dist, { recursive: true, force: true });
await build({
  entryPoints: [fileURLToPath(new URL('src/main.ts', root))],
  outdir: fileURLToPath(dist),
  bundle: true,
  splitting: true,
  platform: 'node',
  // Old enough that an old Node gets as far as main.js's own message about it.
  target: 'node24',
  format: 'esm',
  legalComments: 'none',
  logLevel: 'warning',
  // Packages in CommonJS ask for Node's own modules with `require`.
  banner: { js: "import{createRequire as $createRequire}from'module';const require=$createRequire(import.meta.url);" },
});
cpSync(new URL('schemas', root), new URL('schemas', dist), { recursive: true });
cpSync(new URL('spec.json', root), new URL('spec.json', dist));
const { name, version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
writeFileSync(new URL('package.json', dist), `${JSON.stringify({ name, version, type: 'module' })}\n`);
