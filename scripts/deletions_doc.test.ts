import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Deletions } from '../src/config/deletions.ts';
import { ApiError } from '../src/http/api_error.ts';
import { NoAnswer } from '../src/sync/removals/asking/no_answer.ts';
import { explain, type Refusal } from '../src/sync/removals/gate.ts';
import { blocksOf } from './docs_commands/blocks.ts';

const PAGE = 'docs/changes-and-deletions.md';
const page = readFileSync(new URL(`../${PAGE}`, import.meta.url), 'utf8');
/** The text under a heading, up to the next one. */
const section = (heading: string): string => new RegExp(`^#+ ${heading}\n(.*?)(?=^#+ )`, 'ms').exec(page)?.[1] ?? '';

const finding = { candidates: 1812, known: 10_000, listed: 8188, mostPercent: 10 };
const unanswered = new NoAnswer(
  { path: '/v2/persons/{id}', scope: 'personio:persons:read' },
  { error: new ApiError('server', 503, 3) },
);

/** Every reason for which nothing is marked, and each that has two wordings. */
const REFUSALS: readonly Refusal[] = [
  { why: 'incomplete' },
  { why: 'nothing listed', finding },
  { why: 'undecodable', finding },
  { why: 'too many', finding },
  { why: 'too many', finding: { ...finding, listed: undefined } },
  { why: 'still there', asked: 100, alive: 60 },
  { why: 'not answered', asked: 1, unanswered },
  { why: 'not answered', asked: 5, unanswered },
];

describe('the refusals', () => {
  const quotes = [...section('A refusal').matchAll(/^\| `([^`]+)` \|/gm)].map(([, quote = '']) => quote);
  const means = (quote: string, message: string): boolean => {
    const parts = quote.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.+')}$`).test(message);
  };
  const messages = REFUSALS.map((refusal) => `persons: ${explain(refusal)}`);

  test.each(messages)('%s', (message) => {
    expect(quotes.filter((quote) => means(quote, message))).toHaveLength(1);
  });

  test('nothing else is quoted', () => {
    expect(quotes.length).toBeGreaterThan(5);
    for (const quote of quotes)
      expect(
        messages.some((message) => means(quote, message)),
        quote,
      ).toBe(true);
  });
});

test('every field of the setting is described, with its title and default', () => {
  const defaults = Deletions.parse({});
  expect(Object.keys(defaults).length).toBeGreaterThan(0);
  for (const [name, value] of Object.entries(defaults)) {
    const title = Deletions.shape[name as keyof typeof defaults].meta()?.title;
    expect(section('Switch it on')).toMatch(new RegExp(`^\\| ${title} \\(\`${name}\`\\) \\| \`?${value}\`? \\| `, 'm'));
  }
});

test('every SQL file is one that is tested', () => {
  const story = readFileSync(new URL('clients/history.ts', import.meta.url), 'utf8');
  for (const { title } of [...blocksOf(PAGE), ...blocksOf('docs/privacy.md')])
    if (title?.endsWith('.sql')) expect(story).toContain(`'${title.replace('.sql', '')}'`);
});

test('an event is named once for a stream', () => {
  for (const line of section('Events')
    .split('\n')
    .filter((each) => each.startsWith('| ['))) {
    const [, , removed = ''] = line.split('|');
    const names = removed.trim().split(', ');
    expect(names).toEqual([...new Set(names)]);
  }
});
