import type { Row } from '../row.ts';
import { ListStream } from './list.ts';

const scope = 'personio:reports:read';

/** Reports for which an administrator enabled API access. */
export class Reports extends ListStream {
  readonly name = 'reports';
  readonly path = '/v2/reports';
  readonly scope = scope;
  override readonly service = { badRequestIsRefusal: true };
}

export class ReportAttributes extends ListStream {
  readonly name = 'report_attributes';
  readonly path = '/v2/reports/attributes';
  readonly scope = scope;
  override readonly service = { badRequestIsRefusal: true };
  /** The members were never seen: an attribute may be named by another one. */
  override rowsOf(row: Row): Row[] {
    row.id ??= row.attribute_id ?? row.name;
    return [row];
  }
}
