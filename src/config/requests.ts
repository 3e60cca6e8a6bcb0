import { headerName, webAddress, whole } from './fields.ts';

/** Personio's own address. */
export const API_URL = 'https://api.personio.de';

/** Settings of every program about its requests. */
export const requests = {
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
  retry_seconds: whole('Retry Seconds', 0, 86_400).default(600).meta({
    title: 'Retry Seconds',
    description: 'How long to retry a request that fails for a temporary reason, in seconds.',
    airbyte_hidden: true,
  }),
};
