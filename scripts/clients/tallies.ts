import type { Answer } from './questions.ts';

/** Sums by labels. */
export class Sums {
  readonly #sums = new Map<string, number>();

  add(labels: readonly string[], value: number): void {
    const key = JSON.stringify(labels);
    this.#sums.set(key, (this.#sums.get(key) ?? 0) + value);
  }

  get(labels: readonly string[]): number {
    return this.#sums.get(JSON.stringify(labels)) ?? 0;
  }

  get labels(): string[][] {
    return [...this.#sums.keys()].map((key) => JSON.parse(key));
  }

  get answer(): Answer {
    return this.labels.map((labels) => [...labels, this.get(labels)]);
  }
}

/** Counts people by labels, each once. */
export class People {
  readonly #people = new Map<string, Set<string>>();

  add(labels: readonly string[], person: string): void {
    const key = JSON.stringify(labels);
    this.#people.set(key, (this.#people.get(key) ?? new Set()).add(person));
  }

  get answer(): (string | number)[][] {
    return [...this.#people].map(([key, { size }]) => [...JSON.parse(key), size]);
  }
}
