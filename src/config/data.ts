import { GROUPS } from '../streams/stream.ts';
import { Deletions } from './deletions.ts';
import { choice, day, explained, list, matching } from './fields.ts';

/** What discover does with a stream whose endpoint refuses the credential. */
const UNREADABLE = ['offer', 'leave_out'] as const;

/** What is read, and from which date. */
export const data = {
  start_date: day('Start Date').meta({
    title: 'Start Date',
    description:
      'Skips events before this date (UTC): absences that ended earlier, attendance, compensation months, documents, webhook events, and holidays unless Holidays From is set. People and other master data are always read in full. Without a start date everything is read, and compensations go back 24 months. An earlier date takes effect after you refresh the stream.',
    examples: ['2024-01-01'],
    always_show: true,
  }),
  extra_streams: list('Extra Streams', choice('Extra Streams', GROUPS)).meta({
    title: 'Extra Streams',
    description: explained(
      'Groups of streams that are offered only if you add them here. Refresh the schema of the connection after a change.',
      {
        legacy:
          'Tables known from other tools, which use version 1 of the API; Personio switches some of them off in 2027.',
        per_person:
          'Documents, profile pictures, absence balances and absence breakdowns, which take one request per person or absence.',
        recruiting: 'Jobs, candidates and applications.',
        webhooks: 'Webhooks and their events of the last 30 days.',
      },
    ),
  }),
  unreadable_streams: choice('Unreadable Streams', UNREADABLE)
    .default('offer')
    .meta({
      title: 'Unreadable Streams',
      description: explained('What schema discovery does with streams that Personio refuses to this credential.', {
        offer: 'They are offered, and their title says which right is missing.',
        leave_out:
          'They are left out, so a right that is withdrawn later removes its streams at the next schema refresh.',
      }),
    }),
  deletions: Deletions.prefault({}).meta({
    title: 'Deletions',
    description:
      'Whether and how deleted rows are reported. Off unless Mark Deleted Rows is on. Refresh the schema of the connection after a change.',
  }),
  holidays_from: day('Holidays From').meta({
    title: 'Holidays From',
    description:
      'First day of the holidays to read. The default is January 1 of last year, or Start Date if that is later. Personio documents two years back.',
  }),
  holidays_to: day('Holidays To').meta({
    title: 'Holidays To',
    description:
      'Last day of the holidays to read. The default is one year from today, the latest that Personio documents.',
  }),
  company_subdomain: matching(
    'Company Subdomain',
    /^[A-Za-z0-9-]+$/,
    'acme, from acme.jobs.personio.de',
    'be the first part of your career page’s address, like acme for acme.jobs.personio.de',
  )
    .optional()
    .meta({
      title: 'Company Subdomain',
      description:
        'First part of the address of your career page: acme for acme.jobs.personio.de. Adds the stream open_positions, which reads the public job feed.',
      examples: ['acme'],
    }),
};
