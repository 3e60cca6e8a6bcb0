import type { Account } from './account.ts';
import type { Changes, Manners } from './changes.ts';
import type { Dice } from './dice.ts';
import { INSERTS, type ListStream } from './inserts.ts';
import { KINDS, type Kind } from './kinds.ts';
import { removeRows, touch } from './removal.ts';
import type { Fact } from './table.ts';

export type ListChanges = Partial<Record<ListStream, ListChange>>;

interface ListChange {
  readonly insert?: number;
  readonly update?: number;
  readonly remove?: number;
}

/** Changes lists that otherwise stay the same. */
export function changeLists(
  account: Account,
  now: number,
  lists: ListChanges,
  manners: Manners,
  dice: Dice,
): Partial<Changes>[] {
  return Object.entries(lists).map(([stream, change]) => {
    // It may come over HTTP.
    if (!Object.hasOwn(INSERTS, stream))
      throw new Error(`The list ${stream} does not change. Lists that do: ${Object.keys(INSERTS).join(', ')}.`);
    return changeList(account, now, stream as ListStream, change, manners, dice);
  });
}

function changeList(
  account: Account,
  now: number,
  stream: ListStream,
  { insert = 0, update = 0, remove = 0 }: ListChange,
  manners: Manners,
  dice: Dice,
): Changes {
  const kind: Kind = KINDS[stream];
  if (update > 0 && kind.isFixed) throw new Error(`Rows of ${stream} never change.`);
  const removed = removeRows(account, { [stream]: dice.some(kind.listed(account), remove) }, now, manners);

  const updated = dice.some(kind.listed(account), update);
  for (const fact of updated) {
    fact.updated = now;
    fact.revision++;
    kind.change?.(fact, now);
  }

  const inserted: Fact[] = [];
  while (inserted.length < insert) {
    const fact = INSERTS[stream](account, now, dice);
    if (fact === undefined) break;
    inserted.push(fact);
  }
  kind.relist?.([...updated, ...inserted], account);
  if (manners.removalsTouch) touch(account, { [stream]: [...updated, ...inserted] }, now);
  return { ...removed, updated: { [stream]: updated }, inserted: { [stream]: inserted } };
}
