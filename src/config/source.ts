import type * as z from 'zod';
import { GROUPS, SELECTIVE } from '../streams/stream.ts';
import { Deletions } from './deletions.ts';
import { choice, day, headerName, list, section, text, webAddress, whole } from './fields.ts';
import { Privacy } from './privacy.ts';

/** Personio's own address. */
export const API_URL = 'https://api.personio.de';

/** The setup form. `spec.json` is made from it (`npm run spec`), with titles and descriptions as users see them. */
export const Config = section('The configuration', {
  client_id: text('Client ID')
    .min(1, { error: 'Client ID is empty' })
    .meta({
      order: 0,
      title: 'Client ID',
      description: 'Client ID of the API credential: in Personio under Settings > Integrations > API credentials.',
      examples: ['papi-11111111-2222-3333-4444-555555555555'],
      airbyte_secret: true,
    }),
  client_secret: text('Client Secret').min(1, { error: 'Client Secret is empty' }).meta({
    order: 1,
    title: 'Client Secret',
    description: 'Client secret of the same API credential. Personio shows it once, when the credential is made.',
    airbyte_secret: true,
  }),
  start_date: day('Start Date').meta({
    order: 2,
    title: 'Start Date',
    description:
      'Leaves out events before this day (UTC): absences that ended earlier, attendance, compensation months, holidays, documents, webhook events. People and other master data are always read in full. Without it everything is read; compensations then go 24 months back. An earlier date takes effect after a refresh of the stream.',
    examples: ['2024-01-01'],
    format: 'date',
    pattern_descriptor: 'YYYY-MM-DD',
    always_show: true,
  }),
  lookback_days: whole('Lookback Days', 0, 90).default(1).meta({
    order: 3,
    title: 'Lookback Days',
    description:
      'An incremental sync reads again what changed so many days before the last one, for changes that arrive late.',
  }),
  extra_streams: list('Extra Streams', choice('Extra Streams', GROUPS)).meta({
    order: 4,
    title: 'Extra Streams',
    description:
      'Groups of streams that are offered only on demand. legacy: tables known from other tools, some of which Personio switches off in 2027. per_person: documents, profile pictures, absence balances and breakdowns, one request each for every person or absence. recruiting: jobs, candidates and applications. webhooks: webhooks and what they told in the last 30 days.',
  }),
  reread_days: whole('Reread Days', 1, 365).default(30).meta({
    order: 5,
    title: 'Reread Days',
    description:
      'A job can change without a trace in Personio’s lists of people. In accounts with more than 500 people, an incremental sync reads the employments of people who changed and of a share of the others, so that everybody’s are read at least once in so many days.',
  }),
  full_reads: list('Full Reads', choice('Full Reads', SELECTIVE)).meta({
    order: 6,
    title: 'Full Reads',
    description:
      'Streams that every sync reads for every person, absence or application, one request each, instead of only for those that changed.',
  }),
  holidays_from: day('Holidays From').meta({
    order: 7,
    title: 'Holidays From',
    description:
      'First day of the holidays that are read; by default the first of January last year. Personio documents two years back.',
    format: 'date',
    pattern_descriptor: 'YYYY-MM-DD',
  }),
  holidays_to: day('Holidays To').meta({
    order: 8,
    title: 'Holidays To',
    description:
      'Last day of the holidays that are read; by default a year from today, which is as far as Personio documents.',
    format: 'date',
    pattern_descriptor: 'YYYY-MM-DD',
  }),
  company_subdomain: text('Company Subdomain')
    .regex(/^[A-Za-z0-9-]+$/, {
      error:
        'Company Subdomain must be the first part of your career page’s address, like acme for acme.jobs.personio.de',
    })
    .optional()
    .meta({
      order: 9,
      title: 'Company Subdomain',
      description:
        'First part of the address of your career page: acme for acme.jobs.personio.de. With it the stream open_positions is offered.',
      examples: ['acme'],
    }),
  partner_id: headerName('Partner ID').meta({
    order: 10,
    title: 'Partner ID',
    description:
      'Sent as X-Personio-Partner-ID: the name of an integration partner in UPPER_SNAKE_CASE. Leave it empty unless Personio gave you one.',
  }),
  application_id: headerName('Application ID').meta({
    order: 11,
    title: 'Application ID',
    description:
      'Sent as X-Personio-App-ID: the name of the integration in UPPER_SNAKE_CASE, for example SOURCE_PERSONIO. Personio recommends it.',
  }),
  privacy: Privacy.prefault({}).meta({
    order: 12,
    title: 'Privacy',
    description: 'What of the personal data leaves Personio at all. Decided here, before anything is written anywhere.',
  }),
  deletions: Deletions.prefault({}).meta({
    order: 13,
    title: 'Deletions',
    description: 'Whether and how the source tells that rows were removed in Personio. Off unless Mark is on.',
  }),
  max_concurrency: whole('Maximum Concurrency', 1, 50).default(25).meta({
    order: 14,
    title: 'Maximum Concurrency',
    description:
      'At most so many requests are under way at once. Personio’s rate limits are kept whatever it says; lower it to be gentler still.',
  }),
  api_url: webAddress('API URL').default(API_URL).meta({
    order: 15,
    title: 'API URL',
    description: 'Address of the Personio API.',
    airbyte_hidden: true,
  }),
  jobs_url: webAddress('Jobs URL').optional().meta({
    order: 16,
    title: 'Jobs URL',
    description: 'Address of the public job site, instead of the one that the subdomain gives.',
    airbyte_hidden: true,
  }),
  retry_seconds: whole('Retry Seconds', 0, 86_400).default(600).meta({
    order: 17,
    title: 'Retry Seconds',
    description: 'A request that fails for a passing reason is repeated for at most so long.',
    airbyte_hidden: true,
  }),
});

export type Config = z.infer<typeof Config>;
