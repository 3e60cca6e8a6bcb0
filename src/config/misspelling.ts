/** A name is closer than that if it is a setting's, misspelt. */
const MOST_EDITS = 2;

/**
 * By how many edits the word differs from the name, capitals aside: letters that are missing, added, changed or swapped
 * with their neighbour. Undefined if they are too many for the word to be the name; in a short name that is one.
 */
export function misspelling(word: string, name: string): number | undefined {
  const most = Math.min(MOST_EDITS, Math.ceil(name.length / 2) - 1);
  if (Math.abs(word.length - name.length) > most) return undefined;
  const edits = distance(word.toLowerCase(), name.toLowerCase());
  return edits > most ? undefined : edits;
}

/** Damerau and Levenshtein's, with swaps of neighbours. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (beforeLast[j - 2] ?? 0) + 1 : changed;
      row[j] = Math.min(changed, swapped, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
