import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** From top to bottom. A file imports from its own floor and from those below it; `sync` and `write` share one. */
const FLOORS = [
  ['main.ts', 'destination.ts'],
  ['cli'],
  ['commands'],
  ['config'],
  ['sync', 'write'],
  ['records'],
  ['privacy'],
  ['account'],
  ['streams'],
  ['http'],
  ['airbyte'],
  ['kept'],
  // The ground: files that belong to no folder.
  [''],
];

/** The lowest floor that may import the protocol; folders below it may not. */
const PROTOCOL_MAY_BE_KNOWN_FROM = 4;

type Imports = ReadonlyMap<string, readonly string[]>;

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)['"]/g;

function importsIn(folder: string): Imports {
  const files = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('.d.ts'),
  );
  return new Map(
    files.map((file) => {
      const text = readFileSync(path.join(ROOT, folder, file), 'utf8');
      const targets = [...text.matchAll(IMPORT)].map(([, target = '']) => path.join(path.dirname(file), target));
      return [file, [...new Set(targets)].filter((target) => files.includes(target))];
    }),
  );
}

function roomOf(file: string): string {
  const [room = '', ...rest] = file.split(path.sep);
  return rest.length > 0 ? room : FLOORS[0]?.includes(file) ? file : '';
}

const floorOf = (file: string): number => FLOORS.findIndex((rooms) => rooms.includes(roomOf(file)));

/** Imports from a floor above, or from another folder on the same floor. */
function climbing(imports: Imports): string[] {
  return [...imports].flatMap(([file, targets]) =>
    targets
      .filter((target) => floorOf(target) <= floorOf(file) && roomOf(target) !== roomOf(file))
      .map((target) => `${file} imports ${target}`),
  );
}

/** The first import cycle, or nothing. */
function circle(imports: Imports): string[] {
  const done = new Set<string>();
  const follow = (file: string, trail: readonly string[]): string[] => {
    const at = trail.indexOf(file);
    if (at >= 0) return [...trail.slice(at), file];
    if (done.has(file)) return [];
    for (const target of imports.get(file) ?? []) {
      const found = follow(target, [...trail, file]);
      if (found.length > 0) return found;
    }
    done.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const found = follow(file, []);
    if (found.length > 0) return found;
  }
  return [];
}

describe('the floors of src/', () => {
  const imports = importsIn('src');

  test('every file has a floor', () => {
    expect([...imports.keys()].filter((file) => floorOf(file) < 0)).toEqual([]);
  });

  test('nothing is imported from a floor above, or from another folder on the same floor', () => {
    expect(climbing(imports)).toEqual([]);
  });

  test('no folder below the one that reads imports the protocol', () => {
    const low = [...imports].filter(
      ([file]) => floorOf(file) > PROTOCOL_MAY_BE_KNOWN_FROM && roomOf(file) !== 'airbyte',
    );
    const known = low.flatMap(([file, targets]) =>
      targets.filter((target) => roomOf(target) === 'airbyte').map((target) => `${file} imports ${target}`),
    );
    expect(known).toEqual([]);
  });

  test.each(['node:http', 'undici'])('only http/ imports %s', (name) => {
    const users = [...imports.keys()].filter((file) =>
      new RegExp(`from ['"]${name}`).test(readFileSync(path.join(ROOT, 'src', file), 'utf8')),
    );
    expect(users.filter((file) => roomOf(file) !== 'http')).toEqual([]);
  });
});

/** They are separate chunks that no other command loads. */
test.each([
  ['sandbox', ['commands/demo/demo.ts', 'commands/sandbox.ts']],
  ['answers', ['commands/demo/figures.ts']],
])('only commands for people load %s/, and only when they run', (folder, expected) => {
  const named = new RegExp(`'(?:\\.\\./)+${folder}/[^']+'`);
  const imported = new RegExp(`^import (?!type ).*'[./]+/${folder}/`, 'm');
  const textOf = (file: string): string => readFileSync(path.join(ROOT, 'src', file), 'utf8');
  const users = [...importsIn('src').keys()].filter((file) => named.test(textOf(file)));

  expect(users.sort()).toEqual(expected);
  for (const file of users) expect(textOf(file)).not.toMatch(imported);
});

test('answers/ uses only the ground of src/', () => {
  const files = readdirSync(path.join(ROOT, 'answers'), { recursive: true, encoding: 'utf8' });
  const text = files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(path.join(ROOT, 'answers', file), 'utf8'))
    .join('\n');
  const targets = [...text.matchAll(IMPORT)].flatMap(([, target = '']) => /\/src\/(.*)$/.exec(target)?.[1] ?? []);

  expect(targets.length).toBeGreaterThan(0);
  expect(targets.filter((target) => target.includes('/'))).toEqual([]);
});

/** A source that could load it would grow with it: in memory, and in what must be understood to change it. */
test('the source and the destination load nothing of each other', () => {
  const imports = importsIn('src');
  const loadedBy = (file: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const target of imports.get(file) ?? []) loadedBy(target, seen);
    return seen;
  };
  const ofDestination = /^(?:write|commands\/destination)\/|^(?:cli|config)\/destination\.ts$/;
  const ofSource = /^sync\/|^(?:cli|config)\/source\.ts$/;
  const named = (file: string) => file.split(path.sep).join('/');

  expect([...loadedBy('main.ts')].map(named).filter((file) => ofDestination.test(file))).toEqual([]);
  expect([...loadedBy('destination.ts')].map(named).filter((file) => ofSource.test(file))).toEqual([]);
});

test.each(['src', 'sandbox', 'answers'])('%s/ has no import cycle', (folder) => {
  expect(circle(importsIn(folder))).toEqual([]);
});

describe('the check', () => {
  test.each([
    ['up', 'streams/a.ts', 'sync/b.ts'],
    ['from sync to write', 'sync/a.ts', 'write/b.ts'],
    ['from write to sync', 'write/a.ts', 'sync/b.ts'],
    ['from the ground', 'a.ts', 'http/b.ts'],
    ['to a program', 'cli/a.ts', 'main.ts'],
  ])('detects an import that goes %s', (_, file, target) => {
    const imports = new Map([
      [path.normalize(file), [path.normalize(target)]],
      [path.normalize(target), []],
    ]);
    expect(climbing(imports)).toEqual([`${path.normalize(file)} imports ${path.normalize(target)}`]);
  });

  test('detects a cycle', () => {
    const imports = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ]);
    expect(circle(imports)).toEqual(['b', 'c', 'b']);
  });
});
