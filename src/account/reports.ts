import type { ApiRequest } from '../http/client.ts';
import type { JsonSchema } from '../json_schema.ts';
import { isKey, isObject, type Row, scalarText, textOf } from '../row.ts';
import { isBadParameter } from '../streams/failure.ts';
import { linkedPages, nextLink, ShortListError } from '../streams/pager.ts';
import type { Page, Partition } from '../streams/partition.ts';
import { Reports } from '../streams/reports.ts';
import { type Api, Stream } from '../streams/stream.ts';
import { withColumns } from './attribute_columns.ts';
import { describeReportColumn } from './columns.ts';
import { numbersOf, type ReportColumn, ReportColumns, titleOf } from './report_columns.ts';

export const REPORT_PREFIX = 'report_';
const SHORTEST_ID = 8;
const PAGE_SIZE = 100;
/** The language of names and options. */
const LOCALE = 'en';
/** Personio's types of columns that hold numbers. */
const NUMERIC = ['decimal', 'integer', 'percentage'];

/** One of the options that were chosen: with its members, or some clients fail on the list. */
const OPTION: JsonSchema = {
  type: ['null', 'object'],
  properties: {
    key: { type: ['null', 'string', 'integer'], description: 'What Personio calls the option.' },
    value: { type: ['null', 'string'], description: 'The text of the option.' },
  },
};

/** What every report has. */
export const FIXED: JsonSchema & { $schema: string } = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: {
    record_key: {
      type: 'string',
      description:
        'A hash of the columns that are read, since reports have no ids: another selection gives other keys. Rows that are alike are numbered with `:2`, `:3`.',
    },
    additional_fields: {
      type: ['null', 'object'],
      description: 'Columns that the report was given since it was discovered.',
    },
  },
};

interface ReportPage {
  readonly columns: readonly Omit<ReportColumn, 'attributeIds'>[];
  readonly rows: unknown[][];
  readonly next: string | undefined;
}

/** A row of a report as it came: its cells, and the columns of the answer that it came with. */
interface ReportRow {
  readonly columns: readonly ReportColumn[];
  readonly cells: readonly unknown[];
}

/** The rows of one report: a stream of its own, whose columns the report decides. */
export class ReportRows extends Stream {
  readonly name: string;
  readonly path: string;
  readonly scope = 'personio:reports:read';
  readonly title: string;
  override readonly pageSize = PAGE_SIZE;
  override readonly keyParts = ['record_key'];
  override readonly keyOfAll = true;
  override readonly numbered = true;
  override readonly badRequestIsRefusal = true;
  readonly #id: string;
  readonly #columns: ReportColumns;

  /** `columns` say which member of a record each column becomes. */
  constructor(name: string, id: string, title: string, columns = new ReportColumns()) {
    super();
    this.name = name;
    this.path = `/v2/reports/${encodeURIComponent(id)}`;
    this.title = title;
    this.#id = id;
    this.#columns = columns;
  }

  with({ title = this.title, columns = this.#columns }: { title?: string; columns?: ReportColumns }): ReportRows {
    return new ReportRows(this.name, this.#id, title, columns);
  }

  /** The report as people know it. */
  get subject(): string {
    return this.title === this.name ? 'the report' : `the report "${this.title}"`;
  }

  /** From its beginning always: rows that are alike are numbered, and a state does not count them. */
  async *pages(api: Api, partition: Partition): AsyncGenerator<Page> {
    let columns: ReportPage['columns'] = [];
    const limit = partition.single ? 1 : this.pageSize;
    const get = (link: string | undefined) =>
      link === undefined
        ? this.#first(api, limit)
        : this.#get(api, { target: link.startsWith('?') ? this.path + link : link });
    for await (const page of linkedPages(this.path, undefined, get)) {
      columns = page.columns.length > 0 ? page.columns : columns;
      yield* slices(page, withCells(columns, page.rows), this.pageSize);
    }
  }

  /** The members of a record for the cells of a row, in an order that does not change when columns are moved. */
  override rowsOf(row: Row): Row[] {
    const { columns, cells } = row as unknown as ReportRow;
    return [Object.fromEntries(this.#columns.of(columns).map(([member, place]) => [member, cellValue(cells[place])]))];
  }

  /** A report has no ids: the key is made of all that leaves. */
  override recordKey(): undefined {
    return undefined;
  }

  /** The report's columns, from its first page. */
  async columns(api: Api): Promise<ReportColumn[]> {
    const { columns, rows } = await this.#first(api, 1);
    return withCells(columns, rows).filter(({ name }) => name !== undefined);
  }

  /** Its schema with these columns. */
  schema(columns: readonly ReportColumn[]): JsonSchema {
    const description = `The rows of ${this.subject}, with the columns that it has in Personio.`;
    return withColumns({ ...FIXED, title: this.title, description }, this.columnSchemas(columns));
  }

  members(columns: readonly ReportColumn[]): string[] {
    return this.#columns.members(columns);
  }

  columnSchemas(columns: readonly ReportColumn[]): Record<string, JsonSchema> {
    const [members, numbers] = [this.members(columns), numbersOf(columns)];
    return Object.fromEntries(
      columns.map((column, place) => [members[place] ?? '', columnSchema(column, numbers[place] ?? 1)]),
    );
  }

  /**
   * The limit may be meant for the whole answer and cut it without a word: a full page without a link is asked for again
   * without one. So is a report that refuses the limit.
   */
  async #first(api: Api, limit: number): Promise<ReportPage> {
    let cut: ReportPage | undefined;
    try {
      cut = await this.#get(api, { target: this.path, query: { locale: LOCALE, limit } });
      if (limit === 1 || cut.next !== undefined || cut.rows.length < limit) return cut;
    } catch (error) {
      if (!isBadParameter(error)) throw error;
    }
    const whole = await this.#get(api, { target: this.path, query: { locale: LOCALE }, large: true });
    if (cut && whole.next === undefined && whole.rows.length < cut.rows.length)
      throw new ShortListError(whole.rows.length, cut.rows.length);
    return whole;
  }

  #get(api: Api, request: Omit<ApiRequest, 'route'>): Promise<ReportPage> {
    return api.get({ route: '/v2/reports/{id}', ...request }, parseReportPage);
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
  const short = shortIds(new Set(found.map(({ id }) => id)));
  return found.map(({ id, title }) => new ReportRows(REPORT_PREFIX + short.get(id), id, title));
}

/** The first hex digits of each id, as many as tell it from the others. */
function shortIds(ids: ReadonlySet<string>): Map<string, string> {
  const sorted = [...ids].map((id) => ({ id, digits: id.toLowerCase().replace(/[^0-9a-z]/g, '') }));
  sorted.sort((a, b) => (a.digits < b.digits ? -1 : 1));
  // Of all others, one of the neighbours has the most digits in common.
  return new Map(
    sorted.map(({ id, digits }, index) => {
      const common = [sorted[index - 1], sorted[index + 1]].map((other) => commonLength(digits, other?.digits ?? ''));
      return [id, digits.slice(0, Math.max(SHORTEST_ID, ...common.map((length) => length + 1)))];
    }),
  );
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** The rows of an answer, a few at a time: it may hold the whole report. */
function* slices({ rows, next }: ReportPage, columns: readonly ReportColumn[], size: number): Generator<Page> {
  let at = 0;
  do {
    const page = rows.slice(at, at + size).map((cells) => ({ columns, cells }));
    // Nobody needs them here any more.
    rows.fill([], at, at + size);
    at += size;
    yield { rows: page, ...(at >= rows.length && next !== undefined && { next }) };
  } while (at < rows.length);
}

/** The columns with what the cells of these rows say of them, and one for each place that has cells and no column. */
function withCells(columns: ReportPage['columns'], rows: readonly unknown[][]): ReportColumn[] {
  const width = rows.reduce((most, { length }) => Math.max(most, length), columns.length);
  const ids = Array.from({ length: width }, () => new Set<string>());
  for (const cells of rows) {
    for (const [place, cell] of cells.entries())
      if (isObject(cell) && isKey(cell.attribute_id)) ids[place]?.add(scalarText(cell.attribute_id));
  }
  return ids.map((attributeIds, place) => ({ ...(columns[place] ?? UNDECLARED), attributeIds: [...attributeIds] }));
}

const UNDECLARED = { name: undefined, display: undefined, type: undefined };

function columnSchema(column: ReportColumn, number: number): JsonSchema {
  const { name = '', type = 'string' } = column;
  const described = { title: titleOf(column), description: describeReportColumn(name, number) };
  if (NUMERIC.includes(type)) return { type: ['null', 'number'], ...described };
  if (type === 'option') return { type: ['null', 'array'], items: OPTION, ...described };
  return { type: ['null', 'string'], ...described };
}

function parseReportPage(body: unknown): ReportPage | undefined {
  if (!isObject(body) || !Array.isArray(body._data) || !body._data.every(Array.isArray)) return undefined;
  const meta = isObject(body._meta) ? body._meta : {};
  // One that cannot be read still has its place.
  const columns = Array.isArray(meta.columns) ? meta.columns.map((column) => (isObject(column) ? column : {})) : [];
  const next = nextLink(body._meta);
  if (next === null) return undefined;
  return {
    columns: columns.map(({ name, display, type }) => ({
      name: isKey(name) ? scalarText(name) : '',
      display: textOf(display),
      type: textOf(type),
    })),
    rows: [...(body._data as unknown[][])],
    next,
  };
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
