// The lists of docs/changes-and-deletions.md.
import { allStreams } from '../../src/streams/index.ts';
import { eventsOf } from '../../src/streams/removals.ts';
import { SIZES, thousands, wholePriceOf } from './accounts.ts';
import { keptSizes, sweptSizes } from './kept_sizes.ts';
import { code, table } from './markdown.ts';
import { confirmation, foundBy, isMarkedOnly, type Link, whyNot } from './removals.ts';

const link: Link = (name) => `[${code(name)}](streams.md#${name})`;

const REPORTS =
  'rows have no ids: the key is a hash of the row, so a changed row looks like one removed and another added.';

function reported(): string {
  const rows = allStreams().flatMap((stream) => {
    if (stream.removals === undefined) return [];
    return [[link(stream.name), foundBy(stream, code), `if ${confirmation(stream, code)}`]];
  });
  return table(['Stream', 'Found by', 'Counts as removed'], rows);
}

function notReported(): string {
  const silent = allStreams().filter(({ removals }) => removals === undefined);
  const rows = [...Map.groupBy(silent, (stream) => whyNot(stream, code))].map(([reason, streams]) => [
    streams.map(({ name }) => link(name)).join(', '),
    `${reason}.`,
  ]);
  return table(['Stream', 'Not reported'], [...rows, ['`report_…`', REPORTS]]);
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

/** The events that a webhook should have, by purpose. */
function events(): string {
  const rows = allStreams().flatMap(({ name, removals }) => {
    const { visits = [] } = removals ?? {};
    const deleted = removals ? eventsOf(removals) : [];
    return deleted.length === 0 ? [] : [[link(name), deleted.map(code).join(', '), visits.map(code).join(', ')]];
  });
  return table(['Stream', 'Removed rows', 'All rows of persons named by these are requested in the same sync'], rows);
}

const observed = (): string =>
  allStreams()
    .filter(isMarkedOnly)
    .map(({ name }) => code(name))
    .join(', ');

export const removalLists: Readonly<Record<string, () => string>> = {
  observed,
  reported,
  events,
  'not reported': notReported,
  'sweep prices': sweepPrices,
  'kept sizes': keptSizes,
  'swept sizes': sweptSizes,
};
