import { flag, section, whole } from './fields.ts';

/** How deleted rows are reported: see docs/changes-and-deletions.md. */
export const Deletions = section('Deletions', {
  mark: flag('Mark Deleted Rows').default(false).meta({
    title: 'Mark Deleted Rows',
    description:
      'Adds the column _ab_cdc_deleted_at to streams that can find deleted rows. Where the column is selected, an incremental sync writes a record with the key and the time for each row that was deleted in Personio. Streams without a cursor can then be read incrementally, by the column observed_at: they write new and changed rows only.',
  }),
  sweep_days: whole('Days Between Comparisons', 0, 365).default(7).meta({
    title: 'Days Between Comparisons',
    description:
      'Large lists (persons, employments, absences, recruiting) are compared in full once in this number of days, or in every sync if it is 0. In between, deleted rows are found by webhook events, if the account has a webhook with these events enabled.',
  }),
  most_percent: whole('Deletion Limit', 0, 100).default(10).meta({
    title: 'Deletion Limit',
    description:
      'A percentage. If more of a stream’s known rows than this are gone, and more than 10, none is marked as deleted: a right or a filter of the credential has probably changed. The sync warns, and fails after seven days. If the rows really are gone, set it to 100 for one sync.',
  }),
});
