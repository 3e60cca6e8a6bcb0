import { PRESETS } from '../privacy/presets.ts';
import { RULE } from '../privacy/rules.ts';
import { choice, entries, explained, list, matching, section, text } from './fields.ts';

const rules = (title: string) =>
  list(
    title,
    matching(
      title,
      RULE,
      'stream.path, *.path or an attribute key',
      'contain rules like "persons.email" or "*.comment"',
    ),
    ' of rules',
  );

/** Random keys of 16 characters have more distinct characters, whatever their alphabet. */
const FEWEST_DIFFERENT_CHARACTERS = 5;
/** Matches every key shown in the documentation. */
const EXAMPLE_KEYS = /16 characters or more|secret store|example key/i;

/** True if the key can be guessed. */
function isGuessable(key: string): boolean {
  const letters = key.toLowerCase().replace(/[\s\p{Cc}\p{Cf}]/gu, '');
  return new Set(letters).size < FEWEST_DIFFERENT_CHARACTERS || EXAMPLE_KEYS.test(key);
}

/** What leaves the connector, and in which form: see docs/privacy.md. */
export const Privacy = section('Privacy Rules', {
  preset: choice('Privacy Preset', PRESETS)
    .default('everything')
    .meta({
      title: 'Privacy Preset',
      description: explained('A ready-made set of rules.', {
        everything: 'All data, as Personio sends it.',
        no_special_categories:
          'Without health, religion, disability, tax, family and gender; sensitive types of absences, documents and pay are masked; additional_fields and unknown attributes are left out.',
        analytics:
          'In addition without names, contact details, nationality, bank details, addresses, comments and pictures; of birthdays only the year is kept.',
      }),
    }),
  drop: rules('Fields to Drop').meta({
    title: 'Fields to Drop',
    description:
      'Fields that never leave the connector. A rule is stream.path, where * matches any characters except a dot (*.comment, persons.dynamic_*, employments.termination.reason), or the key of an attribute, which matches wherever it appears (iban).',
  }),
  hash: rules('Fields to Hash').meta({
    title: 'Fields to Hash',
    description:
      'Fields that are replaced by a hash (HMAC-SHA-256), with the same kind of rules. The same value has the same hash in every stream, so tables still join. Hashing an id hashes every reference to it.',
  }),
  hash_key: text('Hash Key')
    .min(16, { error: 'Hash Key must have at least 16 characters', abort: true })
    .refine((key) => !isGuessable(key), { error: 'Hash Key is easy to guess: use at least 16 random characters' })
    .optional()
    .meta({
      title: 'Hash Key',
      description:
        'A secret of at least 16 random characters, required with Fields to Hash. A different key gives different hashes.',
      airbyte_secret: true,
    }),
  sensitive_absence_types: entries('Sensitive Absence Types').meta({
    title: 'Sensitive Absence Types',
    description:
      'Names or ids of absence types that are shown as one masked type, without comments. The presets no_special_categories and analytics add the types that they recognise as sensitive.',
  }),
  keep: entries('Attributes to Keep').meta({
    title: 'Attributes to Keep',
    description:
      'The only custom attributes that may leave the connector, in persons, employees, person_custom_attributes and report columns: keys, labels or universal ids. Leave it empty to keep all that the other rules allow.',
  }),
}).refine(({ hash, hash_key: key }) => hash.length === 0 || key !== undefined, {
  error: 'Hash Key is missing: Fields to Hash requires it',
});
