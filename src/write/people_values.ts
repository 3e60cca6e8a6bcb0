import { listOf } from '../convert.ts';
import { isNone, isObject, type Row, scalarText } from '../row.ts';
import { dayOf } from '../times.ts';
import type { Member, Members, Value } from './members.ts';
import type { Difference } from './object.ts';
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

/** Personio shows both of its own words for an unset gender as a third one. */
const UNSET_GENDERS = ['UNKNOWN', 'UNDEFINED', 'UNSPECIFIED'];

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

/** The members whose values in a row differ from those in Personio. */
export function differences(
  members: Members,
  wanted: Readonly<Record<string, Value | null | undefined>>,
  found: Row,
): Difference[] {
  return Object.entries(members).flatMap(([member, { kind }]) => {
    const to = wanted[member];
    const from = found[member] ?? null;
    return to === undefined || isSame(member === 'gender' ? 'gender' : kind, from, to) ? [] : [{ member, from, to }];
  });
}

/** True for values that mean the same, however they are written. */
export function isSame(kind: Member['kind'] | 'gender', one: unknown, other: unknown): boolean {
  return comparable(kind, one) === comparable(kind, other);
}

function comparable(kind: Member['kind'] | 'gender', value: unknown): unknown {
  if (isNone(value)) return '';
  const text = scalarText(value).trim().normalize('NFC');
  switch (kind) {
    case 'email':
      return text.toLowerCase();
    case 'gender':
      return UNSET_GENDERS.includes(text.toUpperCase()) ? '' : text.toUpperCase();
    case 'choice':
      return text.toUpperCase();
    case 'number':
      return Number(text.replace(',', '.'));
    case 'day':
      return dayOf(value) ?? text;
    case 'texts':
      return (listOf(value) ?? [text])
        .map((each) => scalarText(each).trim().normalize('NFC'))
        .sort()
        .join('\n');
    default:
      return text.replaceAll('\r\n', '\n');
  }
}
