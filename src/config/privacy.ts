import { PRESETS } from '../privacy/presets.ts';
import { RULE } from '../privacy/rules.ts';
import { choice, entries, list, section, text } from './fields.ts';

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
export const Privacy = section('Privacy', {
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
