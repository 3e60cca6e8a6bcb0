// Keeps the version the same everywhere:
//   npm run release -- 1.2.0            writes 1.2.0 everywhere; CHANGELOG.md needs a section `## Unreleased`, which becomes its
//   npm run release -- --check [1.2.0]  fails unless all name one version (and this one)
//   npm run release -- --notes          prints the newest section of CHANGELOG.md
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A place that names the version: the first group is the text before it, the second the version. */
interface Place {
  readonly file: string;
  readonly pattern: RegExp;
  /** Every match names the version, not only the first. */
  readonly everywhere?: boolean;
}

const VERSION = String.raw`(\d+\.\d+\.\d+)`;

/** Images in commands. Releases are pushed under another name. */
const TAGGED = new RegExp(`(?<!sourcepersonio/)(\\bsource-personio:)${VERSION}`, 'g');

const PLACES: readonly Place[] = [
  { file: 'package.json', pattern: new RegExp(`^( {2}"version": ")${VERSION}(?=")`, 'm') },
  { file: 'package-lock.json', pattern: new RegExp(`^( {2}"version": ")${VERSION}(?=")`, 'm') },
  // The lock file has it a second time, for the project as the root of its packages.
  { file: 'package-lock.json', pattern: new RegExp(`("packages": \\{\\s+"": \\{[^{}]*?"version": ")${VERSION}(?=")`) },
  ...['metadata.yaml', 'destination/metadata.yaml'].map((file) => ({
    file,
    pattern: new RegExp(`^( {2}dockerImageTag: )${VERSION}$`, 'm'),
  })),
  // The label io.airbyte.version of both images.
  { file: 'Dockerfile', pattern: new RegExp(`^(ARG VERSION=)${VERSION}$`, 'm') },
  { file: 'CHANGELOG.md', pattern: new RegExp(`^(## )${VERSION}$`, 'm') },
  { file: 'docs/integrations/sources/personio.md', pattern: new RegExp(`^(\\| )${VERSION}(?= \\|)`, 'm') },
  { file: 'docs/run/airbyte.md', pattern: new RegExp(`( Docker image tag \\| \`)${VERSION}`) },
  { file: 'README.md', pattern: new RegExp(`(: version )${VERSION}`) },
  ...['docs/run/airbyte.md', 'docs/run/airflow.md', 'docs/run/dagster.md', 'docs/run/kubernetes.md'].map((file) => ({
    file,
    pattern: TAGGED,
    everywhere: true,
  })),
];

const UNRELEASED = /^## Unreleased$/m;

/** A mistake that the user has to correct. */
class ReleaseError extends Error {}

/** The version that each place names. */
export function versions(root: string): { file: string; version: string }[] {
  return PLACES.flatMap(({ file, pattern, everywhere }) => {
    const text = read(root, file);
    const matches = everywhere ? [...text.matchAll(pattern)] : [pattern.exec(text) ?? []];
    const found = matches.flatMap(([, , version]) => (version === undefined ? [] : [{ file, version }]));
    if (found.length === 0) throw new ReleaseError(`${file} names no version where it should.`);
    return found;
  });
}

/** The version that all places name; throws if they differ, or if it is not the wanted one. */
export function check(root: string, wanted?: string): string {
  const found = versions(root);
  const version = wanted ?? found[0]?.version ?? '';
  const others = found.filter((place) => place.version !== version);
  if (others.length > 0) {
    const list = others.map((place) => `${place.file} names ${place.version}`);
    throw new ReleaseError(`Not everything is version ${version}: ${list.join(', ')}.`);
  }
  if (wanted !== undefined && UNRELEASED.test(read(root, 'CHANGELOG.md')))
    throw new ReleaseError('CHANGELOG.md has a section "Unreleased".');
  return version;
}

/** Writes `version` everywhere. `day` is that of the release, as YYYY-MM-DD. */
export function release(root: string, version: string, day: string): void {
  if (!new RegExp(`^${VERSION}$`).test(version)) throw new ReleaseError(`${version} is not of the form X.Y.Z.`);
  const before = check(root);
  if (!isNewer(version, before)) throw new ReleaseError(`${version} is not newer than ${before}.`);
  const changelog = read(root, 'CHANGELOG.md');
  if (!UNRELEASED.test(changelog))
    throw new ReleaseError('CHANGELOG.md has no section "## Unreleased" with what is new.');

  write(root, 'CHANGELOG.md', changelog.replace(UNRELEASED, `## ${version}`));
  for (const { file, pattern } of PLACES) {
    const text = read(root, file);
    // The page's table keeps its rows: the new version gets its own, at the top.
    if (file.endsWith('personio.md'))
      write(root, file, text.replace(pattern, `| ${version} | ${day} | | See CHANGELOG.md |\n$&`));
    else if (file !== 'CHANGELOG.md') write(root, file, text.replace(pattern, `$1${version}`));
  }
}

/** The newest section of the changelog, without its heading. */
export function notes(root: string): string {
  const [, newest = ''] = read(root, 'CHANGELOG.md').split(/^## .*$/m);
  return newest.trim();
}

const isNewer = (version: string, than: string): boolean => version.localeCompare(than, 'en', { numeric: true }) > 0;

const read = (root: string, file: string): string => readFileSync(path.join(root, file), 'utf8');
const write = (root: string, file: string, text: string): void => writeFileSync(path.join(root, file), text);

function main([first = '', second]: readonly string[]): void {
  const root = path.resolve(import.meta.dirname, '..');
  if (first === '--check') console.log(`Everything is version ${check(root, second)}.`);
  else if (first === '--notes') console.log(notes(root));
  else if (first === '') throw new ReleaseError('Usage: npm run release -- X.Y.Z | --check [X.Y.Z] | --notes');
  else {
    release(root, first, new Date().toISOString().slice(0, 10));
    console.log(
      `Everything is version ${first} now. Review it with git diff; docs/release.md describes the next steps.`,
    );
  }
}

if (import.meta.main) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof ReleaseError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
