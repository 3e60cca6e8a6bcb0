import type { Account } from './account.ts';
import { joinedRows, type Manners, type Removed } from './changes.ts';
import { entriesOf, KINDS, type Kind, type KindStream, type Rows } from './kinds.ts';
import type { Fact } from './table.ts';

/** The rows with these keys, removed or not. */
export function rowsNamed(stream: string, keys: readonly string[], account: Account): Rows {
  // Names and keys may come over HTTP.
  if (!isKind(stream))
    throw new Error(`Rows of ${stream} cannot be removed. Streams whose rows can: ${Object.keys(KINDS).join(', ')}.`);
  const facts = keys.map((key) => {
    const fact = KINDS[stream].find(key, account);
    if (fact === undefined) throw new Error(`The sandbox has no ${stream} ${key}.`);
    return fact;
  });
  return { [stream]: [...new Set(facts)] };
}

/**
 * Removes rows and everything that they own. Rows that refer to a removed one still do, or they would change without a
 * time of change. Rows that contain a removed one get a new time of change.
 */
export function removeRows(account: Account, rows: Rows, now: number, { removalsTouch }: Manners): Removed {
  const going = new Set(Object.values(rows).flat());
  for (const { removed } of going) if (removed) throw new Error('It has already been removed.');
  const along: Rows = {};
  for (const [stream, owners] of entriesOf(rows)) {
    for (const [owner, other, fact] of ownedBy(stream, owners, account)) {
      if (going.has(fact)) continue;
      going.add(fact);
      add(along, other, fact);
      const taken = account.along.get(owner) ?? {};
      account.along.set(owner, taken);
      add(taken, other, fact);
    }
  }
  for (const fact of going) fact.removed = true;
  relist(account, along);
  relist(account, rows);
  if (removalsTouch) touch(account, rows, now);
  return { deleted: rows, along };
}

/** Restores rows unchanged, with everything that was removed with them, and returns them all. */
export function restoreRows(account: Account, rows: Rows, now: number, { removalsTouch }: Manners): Rows {
  const along: Rows = {};
  for (const [stream, facts] of entriesOf(rows)) {
    for (const fact of facts) {
      if (!fact.removed) throw new Error('It has not been removed.');
      if (ownersOf(KINDS[stream], fact, account).some(({ removed }) => removed))
        throw new Error('Its owner has been removed: restore that instead.');
    }
    for (const fact of facts) {
      for (const [other, taken] of entriesOf(account.along.get(fact) ?? {}))
        for (const one of taken) add(along, other, one);
      account.along.delete(fact);
    }
  }
  for (const fact of [...Object.values(rows), ...Object.values(along)].flat()) fact.removed = false;
  relist(account, rows);
  relist(account, along);
  if (removalsTouch) touch(account, rows, now);
  return joinedRows([rows, along]);
}

/** What these rows own, with each owner and stream. */
function ownedBy(stream: KindStream, owners: readonly Fact[], account: Account): [Fact, KindStream, Fact][] {
  const owning = new Set(owners);
  if (owning.size === 0) return [];
  return (Object.entries(KINDS) as [KindStream, Kind][]).flatMap(([other, { owners: ownersOf, listed }]) => {
    const ownerOf = ownersOf?.[stream];
    if (ownerOf === undefined) return [];
    return listed(account).flatMap((fact): [Fact, KindStream, Fact][] => {
      const owner = ownerOf(fact, account);
      return owner !== undefined && owning.has(owner) ? [[owner, other, fact]] : [];
    });
  });
}

function add(rows: Rows, stream: KindStream, fact: Fact): void {
  rows[stream] ??= [];
  rows[stream].push(fact);
}

function isKind(stream: string): stream is KindStream {
  return Object.hasOwn(KINDS, stream);
}

function ownersOf({ owners = {} }: Kind, fact: Fact, account: Account): Fact[] {
  return Object.values(owners).flatMap((ownerOf) => ownerOf(fact, account) ?? []);
}

function relist(account: Account, rows: Rows): void {
  for (const [stream, facts] of entriesOf(rows)) KINDS[stream].relist?.(facts, account);
}

export function touch(account: Account, rows: Rows, now: number): void {
  for (const [stream, facts] of entriesOf(rows))
    for (const fact of facts) (KINDS[stream] as Kind).touches?.(fact, now, account);
  account.persons.touch();
  account.employments.touch();
}
