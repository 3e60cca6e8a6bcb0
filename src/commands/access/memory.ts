import type { Api, ApiRequest } from '../../http/api.ts';

/** What was asked for in one run of a command, so that nothing is asked for twice. */
export class Memory {
  readonly #answers = new Map<string, Promise<unknown>>();
  readonly #routes = new Set<string>();

  /** The endpoints that gave an answer. */
  get answered(): ReadonlySet<string> {
    return this.#routes;
  }

  /** An api that remembers. */
  of(api: Api): Api {
    const get = async <T>(request: ApiRequest, parse: (body: unknown) => T | undefined): Promise<T> => {
      const { route, target, query } = request;
      const key = JSON.stringify([target, query]);
      // Whoever asks for the same reads it alike.
      const answer = (this.#answers.get(key) as Promise<T> | undefined) ?? api.get(request, parse);
      this.#answers.set(key, answer);
      const parsed = await answer;
      this.#routes.add(route);
      return parsed;
    };
    return { ...api, get };
  }
}
