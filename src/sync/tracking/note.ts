import type { NoteRow } from '../../records/builder.ts';
import { memberReader, scalarText } from '../../row.ts';
import type { Stream } from '../../streams/stream.ts';

/** What is noted about the rows of a stream whose changes or removals are reported. */
export function noteOf({ groupedBy, cursorField, removals }: Stream): NoteRow | undefined {
  if (groupedBy) {
    const members = groupedBy.map(memberReader);
    return (row) => ({ group: members.map((read) => scalarText(read(row) ?? '')).join(':') });
  }
  if (!removals || removals.compared === 'every sync') return undefined;
  const { subjectIn } = removals;
  return (row) => {
    const { id, parent } = subjectIn?.(row) ?? { id: row.id, parent: undefined };
    return {
      id: scalarText(id),
      ...(parent !== undefined && { parent: scalarText(parent) }),
      createdAt: row.created_at,
      cursor: cursorField && row[cursorField],
    };
  };
}
