import type { Reference, Stream } from '../streams/stream.ts';

/**
 * The paths in a stream's rows that hold the id that stands at `path`, in a column or in its member: all columns for it,
 * the member, and what is around that. None where it is no id of a reference.
 */
export function pathsOfSameId({ references }: Stream, path: string): string[][] {
  const added = references.filter(({ column }) => column !== undefined);
  const found = added.filter(({ member, column, key }) => [column, key, `${member}.id`].includes(path));
  return added.filter((each) => found.some((one) => areSame(one, each))).flatMap(pathsOf);
}

/** A list may hold ids of several types. */
const areSame = (one: Reference, other: Reference): boolean => one.member === other.member && one.type === other.type;

function pathsOf({ member, column, key }: Reference): string[][] {
  const steps = member.split('.');
  const around = steps.map((_, index) => steps.slice(0, index + 1));
  const columns = [column, key].flatMap((name) => (name === undefined ? [] : [[name]]));
  return [...columns, ...around, [...steps, 'id']];
}
