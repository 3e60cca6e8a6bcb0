import { text } from './fields.ts';

/** The credential that Personio issues to an integration. `page` is the program's, with a section about it. */
export const credentials = (page: string) => ({
  client_id: text('Client ID')
    .min(1, { error: 'Client ID is empty' })
    .meta({
      title: 'Client ID',
      description: `The client ID of a Personio API credential. Create one in Personio under Settings > Integrations > API credentials: https://YOUR-COMPANY.personio.de/configuration/api/credentials/management. <a href="${page}#make-the-api-credential" target="_blank">Which rights and attributes it needs</a>.`,
      examples: ['papi-11111111-2222-3333-4444-555555555555'],
      airbyte_secret: true,
    }),
  client_secret: text('Client Secret').min(1, { error: 'Client Secret is empty' }).meta({
    title: 'Client Secret',
    description:
      'The client secret of the same API credential. Personio shows it once, when you create the credential.',
    airbyte_secret: true,
  }),
});
