// The table of rights, the same on each page: what to tick for which streams.
import { allStreams } from '../../src/streams/index.ts';
import { RIGHTS, type Right, scopesOf } from '../../src/streams/rights.ts';
import type { Stream } from '../../src/streams/stream.ts';
import { code, table } from './markdown.ts';

/** The right to list reports covers the stream of each report. */
function namesOf(streams: readonly Stream[]): string {
  const names = streams.map(({ name }) => code(name));
  return [...names, ...(names.includes('`reports`') ? ['a stream for each report'] : [])].join(', ');
}

const rightOf = (scope: string): Right => {
  const right = RIGHTS.find((each) => each.scope === scope);
  if (!right) throw new Error(`src/streams/rights.ts has no ${scope}.`);
  return right;
};

/** In the order of RIGHTS. A stream that needs several is listed at the first one, after those that need only that. */
export function rightsTable(): string {
  const sets = Map.groupBy(allStreams(), (stream) => scopesOf(stream).join(' '));
  const places = (scopes: string): number[] => {
    const [first = '', ...others] = scopes.split(' ');
    return [RIGHTS.findIndex(({ scope }) => scope === first), others.length];
  };
  const rows = [...sets]
    .filter(([scopes]) => scopes !== '')
    .sort(([one], [other]) => compare(places(one), places(other)))
    .map(([scopes, streams]) => {
      const rights = scopes.split(' ').map(rightOf);
      const cell = (parts: readonly string[]) => parts.join('<br>');
      return [cell(rights.map(({ label }) => label)), cell(rights.map(({ scope }) => code(scope))), namesOf(streams)];
    });
  const free = (sets.get('') ?? []).map(({ name }) => code(name)).join(', ');
  return table(['Tick in Personio', 'Scope', 'Opens'], [...rows, ['nothing', 'none', free]]);
}

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at === -1 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}
