import type { Removals, Subject } from '../../../streams/removals.ts';
import type { Api, Stream } from '../../../streams/stream.ts';
import type { Answers } from './answers.ts';
import { anyListed } from './any_listed.ts';
import { askByFilter } from './by_filter.ts';
import { askByParent, askParents, type ByParents } from './by_parent.ts';
import { askByPath } from './by_path.ts';
import { NoAnswer } from './no_answer.ts';
import { needsParent } from './subjects.ts';

/** Nothing was learned of any row. */
interface Unanswered {
  readonly unanswered: NoAnswer;
}

/** Asks Personio whether rows of a stream are there. Without a clear answer none counts as gone. */
export class RowAsker {
  readonly #stream: Stream;
  readonly #removals: Removals;
  readonly #api: Api;
  readonly #signal: AbortSignal;

  /** After the signal no request begins, and its reason is thrown. Nothing else is. */
  constructor(stream: Stream, removals: Removals, api: Api, signal: AbortSignal) {
    this.#stream = stream;
    this.#removals = removals;
    this.#api = until(signal, api);
    this.#signal = signal;
  }

  /**
   * `known` is one that was listed, and proves that Personio answers. Without it one is taken from a list, where that is of
   * use. Those that cannot be asked for stay open.
   */
  async ask(subjects: readonly Subject[], known?: Subject): Promise<Answers | Unanswered> {
    const askable = subjects.filter((subject) => this.#isAskable(subject));
    const left = subjects.filter((subject) => !this.#isAskable(subject));
    if (askable.length === 0) return { gone: [], alive: [], aside: [], open: left };
    return await this.#learned(async () => {
      const proof = known ?? (await anyListed(this.#stream, this.#removals, this.#api));
      if (!proof || !this.#isAskable(proof)) throw new NoAnswer(this.#stream, 'no known row');
      const answers = await this.#answers(askable, proof);
      return { ...answers, open: [...answers.open, ...left] };
    });
  }

  /**
   * Sorts out by their parents what the gate would count otherwise: that those are not listed whose parent holds none at
   * present says nothing; and one parent that is gone may have had many. All are just rows of parents that are `tooMany` to
   * be asked for, where none of these can hold none.
   */
  async byParents(subjects: readonly Subject[], tooMany: boolean): Promise<ByParents | Unanswered> {
    const { ask } = this.#removals;
    if (ask.by !== 'parent' || (tooMany && !ask.holdsNone)) return { aside: [], orphans: [], rest: subjects };
    return await this.#learned(() => askParents(this.#stream, this.#api, ask, subjects));
  }

  async #learned<T>(work: () => Promise<T>): Promise<T | Unanswered> {
    try {
      const learned = await work();
      this.#signal.throwIfAborted();
      return learned;
    } catch (error) {
      this.#signal.throwIfAborted();
      return { unanswered: error instanceof NoAnswer ? error : new NoAnswer(this.#stream, { error }) };
    }
  }

  #answers(subjects: readonly Subject[], known: Subject): Promise<Answers> {
    const { ask } = this.#removals;
    switch (ask.by) {
      case 'path':
        return askByPath(this.#stream, this.#api, ask, subjects, known);
      case 'filter':
        return askByFilter(this.#stream, this.#api, ask, subjects, known);
      case 'parent':
      case 'owner':
        return askByParent(this.#stream, this.#api, ask, subjects, known);
    }
  }

  #isAskable({ id, parent = '' }: Subject): boolean {
    return id !== '' && (parent !== '' || !needsParent(this.#removals.ask));
  }
}

/** The same, for as long as nothing has ended. */
function until(signal: AbortSignal, api: Api): Api {
  return {
    ...api,
    get: async (request, parse) => {
      signal.throwIfAborted();
      return await api.get(request, parse);
    },
    bytes: async (request) => {
      signal.throwIfAborted();
      return await api.bytes(request);
    },
  };
}
