// The lists of streams in the README and on the connector's page, and the sample catalog.
import { fixedSchema } from '../../src/account/available.ts';
import { configuredEntry } from '../../src/airbyte/configured_entry.ts';
import { catalogEntry } from '../../src/commands/entries.ts';
import { sourceSpecification } from '../../src/config/spec.ts';
import { allStreams } from '../../src/streams/index.ts';
import { GROUPS, type Stream } from '../../src/streams/stream.ts';
import { formFields } from './form_fields.ts';
import { code, jsonText, table } from './markdown.ts';
import { cursorCell } from './removals.ts';
import { rightsTable } from './rights.ts';

type Lists = Readonly<Record<string, () => string>>;

/** Where the connector's page says more about a field. */
const MORE: Readonly<Record<string, string>> = {
  extra_streams: 'See [supported streams](#supported-streams).',
  reread_days: 'See [employments](#employments).',
  privacy: 'See [privacy](../../privacy.md).',
  deletions: 'See [changes and deletions](../../changes-and-deletions.md).',
};

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

const settingOf = (offer: string): string =>
  offer === 'company_subdomain' ? 'company_subdomain: "acme"' : `extra_streams: ["${offer}"]`;

/** The names of all streams, by what offers them. */
function namesByOffer(page: string): string {
  const rows = [...OFFERS].map(([offer, streams]) => [
    offer === 'always' ? offer : `with ${code(settingOf(offer))}`,
    streams.map(({ name }) => `[${code(name)}](${page}#${name})`).join(', '),
  ]);
  return table(['Offered', 'Streams'], rows);
}

export const readmeLists: Lists = { streams: () => namesByOffer('docs/streams.md') };

export const connectorLists: Lists = {
  rights: rightsTable,
  'form fields': () => formFields(sourceSpecification(), MORE),
  ...Object.fromEntries(
    [...OFFERS.keys()].map((offer) => [`streams ${offer}`, () => streamTable(offer, '../../streams.md')]),
  ),
};

/** A configured catalog with everything that is offered by default, incremental where possible. */
export function sampleCatalog(): string {
  const streams = (OFFERS.get('always') ?? []).map((stream) => {
    const { is_resumable: _, ...entry } = catalogEntry(stream, {});
    return configuredEntry(entry);
  });
  return jsonText({ streams });
}
