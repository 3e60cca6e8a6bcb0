import type { ApiRequest } from '../http/api.ts';
import type { JsonSchema } from '../json_schema.ts';
import type { Row } from '../row.ts';
import { isBadParameter } from '../streams/failure.ts';
import { linkedPages, ShortListError } from '../streams/pager.ts';
import type { Page, Partition } from '../streams/partition.ts';
import { Reports } from '../streams/reports.ts';
import { type Api, type Service, Stream } from '../streams/stream.ts';
import { withColumns } from './columns.ts';
import { columnSchema, FIXED, numbersOf, type ReportColumn, ReportColumns } from './report_columns.ts';
import { cellValue, parseReportPage, type ReportPage, type ReportRow, slices, withCells } from './report_page.ts';

export const REPORT_PREFIX = 'report_';
const SHORTEST_ID = 8;
const PAGE_SIZE = 100;
/** The language of names and options. */
const LOCALE = 'en';

/** The rows of one report: a stream whose columns the report defines. */
export class ReportRows extends Stream {
  readonly name: string;
  readonly path: string;
  readonly scope = 'personio:reports:read';
  readonly title: string;
  override readonly pageSize = PAGE_SIZE;
  override readonly keyParts = ['record_key'];
  override readonly keyFallback = 'digest';
  override readonly service: Service = { badRequestMeans: 'report closed' };
  readonly #id: string;
  readonly #columns: ReportColumns;

  /** `columns` maps each column to a member of the record. */
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

  /** Always from the beginning: identical rows are numbered, and a state does not count them. */
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

  /** A report has no ids: the key is made from all emitted values. */
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
   * The limit may apply to the whole response and truncate it silently. So a full page without a link is requested
   * again without a limit, and so is a report that refuses the limit.
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

/** The reports that are shared with the API, each as a stream named after the first digits of its id. */
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

/** The first hex digits of each id, as many as distinguish it from the others. */
function shortIds(ids: ReadonlySet<string>): Map<string, string> {
  const sorted = [...ids].map((id) => ({ id, digits: id.toLowerCase().replace(/[^0-9a-z]/g, '') }));
  sorted.sort((a, b) => (a.digits < b.digits ? -1 : 1));
  // Among the sorted ids, a neighbour shares the longest prefix.
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
