import type { Api, ApiRequest } from '../../src/http/api.ts';
import { ApiError } from '../../src/http/api_error.ts';
import { Route } from '../../src/http/route.ts';

const unexpected = (what: string) => async (): Promise<never> => {
  throw new Error(`unexpected request for ${what}`);
};

/**
 * An Api for tests. `answer` returns the body for a request, or an error to throw; undefined if the request is
 * unexpected.
 */
export function fakeApi(answer: (request: ApiRequest) => unknown = () => undefined, more: Partial<Api> = {}): Api {
  const routes = new Map<string, Route>();
  return {
    get: async (request, parse) => {
      const body = await answer(request);
      if (body === undefined) await unexpected(request.target)();
      if (body instanceof Error) throw body;
      const parsed = parse(body);
      if (parsed === undefined) throw new ApiError('unexpected', 200, 1);
      return parsed;
    },
    bytes: unexpected('a file'),
    feed: unexpected('the feed'),
    learned: (name, Kind) => {
      const route = routes.get(name) ?? new Route(name);
      routes.set(name, route);
      return route.learned(Kind);
    },
    ...more,
  };
}
