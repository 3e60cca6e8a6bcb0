// All of `zod` would bring its messages in forty languages along.
import * as z from 'zod';
import { ConnectorError } from '../errors.ts';
import { PRESETS } from '../privacy/presets.ts';
import { RULE } from '../privacy/rules.ts';
import { isObject } from '../row.ts';
import { GROUPS } from '../streams/stream.ts';
import { choice, day, entries, headerName, list, section, text, webAddress, whole } from './fields.ts';
import { fromText, given } from './given.ts';
import { misspelling, sectionsOf, shown, type UnknownKey, unknownKeys } from './keys.ts';

/** Personio's own address. */
export const API_URL = 'https://api.personio.de';

const rules = (title: string) =>
  list(
    title,
    text(title).regex(RULE, { error: `${title} must hold rules like "persons.email" or "*.comment"` }),
    ' of rules',
  );

/** Random keys of 16 characters have more, whatever their alphabet. */
const FEWEST_DIFFERENT_CHARACTERS = 5;
/** What the keys that the documentation shows have in common. */
const EXAMPLE_KEYS = /16 characters or more|secret store|example key/i;

/** Whether others could find the key without trying. */
function isGuessable(key: string): boolean {
  const letters = key.toLowerCase().replace(/[\s\p{Cc}\p{Cf}]/gu, '');
  return new Set(letters).size < FEWEST_DIFFERENT_CHARACTERS || EXAMPLE_KEYS.test(key);
}

/** What leaves the connector, and how: see docs/privacy.md. */
const Privacy = section('Privacy', {
  preset: choice('Preset', PRESETS).default('everything').meta({
    order: 0,
    title: 'Preset',
    description:
      'everything: as it comes. no_special_categories: without health, religion, disability, tax, family and gender; sensitive types of absences, documents and pay are masked. analytics: also without names, contact, nationality, bank, address, comments and pictures; of birthdays the year. Both leave out additional_fields, and attributes of which nothing is known.',
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
  hash_key: text('Hash Key')
    .min(16, { error: 'Hash Key must have 16 characters or more', abort: true })
    .refine((key) => !isGuessable(key), { error: 'Hash Key is easy to guess: use 16 random characters or more' })
    .optional()
    .meta({
      order: 3,
      title: 'Hash Key',
      description: 'Secret of 16 characters or more, needed with Hash. Another key gives other hashes.',
      airbyte_secret: true,
    }),
  sensitive_absence_types: entries('Sensitive Absence Types').meta({
    order: 4,
    title: 'Sensitive Absence Types',
    description:
      'Names or ids of absence types that are shown as one masked type, without comments. Both presets add what they recognise as sensitive.',
  }),
  keep: entries('Keep').meta({
    order: 5,
    title: 'Keep',
    description:
      'The only attributes of your own that may leave, in persons, employees, person_custom_attributes and report columns: keys, labels or universal ids. Empty means all that the other settings allow.',
  }),
}).refine(({ hash, hash_key: key }) => hash.length === 0 || key !== undefined, {
  error: 'Hash Key is missing: Hash needs it',
});

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
  api_url: webAddress('API URL').default(API_URL).meta({
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
export function parseConfig(input: unknown, warn: (message: string) => void = () => {}): Config {
  if (!isObject(input)) throw new ConnectorError('config_error', 'The configuration must be a JSON object.');
  const values = given(input, Config);
  const unknown = unknownKeys(values, Config);
  if (unknown.length > 0)
    warn(`The configuration has unknown settings: ${unknown.map(({ key }) => shown(key)).join(', ')}.`);
  const result = Config.safeParse(values);
  const problems = [
    ...unknown.filter(isRefused).map(problemOf),
    ...(result.error?.issues.map(({ message }) => message) ?? []),
    ...(result.success && !inOrder(result.data) ? ['Holidays From lies after Holidays To'] : []),
  ];
  if (!result.success || problems.length > 0) {
    throw new ConnectorError('config_error', `The configuration needs mending: ${problems.join('; ')}.`);
  }
  return result.data;
}

/** Newer forms and some runners add keys of their own. But one that resembles a setting, or stands in a section, was meant to do something. */
const isRefused = ({ section, meant }: UnknownKey): boolean => section !== undefined || meant !== undefined;

function problemOf({ key, section, meant }: UnknownKey): string {
  const problem = `${section ?? 'The configuration'} knows no setting ${shown(key)}`;
  if (meant === undefined) return problem;
  const [name, place] = meant.split('.').reverse();
  if (place !== undefined) return `${problem}: use ${name} in the section ${place}`;
  return `${problem}: use ${name}${section === undefined ? '' : ' outside of the section'}`;
}

function inOrder({ holidays_from: from, holidays_to: to }: Config): boolean {
  return from === undefined || to === undefined || from <= to;
}

/** Every secret of a configuration, valid or not: they are masked before anything else is said about it. */
export function secretsOf(input: unknown): string[] {
  if (!isObject(input)) return [];
  const held = SECTIONS.map(({ name }) => fromText(input[name]));
  return [input, ...held.filter(isObject)]
    .flatMap((values) => Object.entries(values))
    .filter(([key]) => SECRETS.some((name) => misspelling(key, name) !== undefined))
    .flatMap(([, value]) => (typeof value === 'string' ? [value, value.trim()] : []));
}

const SECTIONS = sectionsOf(Config);
const SECRETS = [Config.shape, ...SECTIONS.map(({ fields }) => fields)]
  .flatMap((fields) => Object.entries(fields as Record<string, z.ZodType>))
  .filter(([, field]) => field.meta()?.airbyte_secret === true)
  .map(([key]) => key);

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
