import type { Value, Values } from './members.ts';
import type { Difference } from './object.ts';

/** Personio shows what was never set as null, or a flag as false. */
const plain = (value: Value | null | undefined): unknown => {
  if (value === false || value === '') return null;
  return typeof value === 'string' ? value.trim().normalize('NFC') : (value ?? null);
};

/** What a row wants to be different. Members that the row leaves out stay as they are. */
export const differences = (has: Values, wanted: Values, members: readonly string[]): Difference[] =>
  members.flatMap((member) => {
    const [from, to] = [has[member] ?? null, wanted[member]];
    return to === undefined || plain(from) === plain(to) ? [] : [{ member, from, to }];
  });
