// The lists of docs/changes-and-deletions.md.
import { allStreams } from '../../src/streams/index.ts';
import { SIZES, thousands, wholePriceOf } from './accounts.ts';
import { code, table } from './markdown.ts';
import { confirmation, foundBy, isComparedInEverySync, type Link, whyNot } from './removals.ts';

const link: Link = (name) => `[${code(name)}](streams.md#${name})`;

const REPORTS =
  'rows have no ids: the key is a hash of the row, so one that changed looks like one that went and another that came.';

function told(): string {
  const rows = allStreams().flatMap((stream) => {
    if (stream.removals === undefined) return [];
    return [[link(stream.name), foundBy(stream, code), `where ${confirmation(stream, code)}`]];
  });
  return table(['Stream', 'Found by', 'Counts as gone'], rows);
}

function notTold(): string {
  const silent = allStreams().filter(({ removals }) => removals === undefined);
  const rows = [...Map.groupBy(silent, (stream) => whyNot(stream, code))].map(([reason, streams]) => [
    streams.map(({ name }) => link(name)).join(', '),
    `${reason}.`,
  ]);
  return table(['Stream', 'Not told'], [...rows, ['`report_…`', REPORTS]]);
}

/** A list that several streams compare is read once. */
function sweepPrices(): string {
  const swept = allStreams().filter(({ removals }) => removals?.compared === 'sweeps');
  const listed = swept.map((stream) => (stream.removals?.namedBy && stream.parent?.stream) || stream);
  const byPath = Map.groupBy(swept, (_, index) => listed[index]?.path ?? '');
  const rows = [...byPath].map(([path, streams]) => {
    const owner = listed.find((stream) => stream.path === path);
    return [streams.map(({ name }) => code(name)).join(', '), code(path), owner ? wholePriceOf(owner) : ''];
  });
  return table(['Compared', 'List', `Requests for ${SIZES.map(thousands).join(' / ')} people`], rows);
}

const observed = (): string =>
  allStreams()
    .filter(isComparedInEverySync)
    .map(({ name }) => code(name))
    .join(', ');

export const removalLists: Readonly<Record<string, () => string>> = {
  observed,
  told,
  'not told': notTold,
  'sweep prices': sweepPrices,
};
