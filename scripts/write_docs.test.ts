import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { fixedSchema } from '../src/account/available.ts';
import { cursorOf } from '../src/account/change_columns.ts';
import type { JsonSchema } from '../src/json_schema.ts';
import { allStreams } from '../src/streams/index.ts';
import { withLists } from './docs/markdown.ts';
import { generatedFiles } from './write_docs.ts';

const text = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

const CURSORS = { always: 'none', marked: '`observed_at`, with `deletions.mark`; else none' };

const streams = allStreams();
const generated = generatedFiles();
const doc = generated.get('docs/streams.md') ?? '';
const sections = new Map(
  doc
    .split(/^### /m)
    .slice(1)
    .map((part) => [part.split('\n', 1)[0] ?? '', part]),
);

test.each([...generated])('%s is what npm run docs writes', (file, content) => {
  expect(text(file)).toBe(content);
});

test('the same declarations give the same text', () => {
  expect(generatedFiles()).toEqual(generated);
});

test('a list has one place on its page and keeps its indentation', () => {
  const lists = { one: () => 'new\n\nlist' };
  const place = '  <!-- list: one -->\n  old\n  <!-- end -->\n';

  expect(withLists('page', `before\n${place}after`, lists)).toBe(
    'before\n  <!-- list: one -->\n\n  new\n\n  list\n\n  <!-- end -->\nafter',
  );
  expect(() => withLists('page', 'no place', lists)).toThrow('no place for one');
  expect(() => withLists('page', place.repeat(2), lists)).toThrow('"one"');
  expect(() => withLists('page', place, {})).toThrow('"one"');
});

test('every line of the diagrams joins two streams, and every stream is in one', () => {
  const names = streams.map(({ name }) => name);
  const drawn = new Set<string>();
  for (const [, lines = ''] of doc.matchAll(/^```mermaid\nerDiagram\n(.*?)^```/gms)) {
    for (const line of lines.trim().split('\n')) {
      expect(line.trim()).toMatch(/^\w+( \|o(--|\.\.)o\{ \w+ : "[^"]+")?$/);
      const [left = '', , right = left] = line.trim().split(' ');
      for (const name of [left, right]) expect(names, line).toContain(name);
      drawn.add(left).add(right);
    }
  }

  expect([...drawn].sort()).toEqual(names);
});

test('every link leads to a heading', () => {
  const headings = [...doc.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  for (const [, anchor] of doc.matchAll(/\]\(#([^)]+)\)/g)) expect(headings).toContain(anchor);
});

describe.each(streams.map((stream) => [stream.name, stream] as const))('%s', (name, stream) => {
  test('has a section with its endpoint, right, key, cursor, price and every field', () => {
    const section = sections.get(name) ?? '';
    const marked = cursorOf(stream, true) === undefined ? 'always' : 'marked';
    const { path, scope, primaryKey, cursorField, service, removals } = stream;

    expect(section).toContain(`| Endpoint | \`${path}\``);
    expect(section).toContain(service.isFeed ? '| Right | none' : `| Right | \`${scope}\``);
    expect(section).toContain(`| Primary key | \`${primaryKey}\``);
    expect(section).toContain(`| Cursor | ${cursorField === undefined ? CURSORS[marked] : `\`${cursorField}\``} |`);
    expect(section).toMatch(
      removals ? /^\| Removed rows \| Found by .* Counts as gone if /m : /^\| Removed rows \| Not reported: /m,
    );
    expect(section).toMatch(/^\| Requests \| \d.* in (a first|every) sync.*: .+\. \|$/m);
    for (const field of Object.keys(fixedSchema(stream).properties ?? {}))
      expect(section).toContain(`\n| \`${field}\` | `);
  });
});

test('docs/changes-and-deletions.md has every stream once, either reporting removed rows or not', () => {
  const page = generated.get('docs/changes-and-deletions.md') ?? '';
  const list = (name: string): string[] => {
    const [, text = ''] = new RegExp(`<!-- list: ${name} -->(.*?)<!-- end -->`, 's').exec(page) ?? [];
    return [...text.matchAll(/\(streams\.md#(\w+)\)/g)].map(([, stream = '']) => stream);
  };
  const tells = ({ removals }: (typeof streams)[number]): boolean => removals !== undefined;

  expect(list('reported')).toEqual(streams.filter(tells).map(({ name }) => name));
  expect(list('not reported').sort()).toEqual(streams.filter((stream) => !tells(stream)).map(({ name }) => name));
});

test('docs/coming-from.md names streams and columns that exist', () => {
  const mentioned = [...text('docs/coming-from.md').matchAll(/`([a-z_0-9]+)\.([a-z_0-9.[\]]+)`/g)];
  expect(mentioned.length).toBeGreaterThan(100);
  for (const [, name, path = ''] of mentioned) {
    const stream = streams.find((each) => each.name === name);
    expect(stream, `${name}.${path}`).toBeDefined();
    if (stream) expect(at(fixedSchema(stream), path), `${name}.${path}`).toBeDefined();
  }
});

test('metadata.yaml suggests streams that are offered by default and hold no pay', () => {
  const names: string[] = parse(text('metadata.yaml')).data.suggestedStreams.streams;
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) {
    const stream = streams.find((each) => each.name === name);
    expect(stream, name).toBeDefined();
    expect(stream?.group, name).toBeUndefined();
    expect(stream?.service.isFeed, name).toBeUndefined();
    expect(name).not.toMatch(/compensation|salary|^employees$/);
  }
});

/** The field of a schema behind a dotted name. */
function at(schema: JsonSchema, path: string): JsonSchema | undefined {
  let inner: JsonSchema | undefined = schema;
  for (const step of path.split('.')) {
    const name = step.replace(/\[\]$/, '');
    inner = inner?.properties?.[name];
    if (step.endsWith('[]')) inner = inner?.items;
  }
  return inner;
}
