import { isKey, isObject, scalarText, textOf } from '../row.ts';
import { nextLink } from '../streams/pager.ts';
import type { Page } from '../streams/partition.ts';
import type { ReportColumn } from './report_columns.ts';

/** A response with rows of a report. */
export interface ReportPage {
  readonly columns: readonly Omit<ReportColumn, 'attributeIds'>[];
  readonly rows: unknown[][];
  readonly next: string | undefined;
}

/** A row of a report as received: its cells, and the columns of its response. */
export interface ReportRow {
  readonly columns: readonly ReportColumn[];
  readonly cells: readonly unknown[];
}

export function parseReportPage(body: unknown): ReportPage | undefined {
  if (!isObject(body) || !Array.isArray(body._data) || !body._data.every(Array.isArray)) return undefined;
  const meta = isObject(body._meta) ? body._meta : {};
  // An unreadable column still has its position.
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

/** The only value of a cell, whatever its kind is called. */
export function cellValue(cell: unknown): unknown {
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

/**
 * The columns, with what the cells of these rows show about them, and one for each position that has cells but no
 * column.
 */
export function withCells(columns: ReportPage['columns'], rows: readonly unknown[][]): ReportColumn[] {
  const width = rows.reduce((most, { length }) => Math.max(most, length), columns.length);
  const ids = Array.from({ length: width }, () => new Set<string>());
  for (const cells of rows) {
    for (const [place, cell] of cells.entries())
      if (isObject(cell) && isKey(cell.attribute_id)) ids[place]?.add(scalarText(cell.attribute_id));
  }
  return ids.map((attributeIds, place) => ({ ...(columns[place] ?? UNDECLARED), attributeIds: [...attributeIds] }));
}

const UNDECLARED = { name: undefined, display: undefined, type: undefined };

/** The rows of a response, a few at a time: it may hold the whole report. */
export function* slices({ rows, next }: ReportPage, columns: readonly ReportColumn[], size: number): Generator<Page> {
  let at = 0;
  do {
    const page = rows.slice(at, at + size).map((cells) => ({ columns, cells }));
    // They are no longer needed.
    rows.fill([], at, at + size);
    at += size;
    yield { rows: page, ...(at >= rows.length && next !== undefined && { next }) };
  } while (at < rows.length);
}
