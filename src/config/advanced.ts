import { SELECTIVE } from '../streams/stream.ts';
import { choice, explained, headerName, list, webAddress, whole } from './fields.ts';

/** Personio's own address. */
export const API_URL = 'https://api.personio.de';

/** Settings that most accounts never change. */
export const advanced = {
  lookback_days: whole('Lookback Days', 0, 90).default(1).meta({
    title: 'Lookback Days',
    description:
      'An incremental sync re-reads changes from this number of days before the previous sync, to catch changes that arrive late.',
  }),
  reread_days: whole('Reread Days', 1, 365).default(30).meta({
    title: 'Reread Days',
    description:
      'Personio’s lists of people do not show every change of a job. In accounts with more than 500 people, an incremental sync reads the employments of people who changed and of a share of the others, so that all employments are read at least once in this number of days.',
  }),
  full_reads: list('Full Reads', choice('Full Reads', SELECTIVE)).meta({
    title: 'Full Reads',
    description: explained(
      'Streams that every sync reads in full, with one request each per person, absence or application, instead of only where something changed.',
      {
        absence_breakdowns: 'How each absence counts per day, for every absence.',
        employments: 'The jobs of every person.',
        recruiting_stage_transitions: 'The stages of every application.',
      },
    ),
  }),
  max_concurrency: whole('Maximum Concurrency', 1, 50).default(25).meta({
    title: 'Maximum Concurrency',
    description:
      'Maximum number of parallel requests. Personio’s rate limits are respected at any value. Lower it to leave more of them to other integrations.',
  }),
  partner_id: headerName('Partner ID').meta({
    title: 'Partner ID',
    description:
      'Sent as X-Personio-Partner-ID: the name of an integration partner in UPPER_SNAKE_CASE. Leave it empty unless Personio gave you one.',
    examples: ['ACME_INC'],
  }),
  application_id: headerName('Application ID').meta({
    title: 'Application ID',
    description:
      'Sent as X-Personio-App-ID: the name of your integration in UPPER_SNAKE_CASE. Personio recommends it, to find your requests when you ask for support.',
    examples: ['ACME_DATA_PLATFORM'],
  }),
  api_url: webAddress('API URL').default(API_URL).meta({
    title: 'API URL',
    description: 'Address of the Personio API.',
    airbyte_hidden: true,
  }),
  jobs_url: webAddress('Jobs URL').optional().meta({
    title: 'Jobs URL',
    description: 'Address of the public job site, in place of the one made from Company Subdomain.',
    airbyte_hidden: true,
  }),
  retry_seconds: whole('Retry Seconds', 0, 86_400).default(600).meta({
    title: 'Retry Seconds',
    description: 'How long to retry a request that fails for a temporary reason, in seconds.',
    airbyte_hidden: true,
  }),
};
