// The lists of streams in the README and on the connector's page, and the sample catalog.
import { fixedSchema } from '../../src/account/available.ts';
import { catalogEntry } from '../../src/commands/discover.ts';
import { allStreams } from '../../src/streams/index.ts';
import { GROUPS, type Stream } from '../../src/streams/stream.ts';
import { configured } from '../catalog.ts';
import { code, jsonText, table } from './markdown.ts';
import { cursorCell } from './removals.ts';

type Lists = Readonly<Record<string, () => string>>;

const ROW = /^One row per (.+?)(?=[:;]| \(|\.(?: |$))/;

/** The streams by what has to be configured before they are offered. */
export const OFFERS: ReadonlyMap<string, readonly Stream[]> = new Map([
  ['always', allStreams().filter(({ group, service }) => group === undefined && !service.isFeed)],
  ['company_subdomain', allStreams().filter(({ service }) => service.isFeed)],
  ...GROUPS.map((name) => [name, allStreams().filter(({ group }) => group === name)] as const),
]);

/** What a row of the stream is, as its schema says. */
function rowOf(stream: Stream): string {
  const row = ROW.exec(fixedSchema(stream).description ?? '')?.[1];
  if (row === undefined) throw new Error(`schemas/${stream.name}.json: its description begins with "One row per …".`);
  const { ends } = stream.service;
  return ends === undefined ? row : `${row}; ends ${ends.slice(0, '2027-01-31'.length)}`;
}

function streamTable(offer: string, page: string): string {
  const rows = (OFFERS.get(offer) ?? []).map((stream) => {
    const { name, primaryKey } = stream;
    return [`[${code(name)}](${page}#${name})`, rowOf(stream), code(primaryKey), cursorCell(stream)];
  });
  const report = ['`report_…`', 'row of one report: a stream for each report shared with the API', '`record_key`', ''];
  return table(['Stream', 'One row per', 'Primary key', 'Cursor'], offer === 'always' ? [...rows, report] : rows);
}

function rightsTable(): string {
  const byRight = Map.groupBy(
    allStreams().filter(({ service }) => !service.isFeed),
    ({ scope }) => scope,
  );
  const isNew = (right: string) => Number(right.startsWith('personio:'));
  const rights = [...byRight.keys()].sort((a, b) => isNew(b) - isNew(a) || (a < b ? -1 : 1));
  const rows = rights.map((right) => [code(right), namesOf(byRight.get(right) ?? [])]);
  return table(['Right', 'Streams'], rows);
}

/** The right to list reports covers the stream of each report. */
export function namesOf(streams: readonly Stream[]): string {
  const names = streams.map(({ name }) => code(name));
  return [...names, ...(names.includes('`reports`') ? ['and a stream for each report'] : [])].join(', ');
}

const onDemand = (): string =>
  table(
    ['Setting', 'Streams'],
    [...OFFERS]
      .slice(1)
      .map(([offer, streams]) => [
        code(offer === 'company_subdomain' ? '"company_subdomain": "acme"' : `"extra_streams": ["${offer}"]`),
        streams.map(({ name }) => code(name)).join(', '),
      ]),
  );

export const readmeLists: Lists = {
  streams: () => streamTable('always', 'docs/streams.md'),
  'streams on demand': onDemand,
};

export const connectorLists: Lists = {
  rights: rightsTable,
  ...Object.fromEntries(
    [...OFFERS.keys()].map((offer) => [`streams ${offer}`, () => streamTable(offer, '../../streams.md')]),
  ),
};

/** A configured catalog with everything that is offered by default, incremental where possible. */
export function sampleCatalog(): string {
  const streams = (OFFERS.get('always') ?? []).map((stream) => {
    const { is_resumable: _, ...entry } = catalogEntry(stream, {});
    return configured(entry);
  });
  return jsonText({ streams });
}
