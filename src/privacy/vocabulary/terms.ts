/** Letters that no normal form decomposes. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' },
};
/** Spellings of `number`. */
const NUMBER = ['n', 'no', 'nr', 'num', 'nbr', 'numero', 'numer', 'nummer', 'number', 'numbers'];
const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue' };

/** Removes case, accents, soft hyphens and other differences between spellings of one word. */
export function fold(text: string): string {
  const plain = text.normalize('NFKD').replace(/[\p{M}\p{Cf}]/gu, '');
  return plain.toLowerCase().replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter] ?? letter);
}

/** A name, label or id that a user wrote, in the form that is compared with the account's. */
export const comparable = (text: string): string => fold(text).trim().replace(/\s+/g, ' ');

interface Term {
  /** One per word, as written: `health*`. */
  readonly patterns: readonly string[];
  /** The label contains no other words. */
  readonly alone: boolean;
}

/**
 * Terms, separated by commas. `tax` is a word, `health*` the start of one, `*krank*` a part of one. A term of several
 * words matches labels that contain all of them, in any order: `date birth`. After `=`, the label must contain nothing
 * else, except numbers: `=partner`.
 */
export class Terms {
  readonly #terms: readonly Term[];
  readonly #patterns: Patterns;
  readonly #harmless: Phrases;

  /** `harmless` are phrases whose words are ignored where they appear in sequence: `contact center`. */
  constructor(terms: readonly string[], harmless: readonly string[] = []) {
    this.#terms = terms.flatMap(split).map((term) => ({
      patterns: patternsOf(term.replace('=', '')),
      alone: term.startsWith('='),
    }));
    this.#patterns = new Patterns(this.#terms.flatMap(({ patterns }) => patterns));
    this.#harmless = new Phrases(harmless.flatMap(split).map(patternsOf));
  }

  match(label: string): boolean {
    return readings(label).some((words) => {
      const found = new Set(this.#harmless.without(words).flatMap((word) => this.#patterns.of(word)));
      return this.#terms.some(
        ({ patterns, alone }) =>
          patterns.every((pattern) => found.has(pattern)) &&
          (!alone ||
            words.every((word) => isNumber(word) || this.#patterns.of(word).some((each) => patterns.includes(each)))),
      );
    });
  }
}

/** Finds the patterns that match a word in time proportional to its length, however many patterns there are. */
class Patterns {
  readonly #known: ReadonlySet<string>;
  readonly #inside: readonly string[];
  readonly #longest: number;

  constructor(patterns: readonly string[]) {
    this.#known = new Set(patterns);
    this.#inside = [...this.#known].filter((pattern) => pattern.startsWith('*') && pattern.endsWith('*'));
    this.#longest = Math.max(0, ...patterns.map(({ length }) => length));
  }

  of(word: string): string[] {
    const found = this.#inside.filter((pattern) => word.includes(pattern.slice(1, -1)));
    if (this.#known.has(word)) found.push(word);
    for (let length = 1; length <= Math.min(word.length, this.#longest); length++)
      for (const pattern of [`${word.slice(0, length)}*`, `*${word.slice(-length)}`])
        if (this.#known.has(pattern)) found.push(pattern);
    return found;
  }
}

/** Patterns for words in sequence. */
class Phrases {
  readonly #phrases: readonly (readonly string[])[];
  readonly #patterns: Patterns;

  constructor(phrases: readonly (readonly string[])[]) {
    this.#phrases = phrases;
    this.#patterns = new Patterns(phrases.flat());
  }

  /** The words outside any phrase. */
  without(words: readonly string[]): string[] {
    const fits = words.map((word) => this.#patterns.of(word));
    const taken = new Set<number>();
    for (const [at, patterns] of fits.entries()) {
      if (patterns.length === 0) continue;
      for (const phrase of this.#phrases)
        if (phrase.every((pattern, index) => fits[at + index]?.includes(pattern)))
          for (const index of phrase.keys()) taken.add(at + index);
    }
    return words.filter((_, at) => !taken.has(at));
  }
}

/** Splits the terms. A term with an umlaut is also added in its ASCII spelling. */
function split(terms: string): string[] {
  const written = terms.split(',').map((term) => term.normalize('NFC').trim().toLowerCase());
  return [...new Set(written.flatMap((term) => [term, term.replace(/[äöü]/g, (letter) => UMLAUTS[letter] ?? letter)]))]
    .map(fold)
    .filter((term) => term !== '');
}

const patternsOf = (term: string): string[] => term.split(' ').map(plainWord);

const plainWord = (word: string): string => (NUMBER.includes(word) ? 'nr' : word);

const isNumber = (word: string): boolean => /^\p{N}+$/u.test(word);

/** The words of a label, and again with `camelCase` and `child1` split. */
function readings(label: string): string[][] {
  // For spellings such as `N.I.F.`
  const text = label
    .normalize('NFC')
    .replace(/(?<![\p{L}\p{N}])\p{L}(?:\.\p{L})+(?![\p{L}\p{N}])/gu, (letters) => letters.replaceAll('.', ''));
  const apart = text.replace(/\p{Ll}(?=\p{Lu})|\p{Lu}(?=\p{Lu}\p{Ll})|\p{L}(?=\p{N})|\p{N}(?=\p{L})/gu, '$& ');
  return [...new Set([text, apart])].map((each) =>
    fold(each)
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== '')
      .map(plainWord),
  );
}
