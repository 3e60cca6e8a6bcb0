/**
 * What is done to a value before it is emitted: it is dropped, replaced by its hash, has its ids hashed, or is
 * shortened to its year.
 */
export type Treatment = 'drop' | 'hash' | 'hash ids' | 'year';

/** The strictest of several treatments of one value. */
export const strongest = (treatments: readonly (Treatment | undefined)[]): Treatment | undefined =>
  treatments.find((each) => each === 'drop') ?? treatments.find((each) => each !== undefined);

/**
 * One step of a path: the names that a rule may use for it, and, for presets and `keep` only, its user-chosen labels.
 */
export interface Step {
  readonly names: readonly string[];
  readonly labels: readonly string[];
  /**
   * `own`: only this account has the attribute; `reported`: a report column that is not an attribute; otherwise a field
   * of Personio's.
   */
  readonly kind?: 'own' | 'reported';
}

export const plainStep = (name: string): Step => ({ names: [name], labels: [] });

/** Marks the step as a person's name for presets, which go by labels. */
export const withPersonsName = (step: Step): Step => ({
  ...step,
  kind: step.kind ?? 'reported',
  labels: [...step.labels, 'last_name'],
});

/**
 * A rule consists of steps of letters, digits, `_`, `-`, `$` and `*`, separated by dots. The pattern lists the
 * characters that are excluded, so that regex engines of all languages accept it: it is part of the setup form.
 */
export const RULE = /^[^\s!"#%&'()+,./:;<=>?@[\\\]^`{|}~]+(\.[^\s!"#%&'()+,./:;<=>?@[\\\]^`{|}~]+)*$/;

/**
 * `stream.path`, or without a dot the key of an attribute or member anywhere. `*` matches any run of characters without
 * a dot; case is ignored.
 */
export class Rule {
  readonly text: string;
  readonly #stream: Pattern | undefined;
  readonly #path: readonly Pattern[];

  constructor(text: string) {
    this.text = text;
    const [first = new Pattern(''), ...rest] = text.split('.').map((part) => new Pattern(part));
    this.#stream = rest.length === 0 ? undefined : first;
    this.#path = rest.length === 0 ? [first] : rest;
  }

  /** True if the rule names no stream, or matches this one. */
  names(stream: string): boolean {
    return this.#stream?.test(stream) ?? true;
  }

  /** True for a rule that matches members of a stream, not anything inside them. */
  get isFlat(): boolean {
    return this.#path.length === 1;
  }

  matches(stream: string, path: readonly Step[]): boolean {
    if (this.#stream === undefined) return this.#matchesStep(path.at(-1), this.#path[0]);
    if (path.length !== this.#path.length || !this.#stream.test(stream)) return false;
    return path.every((step, index) => this.#matchesStep(step, this.#path[index]));
  }

  /** True if the rule matches something inside the value at `path`. */
  reachesInto(stream: string, path: readonly Step[]): boolean {
    if (this.#stream === undefined || path.length >= this.#path.length || !this.#stream.test(stream)) return false;
    return path.every((step, index) => this.#matchesStep(step, this.#path[index]));
  }

  #matchesStep(step: Step | undefined, pattern: Pattern | undefined): boolean {
    return pattern !== undefined && (step?.names.some((name) => pattern.test(name)) ?? false);
  }
}

export const rulesOf = (texts: readonly string[]): Rule[] => texts.map((text) => new Rule(text));

/** The text between two dots of a rule. Matches in linear time; a regular expression could backtrack forever. */
class Pattern {
  readonly #begin: string;
  readonly #middle: readonly string[];
  /** Undefined without an asterisk: the whole text must equal the beginning. */
  readonly #end: string | undefined;

  constructor(text: string) {
    const [begin = '', ...rest] = text.toLowerCase().split('*');
    this.#begin = begin;
    this.#end = rest.pop();
    this.#middle = rest;
  }

  test(name: string): boolean {
    const text = name.toLowerCase();
    if (this.#end === undefined) return text === this.#begin;
    const last = text.length - this.#end.length;
    // Neither a part of a rule nor what its asterisk matches contains a dot.
    if (text.includes('.') || !text.startsWith(this.#begin) || !text.endsWith(this.#end)) return false;
    let at = this.#begin.length;
    for (const part of this.#middle) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= last;
  }
}

/** Spells a name as rules can: `Badge.No` becomes `badge_no`. */
export const slug = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '_');
