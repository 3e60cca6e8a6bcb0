import { andMore } from './counted.ts';

/**
 * Text as one line that is safe for any terminal: characters that move the cursor, set colours or reorder letters
 * become spaces.
 */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();

/** Half-width forms are narrow in every script. */
const WIDE =
  /(?![\uff61-\uffdc])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const DRAWN_OVER = /[\p{Mn}\p{Me}]/u;

/** The number of terminal columns that the text takes. */
export function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += widthOfChar(char);
  return width;
}

/** The text, cut to that many columns; `…` replaces the rest. */
export function shortened(text: string, widest: number): string {
  let width = 0;
  let kept = 0;
  let at = 0;
  for (const char of text) {
    width += widthOfChar(char);
    if (width > widest) return `${text.slice(0, kept)}…`;
    at += char.length;
    if (width < widest) kept = at;
  }
  return text;
}

/** A file may contain long lists and long names. */
const MOST_LISTED = 10;
const WIDEST_LISTED = 60;

/** Names from a file for a message, limited in number and length. */
export function listed(names: readonly string[]): string {
  const shown = names.map((name) => shortened(printable(name), WIDEST_LISTED));
  return andMore(shown, MOST_LISTED);
}

function widthOfChar(char: string): number {
  if (char >= ' ' && char <= '~') return 1;
  if (DRAWN_OVER.test(char)) return 0;
  return WIDE.test(char) ? 2 : 1;
}

/** Text wrapped into lines of at most `width` columns, unless a word is longer. Each line begins with the indent. */
export function wrapped(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || widthOf(line) + 1 + widthOf(word) > width) lines.push(indent + word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.join('\n');
}
