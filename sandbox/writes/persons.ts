import type { Employment, Person } from '../data/facts.ts';
import { still } from '../data/table.ts';
import { DAY } from '../data/time.ts';
import type { Answer } from '../http/answer.ts';
import { objectNotFound } from '../http/problem.ts';
import type { Json } from '../json.ts';
import { employmentId } from '../resources/employments.ts';
import { nameOf, personId, personRow, personSerial } from '../resources/persons.ts';
import { attributesIn } from './attributes.ts';
import { contractIn, type GivenContract } from './contract.ts';
import { type Members, read, text, word } from './members.ts';
import { given, type Write, type Writing } from './write.ts';

const GENDERS = ['MALE', 'FEMALE', 'DIVERSE', 'UNKNOWN', 'UNDEFINED'] as const;
const LANGUAGES = ['en', 'de', 'es', 'fr', 'nl', 'it', 'sv', 'fi'] as const;

const SERVICE = {
  stream: 'persons',
  right: 'persons:write',
  service: 'persons',
  scopes: ['personio:persons:write', 'employees:write'],
} as const;

export const PERSONS: readonly Write[] = [
  { ...SERVICE, method: 'POST', path: '/v2/persons', run: create },
  { ...SERVICE, method: 'PATCH', path: '/v2/persons/{id}', run: change },
  { ...SERVICE, method: 'DELETE', path: '/v2/persons/{id}', run: remove },
];

function create(writing: Writing): Answer {
  const { account, settings } = writing;
  const members = writing.members();
  members.need('first_name', text(255, 1));
  members.need('last_name', text(255, 1));
  const isDemanding = settings.disputed.personNeeds === 'more';
  if (isDemanding) for (const name of ['email', 'language_code']) members.need(name, text(255, 1));
  const written = writtenIn(members, undefined, writing);
  const [sent] = members.take('employments', (value) => (isOne(value) ? value : undefined)) ?? [];
  members.close();
  if (sent === undefined && isDemanding) throw writing.refuse(400, 'The member employments is required.');
  const contract = sent === undefined ? undefined : contractIn(members.inside(sent), undefined, writing);
  if (isDemanding && contract !== undefined) {
    const { status, type } = contract.written;
    if (status === undefined || type === undefined || contract.startDay === undefined)
      throw writing.refuse(400, 'An employment needs status, employment_start_date and type.');
  }

  const serial = account.persons.nextSerial;
  const picture = { ...still(serial), removed: true };
  const person: Person = { ...writing.fresh(serial), employments: [], picture, written };
  const employment = employmentOf(person, contract, writing);
  person.employments.push(employment);
  account.persons.insert([person]);
  account.employments.insert([employment]);
  writing.tell('inserted', 'persons', [person]);
  writing.tell('inserted', 'employments', [employment]);
  const more =
    settings.disputed.created === 'nested' ? { employments: [{ id: employmentId(employment, account) }] } : {};
  return writing.created({ id: personId(person), key: keyOf(person, writing), more });
}

/** Without a start it begins today; without a status it has the one that follows from its start. */
function employmentOf(person: Person, contract: GivenContract | undefined, writing: Writing): Employment {
  const { account, settings, now } = writing;
  const isForgotten = settings.disputed.postedEmployment === 'forgotten';
  const { legalEntity, ...others } = contract?.written ?? {};
  const startDay = (isForgotten ? undefined : contract?.startDay) ?? Math.floor(now / DAY);
  const status = startDay > Math.floor(now / DAY) ? 'ONBOARDING' : 'ACTIVE';
  return {
    ...writing.fresh(account.employments.nextSerial),
    person,
    modified: now,
    startDay,
    endDay: 0,
    chapter: 0,
    written: { status, ...others, ...(isForgotten ? {} : given({ legalEntity })) },
  };
}

function change(writing: Writing): Answer {
  const person = personIn(writing);
  const members = writing.members();
  const written = { ...person.written, ...writtenIn(members, person, writing) };
  members.close();
  const changed = writing.change('persons', person, personRow, { written });
  writing.account.persons.touch();
  return writing.done({ id: personId(person), key: keyOf(person, writing), changed });
}

function remove(writing: Writing): Answer {
  const person = personIn(writing);
  writing.remove('persons', [person]);
  return writing.done({ id: personId(person), key: keyOf(person, writing) });
}

function personIn({ account, sent }: Writing): Person {
  const person = account.persons.get(personSerial(sent.path.id ?? ''));
  if (person === undefined) throw objectNotFound();
  return person;
}

function writtenIn(members: Members, person: Person | undefined, writing: Writing): NonNullable<Person['written']> {
  members.take('language_code', word(...LANGUAGES));
  const gender = members.takeOrNull('gender', word(...GENDERS));
  const attributes = members.take('custom_attributes', (value) => attributesIn(value, members, writing));
  const email = members.take('email', read(addressIn));
  if (email !== undefined) checkAddress(email, person, writing);
  return given({
    first: members.take('first_name', text(255, 1)),
    last: members.take('last_name', text(255, 1)),
    preferred: members.take('preferred_name', text(255)),
    email: writing.settings.disputed.storedEmails === 'as sent' ? email : email?.toLowerCase(),
    // Reads have one word for both.
    gender: gender === 'UNKNOWN' || gender === 'UNDEFINED' ? 'UNSPECIFIED' : gender,
    attributes: attributes && { ...person?.written?.attributes, ...attributes },
  });
}

function addressIn(email: string): string | undefined {
  return /^[^@\s]+@[^@\s]+$/.test(email) ? email : undefined;
}

/** No two people have one address, in whichever letters. */
function checkAddress(email: string, person: Person | undefined, writing: Writing): void {
  const { account, settings } = writing;
  const addressOf = (one: Person): string | undefined => nameOf(one, account.world.seed).email?.toLowerCase();
  const wanted = email.toLowerCase();
  if (person !== undefined && addressOf(person) !== wanted && settings.disputed.emailChange === 'refused')
    throw writing.refuse(400, `The email cannot be changed to ${email}.`);
  if (account.persons.listed.some((one) => one !== person && addressOf(one) === wanted))
    throw writing.refuse(400, `The email ${email} has already been taken.`);
}

function isOne(value: Json): value is readonly Json[] {
  return Array.isArray(value) && value.length <= 1;
}

function keyOf(person: Person, { account }: Writing): string {
  const { first, last, email } = nameOf(person, account.world.seed);
  return `persons:${email?.toLowerCase() ?? `${first} ${last}`}`;
}
