import type { Api, ApiRequest } from '../../http/api.ts';

/** The responses of one run of a command, so that nothing is requested twice. */
export class Memory {
  readonly #answers = new Map<string, Promise<unknown>>();
  readonly #routes = new Set<string>();

  /** The endpoints that answered. */
  get answered(): ReadonlySet<string> {
    return this.#routes;
  }

  /** The api with this memory. */
  of(api: Api): Api {
    const get = async <T>(request: ApiRequest, parse: (body: unknown) => T | undefined): Promise<T> => {
      const { route, target, query } = request;
      const key = JSON.stringify([target, query]);
      // Equal requests are parsed in the same way.
      const answer = (this.#answers.get(key) as Promise<T> | undefined) ?? api.get(request, parse);
      this.#answers.set(key, answer);
      const parsed = await answer;
      this.#routes.add(route);
      return parsed;
    };
    return { ...api, get };
  }
}
