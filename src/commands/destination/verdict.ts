import { listed } from '../../printable.ts';
import type { Mapping } from '../../write/plan.ts';
import type { RightTo } from './rights.ts';

const GRANT = 'Grant it in Personio, under Settings > Integrations > API credentials.';

interface Verdict {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly message: string;
}

/** It fails if nothing may be written, or not what a mapping names. */
export function verdictOf(rights: readonly RightTo[], mappings: readonly Mapping[]): Verdict {
  const refused = rights.filter(({ state }) => state === 'may not');
  const needed = refused.filter(({ object }) => mappings.some((mapping) => mapping.object === object.name));
  if (needed.length > 0)
    return { status: 'FAILED', message: `The API credential may not write ${named(needed)}. ${GRANT}` };
  if (refused.length === rights.length)
    return { status: 'FAILED', message: `The API credential may write nothing: ${named(refused)}. ${GRANT}` };
  return { status: 'SUCCEEDED', message: summary(rights) };
}

/** What may be written, what not and for which right, and what is not known. */
function summary(rights: readonly RightTo[]): string {
  const inState = (wanted: RightTo['state']) => rights.filter(({ state }) => state === wanted);
  const [may, refused, unknown] = [inState('may'), inState('may not'), inState('unknown')];
  const blind = rights.filter(({ isBlind }) => isBlind).map(({ object }) => object.name);
  return [
    ...(may.length > 0 ? [`The API credential may write ${may.map(({ object }) => object.name).join(', ')}.`] : []),
    ...(refused.length > 0 ? [`It may not write ${named(refused)}.`] : []),
    ...(unknown.length > 0
      ? [`Whether it may write these, only a write can tell: ${unknown.map(({ object }) => object.name).join(', ')}.`]
      : []),
    ...(blind.length > 0
      ? [`Every row is looked up first, so it needs the right to read, too: it lacks that for ${blind.join(', ')}.`]
      : []),
  ].join(' ');
}

/** Objects with the rights that they lack: `documents (Documents: write)`. */
const named = (rights: readonly RightTo[]): string =>
  rights.map(({ object }) => `${object.name} (${object.rights.name})`).join(', ');

export const MARKS: Readonly<Record<RightTo['state'], string>> = { may: '✓', 'may not': '✗', unknown: '?' };

/** How the rows of a mapped stream will be written. */
export function mappingLine({ stream, object, operation, key, fields, constants }: Mapping): string {
  const parts = [
    `${operation ?? 'written as the sync mode says'}${key ? `, found by ${listed(key)}` : ''}`,
    ...Object.entries(fields).map(([column, member]) =>
      member === null ? `without ${column}` : `${column} → ${member}`,
    ),
    ...Object.keys(constants).map((member) => `${member} is the same in every row`),
  ];
  return `${stream} → ${object}: ${parts.join('; ')}`;
}
