import type { Person } from '../data/facts.ts';

/** The facts of one person in a list that is sorted by person: there may be millions of others. */
export function ownOf<F extends { readonly person: Person }>(listed: readonly F[], { serial }: Person): readonly F[] {
  return listed.slice(firstOf(listed, serial), firstOf(listed, serial + 1));
}

/** Where the facts of the person with this serial number, or a later one, begin. */
function firstOf<F extends { readonly person: Person }>(listed: readonly F[], serial: number): number {
  let low = 0;
  let high = listed.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((listed[middle]?.person.serial ?? serial) < serial) low = middle + 1;
    else high = middle;
  }
  return low;
}
