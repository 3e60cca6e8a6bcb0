/** The target of a request: the server, and the path with its query. */
export interface Address {
  readonly origin: string;
  readonly path: string;
}

/** A path that `URL` would not change. Parsing it would cost more than the rest of a small request. */
const PLAIN = /^(?:\/[\w~:-][\w.~:-]*)+(?:\?[\w.~%:,+*=&-]+)?$/;

/** The address of a URL without its query, to which paths are appended. */
export function baseAddress(url: string): Address {
  const { origin, pathname } = new URL(url);
  return { origin, path: withoutLastSlashes(pathname) };
}

/** The lookbehind prevents a match from each character in turn, which would take quadratic time. */
const withoutLastSlashes = (path: string): string => path.replace(/(?<!\/)\/+$/, '');

/** Resolves a link on a page at that address; undefined if it is not a link. */
export function addressOf(link: string, { origin, path }: Address): Address | undefined {
  const within = link.startsWith(`${origin}/`) ? link.slice(origin.length) : link;
  if (PLAIN.test(within)) return { origin, path: within };
  const url = URL.parse(link, origin + path);
  return url ? { origin: url.origin, path: url.pathname + url.search } : undefined;
}
