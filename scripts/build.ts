// Bundles src/ into dist/: main.js (the source) and destination.js, their chunks, and the files that go with them.
// Nothing else is needed to run them.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { thirdPartyNotices } from './notices.ts';

const root = new URL('../', import.meta.url);
const dist = new URL('dist/', root);

/**
 * Every command needs yargs' parser; the rest of yargs would load the formatting of the help, and double the startup
 * time.
 */
const parserAlone: Plugin = {
  name: 'yargs-parser-alone',
  setup: ({ onLoad }) =>
    onLoad({ filter: /yargs.helpers.helpers\.mjs$/ }, (file) => ({
      contents: "export { default as Parser } from 'yargs-parser';",
      resolveDir: path.dirname(file.path),
    })),
};

rmSync(dist, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: fileURLToPath(root),
  entryPoints: ['src/main.ts', 'src/destination.ts'].map((file) => fileURLToPath(new URL(file, root))),
  outdir: fileURLToPath(dist),
  bundle: true,
  splitting: true,
  platform: 'node',
  // Old enough for an old Node to reach the program's own message about it.
  target: 'node24',
  format: 'esm',
  // They are in the notices.
  legalComments: 'none',
  metafile: true,
  plugins: [parserAlone],
  // The demo loads it where it is installed, and says so where it is not.
  external: ['@duckdb/node-api'],
  logLevel: 'warning',
  // Packages in CommonJS ask for Node's own modules with `require`.
  banner: { js: "import{createRequire as $createRequire}from'module';const require=$createRequire(import.meta.url);" },
});
cpSync(new URL('schemas', root), new URL('schemas', dist), { recursive: true });
for (const file of ['spec.json', 'destination/spec.json', 'LICENSE']) cpSync(new URL(file, root), new URL(file, dist));
const bundled = Object.values(metafile.outputs)
  .flatMap(({ inputs }) => Object.keys(inputs))
  .map((file) => fileURLToPath(new URL(file, root)));
writeFileSync(new URL('THIRD_PARTY_NOTICES.txt', dist), thirdPartyNotices(bundled));
const { name, version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
writeFileSync(new URL('package.json', dist), `${JSON.stringify({ name, version, type: 'module' })}\n`);
