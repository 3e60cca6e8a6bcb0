import { flag, section, whole } from './fields.ts';

/** How rows that are gone are told: see docs/changes-and-deletions.md. */
export const Deletions = section('Deletions', {
  mark: flag('Mark').default(false).meta({
    order: 0,
    title: 'Mark',
    description:
      'Streams that can tell which rows are gone get the column _ab_cdc_deleted_at. Incremental syncs then send a record with the key and that time for each row that was removed in Personio, where the column is selected. Streams without a cursor of their own can be read incrementally, by the column observed_at: they send new and changed rows only.',
  }),
  sweep_days: whole('Sweep Days', 0, 365).default(7).meta({
    order: 1,
    title: 'Sweep Days',
    description:
      'After how many days large lists (persons, employments, absences, recruiting) are compared as a whole; 0 compares them in every sync. Between comparisons webhook events tell of removed rows, where a webhook of the account has them enabled.',
  }),
  most_percent: whole('Most Percent', 0, 100).default(10).meta({
    order: 2,
    title: 'Most Percent',
    description:
      'If more rows of a stream are gone than this share of those known, and more than 10, none is marked as deleted: a right or a filter of the credential has probably changed. The sync warns, and fails after seven days. If the rows really are gone, set it to 100 for one sync.',
  }),
});
