import { listOf } from '../convert.ts';
import { isNone, type Row, scalarText } from '../row.ts';
import { dayOf } from '../times.ts';
import type { Member, Members, Value } from './members.ts';
import type { Difference } from './object.ts';

/** What decides how values of a member are compared. */
type Compared = Pick<Member, 'kind' | 'unset'>;

/** The members whose values in a row differ from those in Personio. What the row leaves out stays as it is. */
export function differences(
  members: Members,
  wanted: Readonly<Record<string, Value | null | undefined>>,
  found: Row,
): Difference[] {
  return Object.entries(members).flatMap(([name, member]) => {
    const to = wanted[name];
    const from = found[name] ?? null;
    return to === undefined || isSame(member, from, to) ? [] : [{ member: name, from, to }];
  });
}

/** True for values that mean the same, however they are written. What was never set is missing, or empty. */
export const isSame = (member: Compared, one: unknown, other: unknown): boolean =>
  comparable(member, one) === comparable(member, other);

export const isSameText = (one: unknown, other: unknown): boolean => isSame({ kind: 'text' }, one, other);

/** Blanks around a text, the form of its line ends, and that of its accents make no difference. */
export const plainText = (text: string): string => text.replace(/\r\n?/g, '\n').normalize('NFC').trim();

function comparable({ kind, unset = [] }: Compared, value: unknown): unknown {
  if (isNone(value)) return '';
  const text = plainText(scalarText(value));
  switch (kind) {
    case 'email':
      return text.toLowerCase();
    case 'choice':
      return unset.includes(text.toUpperCase()) ? '' : text.toUpperCase();
    case 'number':
      return Number(text.replace(',', '.'));
    case 'flag':
      // Personio shows a flag that was never set as false.
      return value === true || '';
    case 'day':
      return dayOf(value) ?? text;
    case 'texts':
      return (listOf(value) ?? [text])
        .map((each) => plainText(scalarText(each)))
        .sort()
        .join('\n');
    default:
      return text;
  }
}
