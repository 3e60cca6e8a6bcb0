import type { Answer } from '../http/answer.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { readCursor } from '../resources/cursor.ts';
import type { Turn } from './turn.ts';

/** What a next link can become. `next` is the right one; undefined if there is none to replace. */
const LINKS = {
  self: (turn: Turn) => ({ href: `${turn.asked.origin}${turn.asked.target}` }),
  'other host': (_turn: Turn, next: string | undefined, host: string) =>
    next === undefined ? undefined : { href: next.replace(/^https?:\/\/[^/]+|^(?=\/)/, host) },
  /** The second page links to the first one, which links to the second one. */
  loop: (turn: Turn, next: string | undefined) => ({ href: firstPage(turn) ?? next ?? turn.asked.target }),
  bare: (_turn: Turn, next: string | undefined) => next,
  relative: (_turn: Turn, next: string | undefined) =>
    next === undefined ? undefined : { href: next.replace(/^https?:\/\/[^/]+/, '') },
  /** A link under an unknown name. */
  unreadable: (_turn: Turn, next: string | undefined) => (next === undefined ? undefined : { uri: next }),
  /** The path that Personio's own example shows and nobody serves. */
  'unpublished path': (_turn: Turn, next: string | undefined) =>
    next === undefined ? undefined : { href: next.replace(/\/v2\/persons\/[^/]+\/employments/, '/v2/employments') },
} as const satisfies Record<string, (turn: Turn, next: string | undefined, host: string) => Json | undefined>;

interface NextOptions {
  readonly to: keyof typeof LINKS;
  /** Origin for `other host`. */
  readonly host?: string;
}

/** Lists that do not continue as they should. */
export const pagingActs = {
  async next(turn: Turn, { to, host = 'https://elsewhere.example' }: NextOptions): Promise<void> {
    const answer = turn.answer();
    const link = LINKS[to](turn, nextOf(answer), host);
    await turn.send(link === undefined ? answer : withNext(answer, link));
  },

  /** A page without rows; the page after it has them. */
  async empty_page(turn: Turn, _options: object): Promise<void> {
    await turn.send(turn.answer({ empty: true }));
  },

  /** The last page has a next link to a page without rows. */
  async extra_page(turn: Turn, _options: object): Promise<void> {
    await turn.send(turn.answer({ extraPage: true }));
  },

  /** Each page starts with the last rows of the previous one. */
  async overlap(turn: Turn, { rows = 1 }: { readonly rows?: number }): Promise<void> {
    await turn.send(turn.answer({ overlap: rows }));
  },

  /** Cursors are no longer known; first pages still work. */
  async expired_cursor(turn: Turn, _options: object): Promise<void> {
    await turn.send(turn.answer({ expired: true }));
  },

  /** One record makes every page that contains it fail, whichever way it is requested. */
  async broken_record(turn: Turn, { id }: { readonly id: string }): Promise<void> {
    await turn.send(turn.answer({ broken: id }));
  },
};

function firstPage({ asked }: Turn): string | undefined {
  const cursor = readCursor(asked.query.get('cursor') ?? '');
  return cursor === undefined ? undefined : `${asked.origin}${asked.path}?${cursor.query}`;
}

function nextOf({ json }: Answer): string | undefined {
  const next = member(member(member(json, '_meta'), 'links'), 'next');
  const href = member(next, 'href');
  return typeof href === 'string' ? href : undefined;
}

function member(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) ? value[name] : undefined;
}

function withNext(answer: Answer, next: Json): Answer {
  if (!isObject(answer.json) || answer.status !== 200) return answer;
  const self: JsonObject = { href: '' };
  const links = member(member(answer.json, '_meta'), 'links');
  const json = { ...answer.json, _meta: { links: { ...(isObject(links) ? links : { self }), next } } };
  return { ...answer, json };
}
