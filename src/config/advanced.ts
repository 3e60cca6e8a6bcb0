import { SELECTIVE } from '../streams/stream.ts';
import { choice, explained, list, webAddress, whole } from './fields.ts';
import { requests } from './requests.ts';

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
  max_concurrency: requests.max_concurrency,
  partner_id: requests.partner_id,
  application_id: requests.application_id,
  api_url: requests.api_url,
  jobs_url: webAddress('Jobs URL').optional().meta({
    title: 'Jobs URL',
    description: 'Address of the public job site, in place of the one made from Company Subdomain.',
    airbyte_hidden: true,
  }),
  retry_seconds: requests.retry_seconds,
};
