import { listOf } from '../convert.ts';
import { isNone, isObject, type Row } from '../row.ts';
import type { Members } from './members.ts';
import type { PersonAttributes } from './people_attributes.ts';

/** The members of a person that Personio has itself, apart from the employment. */
export const PERSON_MEMBERS: Members = {
  email: { kind: 'email', describe: 'E-mail address, unique in the company.', most: 255 },
  first_name: { kind: 'text', describe: 'First name.' },
  last_name: { kind: 'text', describe: 'Last name.' },
  preferred_name: { kind: 'text', describe: 'Name by which the person wants to be called.' },
  gender: {
    kind: 'choice',
    describe: 'Gender.',
    choices: ['MALE', 'FEMALE', 'DIVERSE', 'UNKNOWN', 'UNDEFINED'],
    // Personio shows both of its own words as a third one.
    unset: ['UNKNOWN', 'UNDEFINED', 'UNSPECIFIED'],
    clearable: true,
  },
};

/** Personio never shows it, so it is sent with a new person only. */
export const NEW_PERSON_MEMBERS: Members = {
  language_code: {
    kind: 'choice',
    describe: 'Language in which a new person sees Personio. Not changed afterwards.',
    choices: ['en', 'de', 'es', 'fr', 'nl', 'it', 'sv', 'fi'],
  },
};

/** What a person has, by member. A member that is not there may be unset, or unreadable for the credential. */
export function valuesIn(person: Row, attributes: PersonAttributes | undefined): Row {
  const values: Row = {};
  for (const member of Object.keys(PERSON_MEMBERS)) if (member in person) values[member] = person[member];
  for (const entry of (listOf(person.custom_attributes) ?? []).filter(isObject)) {
    const member = attributes?.memberOf(entry);
    if (member !== undefined && isNone(values[member])) values[member] = entry.value;
  }
  return values;
}
