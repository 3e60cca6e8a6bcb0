import type { Reference } from '../streams/references.ts';
import type { Stream } from '../streams/stream.ts';

/**
 * All paths in a stream's rows that hold the same id as `path`: every column for it, its member, and the containers of
 * that. Empty if `path` is not the id of a reference.
 */
export function pathsOfSameId(stream: Stream, path: string): string[][] {
  const added = stream.references.filter(({ column }) => column !== undefined);
  const found = added.filter(({ member, column, key }) => [column, key, `${member}.id`].includes(path));
  return added.filter((each) => found.some((one) => areSame(one, each))).flatMap((each) => pathsOf(stream, each));
}

/** True for a member that is a reference's column without change: it is the id itself and has no members. */
export const isIdItself = ({ references }: Stream, name: string): boolean =>
  references.some(({ member, column }) => member === name && column === name);

/** A list may hold ids of several types. */
const areSame = (one: Reference, other: Reference): boolean => one.member === other.member && one.type === other.type;

function pathsOf(stream: Stream, { member, column, key }: Reference): string[][] {
  const steps = member.split('.');
  const around = steps.map((_, index) => steps.slice(0, index + 1));
  const columns = [column, key].flatMap((name) => (name === undefined ? [] : [[name]]));
  return [...columns, ...around, ...(isIdItself(stream, member) ? [] : [[...steps, 'id']])];
}
