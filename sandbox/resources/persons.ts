import type { Account } from '../data/account.ts';
import { Dice } from '../data/dice.ts';
import { employmentStatus } from '../data/employment_status.ts';
import type { Person } from '../data/facts.ts';
import { numericId, numericSerial, uuid } from '../data/ids.ts';
import { hasPicture } from '../data/pictures.ts';
import { instant } from '../data/time.ts';
import { DOMAIN, FIRST_NAMES, LAST_NAMES } from '../data/words.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Settings } from '../options.ts';
import { customAttributes } from './custom_attributes.ts';
import { anySerial, asPersonTime, compared, exactly, listed, oneOf, type Test } from './filters.ts';
import { legalEntityOf } from './hiding.ts';
import { resource, type View } from './resource.ts';

export const persons = resource<Person>({
  stream: 'persons',
  path: '/v2/persons',
  service: 'persons',
  scope: 'personio:persons:read',
  refusal: 401,
  page: { usual: 10, max: 50 },
  link: 'nothing',
  filters: {
    id: anySerial(personSerial, ({ serial }) => serial),
    email: byEmail,
    first_name: exactly((person, { world }) => nameOf(person, world.seed).first),
    last_name: exactly((person, { world }) => nameOf(person, world.seed).last),
    preferred_name: exactly((person, { world }) => nameOf(person, world.seed).preferred),
    ...compared('created_at', ['', '.gt', '.lt'], ({ created }) => created, asPersonTime),
    ...compared('updated_at', ['', '.gt', '.lt'], ({ updated }) => updated, asPersonTime),
    status: oneOf(['ACTIVE', 'INACTIVE'], statusOf),
  },
  facts: (account) => account.persons,
  find: (id, account) => account.persons.get(personSerial(id)),
  id: personId,
  legalEntity: legalEntityOf,
  row: personRow,
});

function byEmail(text: string, { world }: Account, { disputed }: Settings): Test<Person> {
  const spelled = (email: string | null): string | undefined =>
    disputed.emailFilter === 'exact' ? (email ?? undefined) : email?.toLowerCase();
  const wanted = new Set(listed(text).map(spelled));
  return (person) => wanted.has(spelled(nameOf(person, world.seed).email) ?? '');
}

export function personId(person: Person): string {
  return numericId('person', person.serial);
}

export function personSerial(id: string): number | undefined {
  return numericSerial('person', id);
}

export function reference(person: Person | undefined): JsonObject | null {
  return person === undefined ? null : { id: personId(person) };
}

function statusOf(person: Person, account: Account): string {
  const latest = person.employments[0];
  return latest === undefined || employmentStatus(latest, account) === 'INACTIVE' ? 'INACTIVE' : 'ACTIVE';
}

interface Name {
  readonly first: string;
  readonly last: string;
  readonly preferred: string | null;
  readonly email: string | null;
}

/** Names as all services show them. */
export function nameOf(person: Person, seed: number): Name {
  const base = person.postedAt === undefined ? invented(person, seed) : NAMELESS;
  return person.written === undefined ? base : { ...base, ...person.written };
}

const NAMELESS: Name = { first: '', last: '', preferred: null, email: null };

function invented(person: Person, seed: number): Name {
  const dice = new Dice(seed, 21, person.serial);
  const first = dice.pick(FIRST_NAMES);
  const last = dice.pick(LAST_NAMES);
  const thrown = dice.next();
  const changed = person.revision > 0 ? `${first} (${person.revision})` : null;
  return {
    first,
    last,
    preferred: changed ?? (thrown < 0.1 ? first.slice(0, 2) : thrown < 0.2 ? '' : null),
    email: `${ascii(first)}.${ascii(last)}.${person.serial}@${DOMAIN}`,
  };
}

export function personRow(person: Person, view: View): JsonObject {
  const { account, origin, released } = view;
  const { seed } = account.world;
  const dice = new Dice(seed, 22, person.serial);
  const id = personId(person);
  const leftOut = view.single ? [] : (view.settings.lies.leftOut.employments ?? []);
  const employments = person.employments
    .map(({ serial }) => ({ id: uuid('employment', serial, seed) }))
    .filter((employment) => !leftOut.includes(employment.id));
  const _meta = { links: { employments: { href: `${origin}/v2/persons/${id}/employments` } } };
  // One in fifty is hidden from the credential even if attributes are released.
  const { written } = person;
  const isPosted = person.postedAt !== undefined;
  const isWritten = isPosted || written !== undefined;
  if (!released || (dice.chance(0.02) && !isWritten)) return { id, employments, _meta };

  const { first, last, preferred, email } = nameOf(person, seed);
  const left = <T extends Json>(share: number, value: T, isKept = false): T | undefined =>
    dice.chance(share) && !isPosted && !isKept ? undefined : value;
  return {
    id,
    email: dice.chance(0.02) && !isPosted && written?.email === undefined ? null : email,
    created_at: left(0.03, instant(person.created)),
    updated_at: instant(person.updated),
    first_name: first,
    last_name: last,
    preferred_name: left(0.1, preferred, written?.preferred !== undefined),
    gender: left(0.05, genderOf(person, dice), written?.gender !== undefined),
    profile_picture: left(0.05, { url: pictureUrl(person, view) ?? dice.pick([null, '']) }),
    status: statusOf(person, account),
    custom_attributes: left(0.02, customAttributes(person, view), written?.attributes !== undefined),
    employments,
    _meta,
  };
}

function genderOf({ postedAt, written }: Person, dice: Dice): string | null {
  const gender = dice.pick(['UNSPECIFIED', 'MALE', 'FEMALE', 'DIVERSE', 'FEMALE', 'MALE']);
  if (postedAt !== undefined || written?.gender !== undefined) return written?.gender ?? null;
  return gender;
}

/** Where v1 serves the picture, for those who have one. */
export function pictureUrl(person: Person, { origin }: View): string | null {
  return hasPicture(person) ? `${origin}/v1/company/employees/${personId(person)}/profile-picture` : null;
}

function ascii(name: string): string {
  return (
    name
      .normalize('NFD')
      .replaceAll('ß', 'ss')
      .replaceAll(/[łŁ]/g, 'l')
      .replaceAll('ø', 'o')
      .replaceAll(/[^a-z]/gi, '')
      .toLowerCase() || 'x'
  );
}
