import type { Row } from '../../../row.ts';
import { listedRow, type Removals, type Subject } from '../../../streams/removals.ts';
import type { Api, Stream } from '../../../streams/stream.ts';
import { answered } from './no_answer.ts';

/**
 * A row from the first page of a list, for when no existing row is known; undefined if the list is empty. For rows of
 * an owner it is an owner. A listed parent need not have any rows.
 */
export async function anyListed(stream: Stream, { ask, namedBy }: Removals, api: Api): Promise<Subject | undefined> {
  if (ask.by === 'parent') return undefined;
  const list = stream.parent?.stream ?? stream;
  const subjects = ask.by === 'owner' ? owners : (namedBy ?? listedRow);
  return await answered(list, async () => {
    for await (const { rows } of list.pages(api, list.whole())) return rows.flatMap(subjects)[0];
    return undefined;
  });
}

const owners = (row: Row): Subject[] => listedRow(row).map(({ id }) => ({ id, parent: id }));
