import type { JsonSchema } from '../protocol.ts';
import { digestOf, isObject, type Row, scalarText, textOf } from '../read/row.ts';
import { linkedPages, nextLink } from '../streams/paging.ts';
import { Reports } from '../streams/reports.ts';
import { type Api, type Page, type Partition, Stream } from '../streams/stream.ts';
import { cleanName, freeName, withColumns } from './attributes.ts';
import { describeReportColumn } from './columns.ts';

export const REPORT_PREFIX = 'report_';
const SHORTEST_ID = 8;
const PAGE_SIZE = 100;
/** Personio's types of columns that hold numbers. */
const NUMERIC = ['decimal', 'integer', 'percentage'];

/** What every report has. */
export const FIXED: JsonSchema & { $schema: string } = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: {
    record_key: {
      type: 'string',
      description: 'A hash of the row: reports have no ids. Rows that are alike are numbered with `:2`, `:3`.',
    },
    additional_fields: {
      type: ['null', 'object'],
      description: 'Columns that the report was given since it was discovered.',
    },
  },
};

interface ReportColumn {
  readonly name: string;
  readonly display: string | undefined;
  readonly type: string | undefined;
}

interface ReportPage {
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly unknown[][];
  readonly next: string | undefined;
}

/** The rows of one report: a stream of its own, whose columns the report decides. */
export class ReportRows extends Stream {
  readonly name: string;
  readonly path: string;
  readonly scope = 'personio:reports:read';
  readonly title: string;
  override readonly pageSize = PAGE_SIZE;
  override readonly keyParts = ['record_key'];
  override readonly keyOfWholeRow = true;
  override readonly numbered = true;
  override readonly badRequestIsRefusal = true;

  constructor(name: string, id: string, title: string) {
    super();
    this.name = name;
    this.path = `/v2/reports/${encodeURIComponent(id)}`;
    this.title = title;
  }

  /** From its beginning always: rows that are alike are numbered, and a state does not count them. */
  async *pages(api: Api, partition: Partition): AsyncGenerator<Page> {
    let columns: readonly ReportColumn[] = [];
    const first = { query: { locale: 'en', limit: partition.single ? 1 : this.pageSize } };
    const get = (link: string | undefined) => {
      const request = { target: link?.startsWith('?') ? this.path + link : (link ?? this.path) };
      return api.get({ route: '/v2/reports/{id}', ...request, ...(link === undefined && first) }, parseReportPage);
    };
    for await (const page of linkedPages(this.path, undefined, get)) {
      columns = page.columns.length > 0 ? page.columns : columns;
      const names = columnNames(columns);
      yield {
        rows: page.rows.map((cells) => reportRow(cells, names)),
        ...(page.next !== undefined && { next: page.next }),
      };
    }
  }

  /** Of the cells as they came, so that neither the selection nor the catalog's types change it. */
  override rowsOf(row: Row): Row[] {
    row.record_key = this.recordKey(row);
    return [row];
  }

  /** What the row says, in short: a report has no ids. */
  override recordKey(row: Row): string {
    return digestOf(row);
  }

  /** The report's columns, from its first page. */
  async columns(api: Api): Promise<Record<string, JsonSchema>> {
    const query = { locale: 'en', limit: 1 };
    const { columns } = await api.get({ route: '/v2/reports/{id}', target: this.path, query }, parseReportPage);
    const names = columnNames(columns);
    return Object.fromEntries(columns.map((column, index) => [names[index] ?? '', columnSchema(column)]));
  }

  async schema(api: Api): Promise<JsonSchema> {
    const description = `The rows of the report "${this.title}", with the columns that it has in Personio.`;
    return withColumns({ ...FIXED, title: this.title, description }, await this.columns(api));
  }
}

/** The reports that are shared with the API, each as a stream named for the first digits of its id. */
export async function findReports(api: Api): Promise<ReportRows[]> {
  const reports = new Reports();
  const found: { id: string; title: string }[] = [];
  for await (const { rows } of reports.pages(api, reports.whole())) {
    for (const { id, name } of rows)
      if (typeof id === 'string' && id !== '') found.push({ id, title: typeof name === 'string' ? name : id });
  }
  found.sort((a, b) => (a.id < b.id ? -1 : 1));
  return found.map(({ id, title }) => new ReportRows(REPORT_PREFIX + shortId(id, found), id, title));
}

/** The first hex digits of an id, as many as tell it from the others. */
function shortId(id: string, all: readonly { id: string }[]): string {
  const digits = (each: string) => each.toLowerCase().replace(/[^0-9a-z]/g, '');
  const others = all.filter((other) => other.id !== id).map((other) => digits(other.id));
  let length = SHORTEST_ID;
  while (length < digits(id).length && others.some((other) => other.startsWith(digits(id).slice(0, length)))) length++;
  return digits(id).slice(0, length);
}

function columnNames(columns: readonly ReportColumn[]): string[] {
  const taken = new Set(Object.keys(FIXED.properties ?? {}));
  return columns.map(({ name }) => {
    const free = freeName(cleanName(name) || 'column', taken);
    taken.add(free);
    return free;
  });
}

function columnSchema({ name, display = name, type = 'string' }: ReportColumn): JsonSchema {
  const described = { title: display, description: describeReportColumn(name) };
  if (NUMERIC.includes(type)) return { type: ['null', 'number'], ...described };
  if (type === 'option') return { type: ['null', 'array'], items: { type: ['null', 'object'] }, ...described };
  return { type: ['null', 'string'], ...described };
}

function parseReportPage(body: unknown): ReportPage | undefined {
  if (!isObject(body) || !Array.isArray(body._data) || !body._data.every(Array.isArray)) return undefined;
  const meta = isObject(body._meta) ? body._meta : {};
  const columns = Array.isArray(meta.columns) ? meta.columns.filter(isObject) : [];
  const next = nextLink(body._meta);
  if (next === null) return undefined;
  return {
    columns: columns.map(({ name, display, type }) => ({
      name: String(name ?? ''),
      display: textOf(display),
      type: textOf(type),
    })),
    rows: body._data as unknown[][],
    next,
  };
}

/** Cells stand in the order of the columns. */
function reportRow(cells: readonly unknown[], names: readonly string[]): Row {
  return Object.fromEntries(cells.map((cell, index) => [names[index] ?? `column_${index + 1}`, cellValue(cell)]));
}

/** The one value of a cell, whatever its kind is called. */
function cellValue(cell: unknown): unknown {
  if (!isObject(cell)) return cell;
  const kind = Object.keys(cell).find((name) => name.endsWith('_value'));
  const value = kind === undefined ? null : cell[kind];
  if (!isObject(value)) return value ?? null;
  if ('value' in value) return value.value;
  if ('number' in value) return value.number;
  if ('options' in value) return value.options;
  if ('amount' in value) return value.amount;
  if ('from' in value || 'to' in value) return `${scalarOr(value.from)}/${scalarOr(value.to)}`;
  return JSON.stringify(value);
}

const scalarOr = (value: unknown): string => (value === null || value === undefined ? '' : scalarText(value));
