// All of `zod` would bring its messages in forty languages along.
import * as z from 'zod';
import { ConnectorError } from './errors.ts';
import { PRESETS } from './privacy/presets.ts';
import { RULE } from './privacy/rules.ts';
import { isDay } from './times.ts';

/** Groups of streams that are offered only on demand: see `Group` in `streams/stream.ts`. */
export const GROUPS = ['legacy', 'per_person', 'recruiting', 'webhooks'] as const;

const text = (title: string) =>
  z.string({ error: (issue) => (issue.input === undefined ? `${title} is missing` : `${title} must be text`) });

const whole = (title: string, min: number, max: number) => {
  const error = `${title} must be a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};

const webAddress = (title: string) =>
  text(title).refine((value) => URL.canParse(value) && allowedProtocols().includes(new URL(value).protocol), {
    error: `${title} must be an address that begins with https://`,
  });

/** Plain http is for tests on one's own machines, not for a shared platform. */
const allowedProtocols = () =>
  process.env.DEPLOYMENT_MODE?.toUpperCase() === 'CLOUD' ? ['https:'] : ['https:', 'http:'];

const day = (title: string) =>
  text(title)
    .regex(/^\d{4}-\d{2}-\d{2}$/, { error: `${title} must be a day like 2024-01-31`, abort: true })
    .refine(isDay, { error: `${title} must be a day that the calendar has, like 2024-01-31` })
    .optional();

const headerName = (title: string) =>
  text(title)
    .regex(/^[A-Za-z0-9_.-]+$/, { error: `${title} may hold letters, digits, _, . and - only` })
    .optional();

const rules = (title: string) =>
  z
    .array(
      text(title)
        .trim()
        .regex(RULE, { error: `${title} must hold rules like "persons.email" or "*.comment"` }),
      { error: `${title} must be a list of rules` },
    )
    .default([]);

/** A list of names, ids or labels: whatever people call a thing. */
const entries = (title: string) =>
  z
    .array(
      text(title)
        .trim()
        .min(1, { error: `${title} holds an empty entry` }),
      {
        error: `${title} must be a list`,
      },
    )
    .default([]);

/** What leaves the connector, and how: see docs/privacy.md. A setting that does not exist might be a rule that was meant. */
const Privacy = z
  .strictObject(
    {
      preset: z
        .enum(PRESETS, { error: `Preset must be one of ${PRESETS.join(', ')}` })
        .default('everything')
        .meta({
          order: 0,
          title: 'Preset',
          description:
            'everything: as it comes. no_special_categories: without health, religion, disability, tax, family and gender. analytics: also without names, contact, bank, address, comments and pictures; of birthdays the year, and sickness as one masked absence type. Both leave out additional_fields.',
        }),
      drop: rules('Drop').meta({
        order: 1,
        title: 'Drop',
        description:
          'Fields that never leave the connector. A rule is stream.path, where * stands for any run of characters without a dot (*.comment, persons.dynamic_*, employments.termination.reason), or without a dot the key of an attribute, wherever it appears (iban).',
      }),
      hash: rules('Hash').meta({
        order: 2,
        title: 'Hash',
        description:
          'Fields that are replaced by a hash (HMAC-SHA-256), by the same kind of rules. The same value has the same hash in every stream, so that tables still join; hashing an id hashes every reference to it.',
      }),
      hash_key: text('Hash Key').min(16, { error: 'Hash Key must have 16 characters or more' }).optional().meta({
        order: 3,
        title: 'Hash Key',
        description: 'Secret of 16 characters or more, needed with Hash. Another key gives other hashes.',
        airbyte_secret: true,
      }),
      sensitive_absence_types: entries('Sensitive Absence Types').meta({
        order: 4,
        title: 'Sensitive Absence Types',
        description:
          'Names or ids of absence types that are shown as one masked type, without comments. The analytics preset adds what it recognises as sickness.',
      }),
      keep: entries('Keep').meta({
        order: 5,
        title: 'Keep',
        description:
          'The only attributes of your own that may leave, in persons, employees, person_custom_attributes and report columns: keys, labels or universal ids. Empty means all that the other settings allow.',
      }),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `Privacy knows no setting ${issue.keys?.join(', ')}`
          : 'Privacy must be an object',
    },
  )
  .refine(({ hash, hash_key: key }) => hash.length === 0 || key !== undefined, {
    error: 'Hash Key is missing: Hash needs it',
  });

/** The setup form. `spec.json` is made from it (`npm run spec`), with titles and descriptions as users see them. */
export const Config = z.looseObject({
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
  extra_streams: z.array(z.enum(GROUPS), { error: 'Extra Streams must be a list' }).default([]).meta({
    order: 4,
    title: 'Extra Streams',
    description:
      'Groups of streams that are offered only on demand. legacy: tables known from other tools, some of which Personio switches off in 2027. per_person: documents, profile pictures, absence balances and breakdowns, one request each for every person or absence. recruiting: jobs, candidates and applications. webhooks: webhooks and what they told in the last 30 days.',
  }),
  reread_days: whole('Reread Days', 0, 365).default(30).meta({
    order: 5,
    title: 'Reread Days',
    description:
      'Absence breakdowns and stage transitions are read again where the absence or application changed in so many days before the last sync.',
  }),
  holidays_from: day('Holidays From').meta({
    order: 6,
    title: 'Holidays From',
    description:
      'First day of the holidays that are read; by default the first of January last year. Personio documents two years back.',
    format: 'date',
    pattern_descriptor: 'YYYY-MM-DD',
  }),
  holidays_to: day('Holidays To').meta({
    order: 7,
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
      order: 8,
      title: 'Company Subdomain',
      description:
        'First part of the address of your career page: acme for acme.jobs.personio.de. With it the stream open_positions is offered.',
      examples: ['acme'],
    }),
  partner_id: headerName('Partner ID').meta({
    order: 9,
    title: 'Partner ID',
    description:
      'Sent as X-Personio-Partner-ID: the name of an integration partner in UPPER_SNAKE_CASE. Leave it empty unless Personio gave you one.',
  }),
  application_id: headerName('Application ID').meta({
    order: 10,
    title: 'Application ID',
    description:
      'Sent as X-Personio-App-ID: the name of the integration in UPPER_SNAKE_CASE, for example SOURCE_PERSONIO. Personio recommends it.',
  }),
  privacy: Privacy.prefault({}).meta({
    order: 11,
    title: 'Privacy',
    description: 'What of the personal data leaves Personio at all. Decided here, before anything is written anywhere.',
  }),
  max_concurrency: whole('Maximum Concurrency', 1, 50).default(10).meta({
    order: 12,
    title: 'Maximum Concurrency',
    description:
      'At most so many requests are under way at once. Personio’s rate limits are kept whatever it says; lower it to be gentler still.',
  }),
  api_url: webAddress('API URL').default('https://api.personio.de').meta({
    order: 13,
    title: 'API URL',
    description: 'Address of the Personio API.',
    airbyte_hidden: true,
  }),
  jobs_url: webAddress('Jobs URL').optional().meta({
    order: 14,
    title: 'Jobs URL',
    description: 'Address of the public job site, instead of the one that the subdomain gives.',
    airbyte_hidden: true,
  }),
  retry_seconds: whole('Retry Seconds', 0, 86_400).default(600).meta({
    order: 15,
    title: 'Retry Seconds',
    description: 'A request that fails for a passing reason is repeated for at most so long.',
    airbyte_hidden: true,
  }),
});

export type Config = z.infer<typeof Config>;

/** Checks the user's configuration. Throws a config_error that lists every problem by its field's title, never a value. */
export function parseConfig(input: unknown): Config {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new ConnectorError('config_error', 'The configuration must be a JSON object.');
  }
  const result = Config.safeParse(withoutBlanks(input));
  if (result.success && !inOrder(result.data)) {
    throw new ConnectorError('config_error', 'The configuration needs mending: Holidays From lies after Holidays To.');
  }
  if (!result.success) {
    const problems = result.error.issues.map((issue) => issue.message);
    throw new ConnectorError('config_error', `The configuration needs mending: ${problems.join('; ')}.`);
  }
  return result.data;
}

function inOrder({ holidays_from: from, holidays_to: to }: Config): boolean {
  return from === undefined || to === undefined || from <= to;
}

/** Every secret of a configuration, valid or not: they are masked before anything else is said about it. */
export function secretsOf(input: unknown): string[] {
  if (typeof input !== 'object' || input === null) return [];
  const { privacy } = input as Record<string, unknown>;
  const held = typeof privacy === 'object' && privacy !== null ? Object.entries({ ...privacy }) : [];
  return [...Object.entries(input), ...held]
    .filter(([key, value]) => SECRETS.includes(key) && typeof value === 'string')
    .flatMap(([, value]) => [value, value.trim()]);
}

/** The settings that are secrets, those of the privacy section included. */
const SECRETS = Object.entries({ ...Config.shape, ...Privacy.shape })
  .filter(([, field]) => field.meta()?.airbyte_secret === true)
  .map(([key]) => key);

/** Setup forms trim what is typed and leave out what is empty; other callers send blanks and nulls. */
function withoutBlanks(input: object): Record<string, unknown> {
  const entries = Object.entries(input).map(([key, value]) => [key, typeof value === 'string' ? value.trim() : value]);
  return Object.fromEntries(
    entries
      .filter(
        ([key, value]) => value !== null && !(value === '' && Object.hasOwn(Config.shape, key) && isOptional(key)),
      )
      .map(([key, value]) => [key, key === 'privacy' ? withoutEmpty(value) : value]),
  );
}

function withoutEmpty(section: unknown): unknown {
  if (typeof section !== 'object' || section === null || Array.isArray(section)) return section;
  return Object.fromEntries(Object.entries(section).filter(([, value]) => value !== null && value !== ''));
}

function isOptional(key: string): boolean {
  return Config.shape[key as keyof typeof Config.shape].safeParse(undefined).success;
}

/** What `spec` prints. */
export function connectorSpecification(): object {
  const schema = z.toJSONSchema(Config, { target: 'draft-7', io: 'input' });
  return {
    documentationUrl:
      'https://github.com/source-personio/source-personio/blob/main/docs/integrations/sources/personio.md',
    changelogUrl: 'https://github.com/source-personio/source-personio/blob/main/CHANGELOG.md',
    supportsIncremental: true,
    supported_destination_sync_modes: [],
    connectionSpecification: { ...schema, title: 'Personio', additionalProperties: true },
  };
}
