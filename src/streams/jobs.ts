import { ListStream } from './list.ts';
import { nested } from './references.ts';
import { comparedByPath } from './removals.ts';

/** The job catalogue; recruiting has its own jobs. */
export class Jobs extends ListStream {
  readonly name = 'jobs';
  readonly path = '/v2/jobs';
  readonly scope = 'personio:jobs:read';
  override readonly removals = comparedByPath(this.path);
  override readonly references = [nested('salary_band_ids', 'salary_bands.id')];
}

export class SalaryBands extends ListStream {
  readonly name = 'salary_bands';
  readonly path = '/v2/salary-bands';
  readonly scope = 'personio:salary-bands:read';
  override readonly removals = comparedByPath(this.path);
}
