import type { Row } from '../read/row.ts';
import { isObject, scalarText } from '../read/row.ts';
import { ListStream } from './list_stream.ts';

/** The job catalogue; recruiting has jobs of its own. */
export class Jobs extends ListStream {
  readonly name = 'jobs';
  readonly path = '/v2/jobs';
  readonly scope = 'personio:jobs:read';

  /** Whether these are text, numbers or small objects is not known: all become text. */
  override rowsOf(row: Row): Row[] {
    for (const member of ['job_family', 'level', 'job_track', 'global_grade']) {
      const value = row[member];
      if (isObject(value)) row[member] = JSON.stringify(value);
      else if (value !== undefined && value !== null) row[member] = scalarText(value);
    }
    return [row];
  }
}

export class SalaryBands extends ListStream {
  readonly name = 'salary_bands';
  readonly path = '/v2/salary-bands';
  readonly scope = 'personio:salary-bands:read';
}
