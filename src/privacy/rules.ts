/** What is done to a value before it leaves: taken out, replaced by its hash, its ids by theirs, or shortened to its year. */
export type Treatment = 'drop' | 'hash' | 'hash ids' | 'year';

/** Of several treatments of one value, the one that leaves least. */
export const strongest = (treatments: readonly (Treatment | undefined)[]): Treatment | undefined =>
  treatments.find((each) => each === 'drop') ?? treatments.find((each) => each !== undefined);

/** One step of a path: the names by which a rule may call it, and, for presets and `keep` only, what people call it. */
export interface Step {
  readonly names: readonly string[];
  readonly labels: readonly string[];
  /** An attribute that only this account has, or a column of a report that is none; else a field of Personio's. */
  readonly kind?: 'own' | 'reported';
}

export const plainStep = (name: string): Step => ({ names: [name], labels: [] });

/** As a person's name: presets know it by what people call it. */
export const withPersonsName = (step: Step): Step => ({
  ...step,
  kind: step.kind ?? 'reported',
  labels: [...step.labels, 'last_name'],
});

/**
 * A rule has steps of letters, digits, `_`, `-`, `$` and `*`, with dots between them. Said by what is none of these, so that
 * clients in any language understand it: it stands in the setup form.
 */
export const RULE = /^[^\s!"#%&'()+,./:;<=>?@[\\\]^`{|}~]+(\.[^\s!"#%&'()+,./:;<=>?@[\\\]^`{|}~]+)*$/;

/**
 * `stream.path`, or without a dot the key of an attribute or member wherever it appears. `*` stands for any run of
 * characters without a dot; capitals do not matter.
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

  /** True for a rule that names a stream, and this is one that it means. */
  names(stream: string): boolean {
    return this.#stream?.test(stream) ?? true;
  }

  /** True for a rule that means members of a stream themselves, not what is inside of them. */
  get isFlat(): boolean {
    return this.#path.length === 1;
  }

  matches(stream: string, path: readonly Step[]): boolean {
    if (this.#stream === undefined) return this.#matchesStep(path.at(-1), this.#path[0]);
    if (path.length !== this.#path.length || !this.#stream.test(stream)) return false;
    return path.every((step, index) => this.#matchesStep(step, this.#path[index]));
  }

  /** True if it means something inside of what stands at `path`. */
  reachesInto(stream: string, path: readonly Step[]): boolean {
    if (this.#stream === undefined || path.length >= this.#path.length || !this.#stream.test(stream)) return false;
    return path.every((step, index) => this.#matchesStep(step, this.#path[index]));
  }

  #matchesStep(step: Step | undefined, pattern: Pattern | undefined): boolean {
    return pattern !== undefined && (step?.names.some((name) => pattern.test(name)) ?? false);
  }
}

export const rulesOf = (texts: readonly string[]): Rule[] => texts.map((text) => new Rule(text));

/** The text between two dots of a rule. As many steps as there are letters: a regular expression could take for ever. */
class Pattern {
  readonly #begin: string;
  readonly #middle: readonly string[];
  /** Undefined without a star: the beginning is all. */
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
    // No part of a rule holds a dot, and neither does what a star stands for.
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

/** A name as a rule can write it: `Badge.No` becomes `badge_no`. */
export const slug = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '_');
