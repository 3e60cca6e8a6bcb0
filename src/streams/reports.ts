import type { Row } from '../row.ts';
import { ListStream } from './list.ts';
import type { Service } from './stream.ts';

const scope = 'personio:reports:read';

/** Reports that an administrator has enabled for the API. */
export class Reports extends ListStream {
  readonly name = 'reports';
  readonly path = '/v2/reports';
  readonly scope = scope;
  override readonly service: Service = { badRequestMeans: 'right missing' };
}

export class ReportAttributes extends ListStream {
  readonly name = 'report_attributes';
  readonly path = '/v2/reports/attributes';
  readonly scope = scope;
  override readonly service: Service = { badRequestMeans: 'right missing' };
  /** Nobody has seen the members: an attribute may have another name. */
  override rowsOf(row: Row): Row[] {
    row.id ??= row.attribute_id ?? row.name;
    return [row];
  }
}
