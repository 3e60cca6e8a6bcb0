import type { Removals, Subject } from '../../../streams/removals.ts';
import type { Api, Stream } from '../../../streams/stream.ts';
import type { Answers } from './answers.ts';
import { anyListed } from './any_listed.ts';
import { askByFilter } from './by_filter.ts';
import { askByParent, askParents, type ByParents } from './by_parent.ts';
import { askByPath } from './by_path.ts';
import { NoAnswer } from './no_answer.ts';
import { needsParent } from './subjects.ts';

/** Nothing was learned about any row. */
interface Unanswered {
  readonly unanswered: NoAnswer;
}

/** Asks Personio whether rows of a stream exist. Without a clear answer no row counts as gone. */
export class RowAsker {
  readonly #stream: Stream;
  readonly #removals: Removals;
  readonly #api: Api;
  readonly #signal: AbortSignal;

  /** After the signal, no request begins and its reason is thrown. Nothing else is thrown. */
  constructor(stream: Stream, removals: Removals, api: Api, signal: AbortSignal) {
    this.#stream = stream;
    this.#removals = removals;
    this.#api = until(signal, api);
    this.#signal = signal;
  }

  /**
   * `known` is a row that was listed; finding it proves that Personio answers correctly. Without it one is taken from a
   * list, if that helps. Rows that cannot be requested stay open.
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
   * Checks the parents first, so that the gate does not count rows that their parents explain: a parent may hold no
   * rows at present, and one gone parent may have had many. If there are `tooMany` parents to ask about, their rows
   * count one by one, unless a parent may hold none.
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

/** The same, unless the work has ended. */
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
