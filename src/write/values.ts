import { FLAGS } from '../convert.ts';
import { parseJson } from '../json.ts';
import { isNone, scalarText } from '../row.ts';
import { isDay, localOf, utcOf } from '../times.ts';
import { wallClockAt } from '../zones.ts';
import type { Member, Value } from './members.ts';
import { Reject } from './reject.ts';

/** Reads a value; undefined if it cannot be one of that kind. */
type Reader = (value: unknown, member: Member, timeZone: string | undefined) => Value | undefined;

const NUMBER = /^-?\d{1,15}(?:\.\d{1,10})?$/;
const ID = /^[A-Za-z0-9_-]{1,64}$/;
/** What every address has, and no more: Personio decides. */
const EMAIL = /^[^\s@]+@[^\s@]+$/;
const MIDNIGHT = /^(.{10})T00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?$/;
const OFFSET = /(?:Z|[+-]\d\d(?::?\d\d)?)$/;

const text = (value: unknown): string | undefined => (isScalar(value) ? scalarText(value).trim() : undefined);

const matching =
  (pattern: RegExp): Reader =>
  (value) => {
    const read = text(value);
    return read !== undefined && pattern.test(read) ? read : undefined;
  };

const READERS: Readonly<Record<Member['kind'], Reader>> = {
  text,
  email: matching(EMAIL),
  id: matching(ID),
  day: (value) => {
    if (typeof value !== 'string') return undefined;
    const day = MIDNIGHT.exec(value.trim())?.[1] ?? value.trim();
    return isDay(day) ? day : undefined;
  },
  moment: (value, _, timeZone) => {
    if (typeof value !== 'string') return undefined;
    const time = value.trim().replace(' ', 'T');
    const local = time.includes('T') && OFFSET.test(time.slice(10)) ? inZone(time, timeZone) : localOf(time);
    return local?.slice(0, 19);
  },
  number: (value) => {
    const read = typeof value === 'boolean' ? '' : (text(value) ?? '');
    return NUMBER.test(read) ? Number(read) : undefined;
  },
  flag: (value) => FLAGS.get(text(value)?.toLowerCase() ?? ''),
  choice: (value, { choices = [] }) => {
    const read = text(value)?.toLowerCase();
    return choices.find((choice) => choice.toLowerCase() === read);
  },
  texts: (value) => {
    const list = Array.isArray(value) ? value : typeof value === 'string' ? listIn(value) : undefined;
    return list?.every(isScalar) ? list.map((each) => scalarText(each).trim()) : undefined;
  },
};

const WANTED: Readonly<Record<Member['kind'], string>> = {
  text: 'text',
  email: 'an e-mail address',
  id: 'an id of Personio',
  day: 'a date like 2026-01-31',
  moment: 'a wall-clock time like 2026-01-31T08:30:00',
  number: 'a number',
  flag: 'true or false',
  choice: 'one of its choices',
  texts: 'a list of texts',
};

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value) || JSON.isRawJSON(value);

/** JSON text of a list, or one text. */
function listIn(value: string): unknown[] | undefined {
  if (!value.trimStart().startsWith('[')) return [value];
  try {
    const list = parseJson(value);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}

/** The wall-clock time of a time with an offset. Undefined without a zone. */
function inZone(time: string, timeZone: string | undefined): string | undefined {
  const utc = utcOf(time);
  return utc === undefined || timeZone === undefined ? undefined : wallClockAt(Date.parse(utc), timeZone);
}

/** True for what Personio shows where nothing was set. */
export const isUnset = (value: unknown): boolean => isNone(value) || value === NOTHING_CHOSEN;

/** Null and empty text say that nothing is given. */
export const isGiven = (value: unknown): boolean =>
  value !== null && value !== undefined && !(typeof value === 'string' && value.trim() === '');

/** How Personio itself writes that nothing is chosen. */
const NOTHING_CHOSEN = 'UNSPECIFIED';

/** A value for this member: one of a choice may say that there is none. */
export const isGivenFor = ({ kind, choices = [] }: Member, value: unknown): boolean =>
  isGiven(value) &&
  !(kind === 'choice' && String(value).trim().toUpperCase() === NOTHING_CHOSEN && !choices.includes(NOTHING_CHOSEN));

/** The value of a member. Throws Reject if it cannot have this value. */
export function memberValue(name: string, member: Member, raw: unknown, timeZone: string | undefined): Value {
  const bad = (wanted: string) => new Reject('bad_value', `The value must be ${wanted}.`, { member: name });
  const value = READERS[member.kind](raw, member, timeZone);
  if (value === undefined) {
    if (
      member.kind === 'moment' &&
      timeZone === undefined &&
      typeof raw === 'string' &&
      utcOf(raw.trim()) !== undefined
    )
      throw bad('a wall-clock time without an offset, unless Time Zone is configured');
    throw bad(member.kind === 'choice' ? `one of ${(member.choices ?? []).join(', ')}` : WANTED[member.kind]);
  }
  if (typeof value === 'string' && value.length > (member.most ?? Number.POSITIVE_INFINITY))
    throw bad(`at most ${member.most} characters long`);
  return value;
}
