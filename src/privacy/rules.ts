/** What is done to a value before it leaves: taken out, replaced by its hash, or shortened to its year. */
export type Treatment = 'drop' | 'hash' | 'year';

/** One step of a path: the names by which a rule may call it, and, for presets only, what people call it. */
export interface Step {
  readonly names: readonly string[];
  readonly labels: readonly string[];
}

export const plainStep = (name: string): Step => ({ names: [name], labels: [] });

/** A rule has steps of letters, digits, `_`, `-`, `$` and `*`, with dots between them. */
export const RULE = /^[\p{L}\p{N}_$*-]+(\.[\p{L}\p{N}_$*-]+)*$/u;

/**
 * `stream.path`, or without a dot the key of an attribute or member wherever it appears. `*` stands for any run of
 * characters without a dot; capitals do not matter.
 */
export class Rule {
  readonly text: string;
  readonly #stream: RegExp | undefined;
  readonly #path: readonly RegExp[];

  constructor(text: string) {
    this.text = text;
    const [first = /^$/, ...rest] = text.split('.').map(glob);
    this.#stream = rest.length === 0 ? undefined : first;
    this.#path = rest.length === 0 ? [first] : rest;
  }

  /** True for a rule that names a stream, and this is one that it means. */
  names(stream: string): boolean {
    return this.#stream?.test(stream) ?? true;
  }

  matches(stream: string, path: readonly Step[], withLabels = false): boolean {
    const last = path.length - 1;
    if (this.#stream === undefined) return this.#matchesStep(path[last], this.#path[0], withLabels);
    if (path.length !== this.#path.length || !this.#stream.test(stream)) return false;
    return path.every((step, index) => this.#matchesStep(step, this.#path[index], withLabels && index === last));
  }

  /** True if it means something inside of what stands at `path`. */
  reachesInto(stream: string, path: readonly Step[]): boolean {
    if (this.#stream === undefined || path.length >= this.#path.length || !this.#stream.test(stream)) return false;
    return path.every((step, index) => this.#matchesStep(step, this.#path[index], false));
  }

  #matchesStep(step: Step | undefined, pattern: RegExp | undefined, withLabels: boolean): boolean {
    if (!step || !pattern) return false;
    return (
      step.names.some((name) => pattern.test(name)) || (withLabels && step.labels.some((label) => pattern.test(label)))
    );
  }
}

function glob(text: string): RegExp {
  const pattern = text.split('*').map((part) => part.replace(/[$.+?^{}()|[\]\\-]/g, '\\$&'));
  return new RegExp(`^${pattern.join('[^.]*')}$`, 'iu');
}

/** A label as a name, so that one pattern does for both: `Krankenkasse (privat)` becomes `krankenkasse__privat_`. */
export const slug = (label: string): string => label.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '_');
