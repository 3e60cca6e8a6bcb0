import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { check, notes, release, versions } from './release.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const DAY = '2030-01-02';

/** A copy of the files that name the version, with something to release. */
function copy(): string {
  const root = mkdtempSync(path.join(tmpdir(), 'source-personio-release-'));
  for (const { file } of versions(ROOT)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    cpSync(path.join(ROOT, file), path.join(root, file));
  }
  edit(root, 'CHANGELOG.md', (text) => text.replace('## ', '## Unreleased\n\n- Something new.\n\n## '));
  return root;
}

const text = (root: string, file: string): string => readFileSync(path.join(root, file), 'utf8');

function edit(root: string, file: string, change: (text: string) => string): void {
  writeFileSync(path.join(root, file), change(text(root, file)));
}

test('the version is the same everywhere: package, lock file, metadata, image label, changelog, page', () => {
  expect(check(ROOT)).toBe(JSON.parse(text(ROOT, 'package.json')).version);
  // The labels take it from the build argument.
  expect(text(ROOT, 'Dockerfile').match(/^ARG VERSION\nLABEL .*io\.airbyte\.version="\$\{VERSION\}"/gm)).toHaveLength(
    2,
  );
});

test.each([
  ['source', 'metadata.yaml'],
  ['destination', 'destination/metadata.yaml'],
])('the image of the %s has the same name in its labels and in %s', (stage, file) => {
  const [, repository] = /^ {2}dockerRepository: (.*)$/m.exec(text(ROOT, file)) ?? [];
  const [, own = ''] = text(ROOT, 'Dockerfile').split(`FROM program AS ${stage}\n`);
  expect(/io\.airbyte\.name="([^"]+)"/.exec(own)?.[1]).toBe(repository);
});

test('without a target, the image is the one of the source', () => {
  expect(
    text(ROOT, 'Dockerfile')
      .match(/^FROM .*$/gm)
      ?.at(-1),
  ).toBe('FROM program AS source');
});

test('a release writes its version everywhere and changes nothing else', () => {
  const root = copy();
  const before = check(root);
  release(root, '98.76.54', DAY);

  expect(check(root, '98.76.54')).toBe('98.76.54');
  expect(notes(root)).toBe('- Something new.');
  for (const file of ['package.json', 'package-lock.json', 'metadata.yaml', 'destination/metadata.yaml', 'Dockerfile'])
    expect(text(root, file).replaceAll('98.76.54', before), file).toBe(text(ROOT, file));
  expect(text(root, 'docs/integrations/sources/personio.md')).toContain(
    `| 98.76.54 | ${DAY} | | See CHANGELOG.md |\n| ${before} |`,
  );
  expect(text(root, 'CHANGELOG.md')).toContain(`## 98.76.54\n\n- Something new.\n\n## ${before}\n`);
});

test('another dependency of the same version keeps it', () => {
  const root = copy();
  const before = check(root);
  const dependency = `"node_modules/other": {\n      "version": "${before}"`;
  edit(root, 'package-lock.json', (lock) => lock.replace(/"node_modules\//, `${dependency}\n    },\n    $&`));
  release(root, '98.0.0', DAY);

  expect(text(root, 'package-lock.json')).toContain(dependency);
});

test('10.0.0 is newer than 9.9.9', () => {
  const root = copy();
  release(root, '9.9.9', DAY);
  edit(root, 'CHANGELOG.md', (changelog) => changelog.replace('## ', '## Unreleased\n\n## '));
  release(root, '10.0.0', DAY);

  expect(check(root)).toBe('10.0.0');
});

test('a failed release changes nothing', () => {
  const root = copy();
  const before = check(root);

  expect(() => release(root, '1.2', DAY)).toThrow('1.2 is not of the form X.Y.Z.');
  expect(() => release(root, 'v1.2.0', DAY)).toThrow('not of the form');
  expect(() => release(root, before, DAY)).toThrow(`${before} is not newer than ${before}.`);
  expect(() => release(root, '0.0.1', DAY)).toThrow('is not newer');
  expect(() => check(root, before)).toThrow('Unreleased');
  expect(() => check(root, '98.0.0')).toThrow(`Not everything is version 98.0.0: package.json names ${before}`);
  edit(root, 'CHANGELOG.md', (changelog) => changelog.replace('## Unreleased', 'News'));
  expect(() => release(root, '98.0.0', DAY)).toThrow('CHANGELOG.md has no section');
  edit(root, 'metadata.yaml', (metadata) => metadata.replace(`Tag: ${before}`, 'Tag: 97.0.0'));
  expect(() => release(root, '98.0.0', DAY)).toThrow(
    `Not everything is version ${before}: metadata.yaml names 97.0.0.`,
  );
  expect(versions(root).filter(({ version }) => version === '98.0.0')).toEqual([]);
});
