import type * as z from 'zod';
import { OBJECT_NAMES } from '../write/object.ts';
import { offsetAt } from '../zones.ts';
import { credentials } from './credentials.ts';
import { choice, explained, flag, list, matching, section, text, whole } from './fields.ts';
import { type Group, inGroup } from './groups.ts';
import { DESTINATION_URL } from './links.ts';
import { namingProblems } from './mapping_checks.ts';
import { mappings } from './mappings.ts';
import { requests } from './requests.ts';

/** The cards of the destination's form, in order. */
export const DESTINATION_GROUPS: readonly Group[] = [
  { id: 'credentials', title: 'Credentials' },
  { id: 'rows', title: 'Rows' },
  { id: 'safety', title: 'Safety' },
  { id: 'tuning', title: 'Advanced' },
];

/** How rows are understood. */
const rows = {
  mappings,
  match_attribute: text('Match Attribute')
    .optional()
    .meta({
      title: 'Match Attribute',
      description:
        'The key of the custom attribute that has your own number of each person, such as dynamic_12345. Rows can then name people by it.',
      examples: ['dynamic_12345'],
    }),
  time_zone: text('Time Zone')
    .refine((zone) => offsetAt('2026-01-01T00:00:00', zone) !== undefined, {
      error: 'Time Zone must be a name like Europe/Berlin',
    })
    .optional()
    .meta({
      title: 'Time Zone',
      description:
        'Where people work, such as Europe/Berlin. Personio has local times without a zone; times of rows that name an offset are converted to this zone, and rejected without one.',
      examples: ['Europe/Berlin'],
    }),
  document_hosts: list(
    'Document Hosts',
    matching(
      'Document Hosts',
      /^(?:[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])$/,
      'files.example.com',
      'have host names only, like files.example.com',
    ),
    ' of host names',
  ).meta({
    title: 'Document Hosts',
    description:
      'The hosts from which documents may be fetched, such as files.example.com. Without an entry, rows with a file_url are rejected.',
  }),
};

/** What may happen to the data in Personio. */
const safety = {
  dry_run: flag('Dry Run').default(false).meta({
    title: 'Dry Run',
    description:
      'Nothing is written. The outcome of every row is reported, and the next sync gets all rows again. Begin with it.',
    always_show: true,
  }),
  approval: choice('Approval', ['request', 'skip'])
    .default('request')
    .meta({
      title: 'Approval',
      description: explained('What happens to attendances and absences that need an approval in Personio.', {
        request: 'They wait for the approval, as if people had entered them.',
        skip: 'They count as approved.',
      }),
    }),
  clear_on_null: list(
    'Clear on Null',
    matching('Clear on Null', /^\w+\.[^\s.][^.]*$/, 'object.member', 'have entries like "attendance_periods.comment"'),
    ' of members',
  ).meta({
    title: 'Clear on Null',
    description:
      'Members that an empty value clears in Personio, such as attendance_periods.comment. Everywhere else an empty value leaves unchanged what Personio has.',
  }),
  allow_removal: list('Allow Removal', choice('Allow Removal', OBJECT_NAMES)).meta({
    title: 'Allow Removal',
    description: explained('Objects that rows may remove. Without an entry, rows that remove something are rejected.', {
      persons: 'They are set inactive; it does not start the termination process of Personio.',
      employments: 'They are never removed, so the entry changes nothing.',
      attendance_periods: 'They are deleted.',
      absence_periods: 'They are deleted.',
      projects: 'They are archived.',
      project_members: 'They leave the project.',
      documents: 'They are deleted.',
    }),
  }),
  on_reject: choice('On Reject', ['report', 'retry', 'fail'])
    .optional()
    .meta({
      title: 'On Reject',
      description: explained(
        'What happens after rows that cannot be written. The default is report if there is a Report Folder, and retry if not.',
        {
          report: 'They are in the report, and the sync goes on.',
          retry: 'The next sync brings them again, and all rows after them.',
          fail: 'The sync fails, and the next one brings them again.',
        },
      ),
    }),
  reject_limit: whole('Reject Limit', 0, 100).default(20).meta({
    title: 'Reject Limit',
    description:
      'A percentage. If more rows of a stream than this are rejected, the stream fails, because a mapping is probably wrong.',
  }),
  report: section('Report', {
    folder: text('Report Folder').optional().meta({
      title: 'Report Folder',
      description:
        'A folder for a file with one line per row: what became of it, the id in Personio, and why it was rejected. It contains personal data, so only its owner can read it.',
    }),
  })
    .prefault({})
    .meta({ title: 'Report', description: 'Where the outcome of every row is reported. Nowhere by default.' }),
};

const tuning = {
  max_concurrency: requests.max_concurrency,
  partner_id: requests.partner_id,
  application_id: requests.application_id,
  api_url: requests.api_url,
  retry_seconds: requests.retry_seconds,
  settle_seconds: whole('Settle Seconds', 0, 3600).default(60).meta({
    title: 'Settle Seconds',
    description: 'How long a new object may be missing in the lists of Personio, in seconds.',
    airbyte_hidden: true,
  }),
};

/** The setup form of the destination, in display order. `destination/spec.json` is generated from it (`npm run spec`). */
export const DestinationConfig = section('The configuration', {
  ...inGroup('credentials', credentials(DESTINATION_URL)),
  ...inGroup('rows', rows),
  ...inGroup('safety', safety),
  ...inGroup('tuning', tuning),
})
  .refine(({ on_reject: policy, report }) => policy !== 'report' || report.folder !== undefined, {
    error: 'Report Folder is missing: On Reject is report',
  })
  .superRefine((config, { addIssue }) => {
    for (const problem of namingProblems(config)) addIssue({ code: 'custom', ...problem });
  });

export type DestinationConfig = z.infer<typeof DestinationConfig>;
