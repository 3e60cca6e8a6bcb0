/** A number for people, with its noun in the right form: `1 record`, `1,234 records`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${shownNumber(count)} ${count === 1 ? noun : plural}`;

/** A number for people, with commas between thousands. */
export const shownNumber = (count: number): string => count.toLocaleString('en');

/** Names for people, at most this many: `a, b and 3 more`. */
export function andMore(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${shownNumber(names.length - most)} more` : shown;
}
