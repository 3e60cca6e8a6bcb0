// The lists of docs/streams.md, from the declarations of the streams and their schemas.

import { fixedSchema } from '../../src/account/available.ts';
import { changeColumns } from '../../src/account/change_columns.ts';
import { REPORT_PREFIX, ReportRows } from '../../src/account/reports.ts';
import type { JsonSchema } from '../../src/json_schema.ts';
import { allStreams } from '../../src/streams/index.ts';
import { ListStream } from '../../src/streams/list.ts';
import type { SyncWindow } from '../../src/streams/partition.ts';
import { partitionsOf } from '../../src/streams/partitions/changes.ts';
import { ownScopes, scopesOf } from '../../src/streams/rights.ts';
import { type Parent, Stream } from '../../src/streams/stream.ts';
import { V1Stream } from '../../src/streams/v1.ts';
import { addDays, daysBetween, firstOfMonth } from '../../src/times.ts';
import { assumptionsTable, priceOf, SIZES, thousands } from './accounts.ts';
import { type Join, joinsOf } from './joins.ts';
import { code, table } from './markdown.ts';
import { rowsPerPage } from './prices.ts';
import { cursorCell, isMarkedOnly, removedRows } from './removals.ts';
import { OFFERS } from './stream_lists.ts';

/** A fixed afternoon for the plans of syncs; any other gives the same text. */
const AT = '2026-06-15T12:00:00Z';
const THIS_MONTH = { since: firstOfMonth(AT) };

const plan = (stream: Stream, window: Partial<SyncWindow> = {}) =>
  partitionsOf(stream, { at: AT, lookbackDays: 0, ...window });
/** Joins all sentences into one text. */
const sentences = (...parts: readonly (string | false | undefined)[]): string => parts.filter(Boolean).join(' ');
const link = (name: string): string => `[${code(name)}](#${name})`;

export const pageLists: Readonly<Record<string, () => string>> = {
  assumptions: assumptionsTable,
  index: () => index().join('\n\n'),
  diagrams: () => diagrams(allStreams()).join('\n\n'),
  streams: () => allStreams().map(section).join('\n\n'),
  report: reportTable,
};

// Index

function index(): string[] {
  const people = SIZES.map(thousands).join(' / ');
  const head = ['Stream', 'Endpoint', 'Key', 'Cursor', `Requests for ${people} people, first sync`, 'A day later'];
  const row = (stream: Stream) => {
    const { first, daily } = priceOf(stream);
    return [link(stream.name), code(stream.path), code(stream.primaryKey), cursorCell(stream), first, daily];
  };
  const total = (streams: readonly Stream[]) => {
    const { first, daily } = priceOf(...streams);
    return ['All of them', '', '', '', first, daily];
  };
  return [...OFFERS.values()].flatMap((streams) =>
    streams.slice(0, 1).flatMap((one) => {
      const rows = streams.map(row);
      return [`### Offered ${offered(one)}`, table(head, streams.length > 1 ? [...rows, total(streams)] : rows)];
    }),
  );
}

// Joins

const DIAGRAMS: readonly { readonly title: string; readonly of: (stream: Stream) => boolean }[] = [
  { title: 'Recruiting', of: ({ group, service }) => group === 'recruiting' || service.isFeed === true },
  { title: 'Webhooks', of: ({ group }) => group === 'webhooks' },
  { title: 'Tables known from other tools (`legacy`, API v1)', of: ({ group }) => group === 'legacy' },
  { title: 'Employees and their attributes (API v1)', of: ({ path }) => path.startsWith('/v1/') },
  { title: 'People, organisation, absences, time and pay (API v2)', of: () => true },
];

/** A diagram for each area: each relation is drawn once, in the area of the stream that refers. */
function diagrams(streams: readonly Stream[]): string[] {
  const homeOf = (stream: Stream) => DIAGRAMS.findIndex(({ of }) => of(stream));
  const parts = DIAGRAMS.map(({ title }, home) => {
    const own = streams.filter((stream) => homeOf(stream) === home);
    const drawn = own.flatMap(relations);
    const alone = own.map(({ name }) => name).filter((name) => !drawn.some((line) => line.split(' ').includes(name)));
    const lines = [...drawn, ...alone];
    return `### ${title}\n\n\`\`\`mermaid\nerDiagram\n${lines.map((line) => `  ${line}`).join('\n')}\n\`\`\``;
  });
  return parts.reverse();
}

function relations(stream: Stream): string[] {
  const lines = Map.groupBy(
    joinsOf(stream).filter(({ to }) => to !== undefined),
    ({ to, isColumn }) => `${to?.split('.')[0]} |o${isColumn ? '--' : '..'}o{ ${stream.name}`,
  );
  return [...lines].map(([line, all]) => `${line} : "${all.map((join) => join.shown).join(', ')}"`);
}

// Requests

const isPagedByServer = (stream: Stream): boolean => stream instanceof ListStream && stream.pageSize === 0;

/** How many, and why. */
function requests(stream: Stream): string {
  const { first, daily } = priceOf(stream);
  const page = rowsPerPage(stream);
  const { parent, convention } = stream;
  const { variants, months, windows } = stream.partitioning ?? {};
  const parts = variants ?? ((months || windows) && plan(stream));
  const what = variants ? 'list' : months ? 'month' : 'window';
  const isDisputed = stream instanceof V1Stream && stream.offset === 'disputed';
  const reasons = [
    parent && ofParents(parent),
    parent?.watch && `in later syncs, those to ${link(parent.watch.stream.name)} that find out who changed`,
    parts && `at least one for each ${what}, of which a first sync has ${parts.length}`,
    page !== undefined && `${parent || parts ? 'another for each further' : 'one for each'} ${page} rows`,
    page === undefined && !parent && 'everything comes in one response',
    isDisputed && 'two to find out how the endpoint counts its pages',
    convention && `in a first sync, ${convention.asks.length} to learn the form of ${code(convention.column)}`,
  ];
  const why = reasons.filter(Boolean).join('; ');
  if (first === daily) return `${first} in every sync: ${why}.`;
  const isShared = first === '0' ? ', if another stream reads the same list' : '';
  return `${first} in a first sync${isShared}, ${daily} a day later: ${why}.`;
}

function ofParents({ stream, shared }: Parent): string {
  const parents = link(stream.name);
  return shared
    ? `one for ${shared.most} rows of ${parents}; if Personio does not support that, one for each`
    : `one for each row of ${parents} that is visited`;
}

/** The length of the windows in which changes are read after a long pause; undefined if there are none. */
function changeWindowDays(stream: Stream): number | undefined {
  const windows = plan(stream, { since: `${addDays(AT.slice(0, 10), -365)}T00:00:00Z` });
  const [, second, third] = windows.map(({ range }) => range?.range.from?.slice(0, 10));
  return second === undefined || third === undefined ? undefined : daysBetween(second, third);
}

/**
 * Per endpoint. Personio documents few of these; the others were observed, and the connector follows what the server
 * announces.
 */
function rate({ path, service, group }: Stream): string {
  if (service.isFeed) return 'no limit is known';
  if (path === '/v2/persons') return '30 requests a second (observed)';
  if (path === '/v1/company/employees') return '300 requests a minute, 15 a second in a burst (documented)';
  if (path.startsWith('/v1/'))
    return '2,000 requests a minute for all of API v1 together, for each IP address (documented)';
  return group === 'recruiting'
    ? 'the rate is not published'
    : '10 requests a second, 100 in a burst (observed for the large lists)';
}

// How a stream syncs

function sync(stream: Stream): string {
  const { cursorField, parent, changes, group } = stream;
  const { windows, closing } = stream.partitioning ?? {};
  if (cursorField === undefined) {
    const reads = parent
      ? `visits every row of ${link(parent.stream.name)} and reads everything that belongs to it`
      : 'reads everything';
    return isMarkedOnly(stream)
      ? `Full refresh: every sync ${reads}. With \`deletions.mark\` also incremental: every sync still reads everything, but writes only new and changed rows.`
      : `Full refresh only: every sync ${reads}.`;
  }
  const days = parent || !changes ? undefined : changeWindowDays(stream);
  return sentences(
    `Incremental by ${code(cursorField)}: ${whatIsAsked(stream)}`,
    days !== undefined &&
      `After a long pause, changes are read in parallel windows of ${days} days, at most three years back.`,
    closing &&
      'A person who changed gets a row with null for each attribute that the person lacks but that another person of the sync has or API v1 lists.',
    stream.groupedBy &&
      'With `deletions.mark`, the rows of a person and month are written only if one of them was added, removed or changed.',
    windows &&
      `The first sync reads parallel windows of ${windows.days} days by ${code(dayOf(windows))}, three years back; older rows are in one more window, which is halved while it holds more than a page.`,
    changes?.ofEvents && 'A row that is changed later is not sent again before a full refresh.',
    changes?.unknownZone && 'The zone of the filter is unknown, so one more day than `lookback_days` is read again.',
    group === 'recruiting' &&
      changes &&
      !parent &&
      'Personio lists the newest rows first, so the cursor moves only after the list was read to its end.',
  );
}

/** What an incremental sync requests, in a sentence or two. */
function whatIsAsked(stream: Stream): string {
  const { parent } = stream;
  if (stream.partitioning?.months)
    return `one window per month. Pay is corrected after the fact, so the last ${plan(stream, THIS_MONTH).length} months are read again in every sync.`;
  if (!parent) return `each sync requests what changed since the last one (${filterOf(stream)}).`;
  const parents = link(parent.stream.name);
  if (parent.watch)
    return `in accounts with more than ${parent.watch.least} people, a sync requests all rows of those ${parents} that changed and of a share of the others, so that everybody is covered within \`reread_days\`. In smaller accounts, with \`full_reads\`, and if ${link(parent.watch.stream.name)} does not show who changed, it requests ${whatIsNew(stream)} for everybody (${filterOf(stream)}).`;
  return parent.followed
    ? `a sync visits the rows of ${parents} that changed since the last one, minus \`lookback_days\`. A full refresh visits all of them, and so does every sync with \`full_reads\`.`
    : `every sync visits every row of ${parents} and requests ${whatIsNew(stream)} (${filterOf(stream)}).`;
}

/** The member that windows are split by. */
const dayOf = ({ filter }: { filter: { from: string } }): string => filter.from.split('.')[0] ?? '';

/** An event does not change; nor does the cursor of a document when it is renamed. */
const whatIsNew = ({ changes }: Stream): string => (changes?.ofEvents ? 'what was added' : 'what changed');

function filterOf(stream: Stream): string {
  const { changes, parent } = stream;
  if (!changes) return '';
  const [format, other] = changes.formats;
  const names = {
    instant: 'a time with `Z`',
    millis: 'a time with milliseconds and `Z`',
    naive: 'a time without a zone',
    day: 'a day',
    none: 'no filter at all',
  };
  const bounds = [changes.from, parent ? undefined : changes.to]
    .filter((name) => name !== undefined)
    .map(code)
    .join(', ');
  return `${bounds} with ${names[format]}${other === undefined ? '' : `, or ${names[other]} if that is refused`}`;
}

function startDate(stream: Stream): string | undefined {
  const { months, windows, parent } = stream.partitioning ?? {};
  if (parent?.holidays)
    return 'The window is `holidays_from` to `holidays_to`. By default it begins on 1 January of last year, or on `start_date` if that is later, and ends a year from today.';
  if (months)
    return `Begins with the month of \`start_date\`, or ${months.back} months ago without one. Months before the last ${months.back} are requested only if ${link(months.of.name)} lists anybody, or there is a row in the last ${months.back}.`;
  if (windows) return `Days before \`start_date\` (${code(dayOf(windows))}) are left out.`;
  if (stream.endedBefore !== Stream.prototype.endedBefore)
    return 'Rows that ended before `start_date` are left out; rows without an end stay.';
  if (stream.changes?.ofEvents) return 'Events before `start_date` are left out, in full refreshes and first syncs.';
  return undefined;
}

function limits(stream: Stream): string {
  const page = rowsPerPage(stream);
  const pages = isPagedByServer(stream) ? 'The server decides the length of pages' : 'No pages';
  return `${page === undefined ? pages : `Pages of ${page}`}; ${rate(stream)}.`;
}

// A stream's section

function section(stream: Stream): string {
  const schema = fixedSchema(stream);
  const keyNote =
    stream.keyParts.length > 0
      ? ` (${stream.keyParts.map(code).join(', ')} joined by colons${stream.keyFallback === 'number' ? '; rows that share one are numbered `:2`, `:3` within their request' : ''})`
      : '';
  const facts: (readonly [string, string | undefined])[] = [
    [
      'Endpoint',
      code(stream.path) + (stream.service.isFeed ? ' of the public job feed, requested without the token' : ''),
    ],
    ['Right', right(stream)],
    ['Offered', offered(stream)],
    ['Announced end', stream.service.ends],
    ['Primary key', code(stream.primaryKey) + keyNote],
    ['Cursor', cursor(stream)],
    ['Sync', sync(stream)],
    ['Removed rows', removedRows(stream, link)],
    ['Further columns', furtherColumns(stream)],
    ['Start date', startDate(stream)],
    ['Requests', requests(stream)],
    ['Limits', limits(stream)],
    ['Joins', joinsText(stream)],
    [
      'Account columns',
      stream.attributes.columns &&
        'Each custom attribute of the company is a typed column of its own, found at discovery; they are not listed here.',
    ],
  ];
  const rows = facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]]));
  return [
    `### ${stream.name}`,
    `**${schema.title ?? stream.name}.** ${schema.description ?? ''}`,
    table(['', ''], rows),
    table(['Field', 'Type', 'Description'], fieldRows(schema)),
  ].join('\n\n');
}

function cursor(stream: Stream): string {
  if (stream.cursorField !== undefined) return code(stream.cursorField);
  return isMarkedOnly(stream) ? '`observed_at`, with `deletions.mark`; else none' : 'none';
}

function furtherColumns(stream: Stream): string {
  const names = Object.keys(changeColumns(stream));
  return names.length === 0 ? '' : `${names.map(code).join(' and ')}, with \`deletions.mark\``;
}

/** Children also need the rights of their parents, which are listed first. */
function right(stream: Stream): string {
  const { parent, service } = stream;
  if (service.isFeed) return 'none: the feed is public';
  const own = ownScopes(stream);
  const others = parent ? scopesOf(parent.stream).filter((scope) => !own.includes(scope)) : [];
  const other =
    parent && others.length > 0 ? `, and ${others.map(code).join(' and ')} to list ${link(parent.stream.name)}` : '';
  return own.map(code).join(' and ') + other;
}

function offered({ group, service }: Stream): string {
  if (service.isFeed) return 'when `company_subdomain` is set';
  return group === undefined ? 'always' : `when \`extra_streams\` has \`${group}\``;
}

const joinsText = (stream: Stream): string => joinsOf(stream).map(joinText).join(', ');

/** If a type precedes the ids, as in the keys that they join with. */
function joinText({ shown, to, type, typeAt, missing }: Join): string {
  const prefix = type === undefined ? typeAt && code(typeAt) : `\`'${type}'\``;
  const from = prefix === undefined ? code(shown) : `${prefix}, a colon and ${code(shown)}`;
  if (to === undefined) return `${from} → no stream`;
  return `${from} → ${code(to)}${missing === undefined ? '' : ` (without ${missing})`}`;
}

/** The fields of a schema at every level, with dotted names. */
function* fields(schema: JsonSchema, prefix = ''): Generator<[string, JsonSchema]> {
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    yield [prefix + name, inner];
    yield* fields(inner, `${prefix}${name}.`);
    if (inner.items) yield* fields(inner.items, `${prefix}${name}[].`);
  }
}

function fieldRows(schema: JsonSchema): string[][] {
  return [...fields(schema)].map(([name, inner]) => {
    const items = inner.items?.description === undefined ? '' : ` Each: ${inner.items.description}`;
    return [code(name), typeOf(inner), `${inner.description ?? ''}${items}`];
  });
}

function typeOf({ type, format, airbyte_type: zone, items }: JsonSchema): string {
  const form = zone === 'timestamp_without_timezone' ? `local ${format}` : format;
  const types = [type ?? []].flat().filter((each) => each !== 'null');
  return types
    .map((each) => (each === 'array' && items ? `array of ${typeOf(items) || 'any'}` : each))
    .map((each) => (form === undefined ? each : `${each} (${form})`))
    .join(' or ');
}

// Reports

function reportTable(): string {
  const report = new ReportRows(REPORT_PREFIX, '', '');
  return table(
    ['', ''],
    [
      ['Endpoint', code(`${report.path}{id}`)],
      ['Right', code(report.scope)],
      ['Offered', 'when the report is shared with the API'],
      [
        'Primary key',
        `${code(report.primaryKey)} (a hash of the columns that are read, since reports have no ids; identical rows are numbered). Another selection or privacy setting gives other keys`,
      ],
      ['Cursor', 'none'],
      ['Sync', 'Full refresh only.'],
      ['Removed rows', 'Not reported: rows have no ids, and a full refresh that overwrites drops removed rows.'],
      [
        'Requests',
        `\`⌈rows ÷ ${report.pageSize}⌉\`, one to find the report, and one for its columns if all of them are read or a privacy setting applies. One more if the first page is full and has no link.`,
      ],
      ['Limits', `Pages of ${report.pageSize}; ${rate(report)}.`],
      [
        'Memory',
        `Personio may apply the page limit to the whole report. So a first page with ${report.pageSize} rows and no link to a next one is requested again without a limit, as is a report that refuses the limit. That response is held in memory as a whole: about six times its size, 1.5 GB for the largest that is accepted (256 MB).`,
      ],
    ],
  );
}
