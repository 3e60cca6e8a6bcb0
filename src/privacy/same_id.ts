import type { Stream } from '../streams/stream.ts';

/**
 * The paths in a stream's rows that hold the id that stands at `path` in a column: its columns, its member, and what is
 * around it. None where it is no id of a reference.
 */
export function pathsOfSameId({ references }: Stream, path: string): string[][] {
  const found = references.find(({ member, column, key }) =>
    column === undefined ? false : [column, key, `${member}.id`].includes(path),
  );
  if (!found) return [];
  const same = references.filter(
    ({ member, type, column }) => column !== undefined && member === found.member && type === found.type,
  );
  const columns = same.flatMap(({ column, key }) => [column, key].filter((name) => name !== undefined));
  const steps = found.member.split('.');
  const around = steps.map((_, index) => steps.slice(0, index + 1));
  return [...columns.map((column) => [column]), ...around, [...steps, 'id']];
}
