/** With more edits than this, a word is not a misspelling. */
const MOST_EDITS = 2;

/** The name that a word probably means: the first one with the fewest edits. Undefined if none is close. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  return names
    .map((name) => ({ name, edits: misspelling(word, name) }))
    .filter(({ edits }) => edits !== undefined)
    .sort((a, b) => Number(a.edits) - Number(b.edits))[0]?.name;
}

/**
 * The number of edits between a word and a name: letters that are missing, added, changed or swapped with their neighbour.
 * Capitals do not count. Undefined if there are too many for a misspelling: more than two, or fewer in a short name.
 */
export function misspelling(word: string, name: string): number | undefined {
  const most = Math.min(MOST_EDITS, Math.ceil(name.length / 2) - 1);
  if (Math.abs(word.length - name.length) > most) return undefined;
  const edits = distance(word.toLowerCase(), name.toLowerCase());
  return edits > most ? undefined : edits;
}

/** The Damerau-Levenshtein distance, with swaps of neighbours only. */
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
