import { isObject } from '../row.ts';
import { isBadParameter } from '../streams/failure.ts';
import type { Api, Query, Stream } from '../streams/stream.ts';

/** Longer lists of names would not fit into a URL. */
const LONGEST_LIST = 4000;

/** Whether an endpoint supports the parameter. */
class AttributesParameter {
  state: 'open' | 'understood' | 'useless' = 'open';
}

/**
 * Limits requests of the stream's endpoint to these attributes, if it has the parameter; to all attributes if it
 * refuses. A response without any of them proves nothing: it counts only if the response without the parameter has none
 * either.
 */
export function requestedAttributes(api: Api, stream: Stream, attributes: readonly string[] | undefined): Api {
  const { changes, path } = stream;
  const { parameter } = stream.attributes;
  if (parameter === undefined || attributes === undefined || attributes.join(parameter).length > LONGEST_LIST)
    return api;
  const learned = api.learned(path, AttributesParameter);
  const shows = (body: unknown) => rowsIn(body).some((row) => attributes.some((name) => name in row));
  // No changes are the normal case.
  const isOfChanges = (query: Query) => changes !== undefined && changes.from in query;
  return {
    ...api,
    get: async (request, parse) => {
      if (learned.state === 'useless' || request.route !== path || !request.query) return await api.get(request, parse);
      let isShown = false;
      let isEmpty = false;
      const looked =
        <T>(look: (body: unknown) => T) =>
        (body: unknown) => {
          isShown = shows(body);
          isEmpty = rowsIn(body).length === 0;
          return look(body);
        };
      try {
        const narrow = { ...request, query: { ...request.query, [parameter]: attributes } };
        const answer = await api.get(narrow, looked(parse));
        if (isShown) learned.state = 'understood';
        if (learned.state === 'understood' || (isEmpty && isOfChanges(request.query))) return answer;
        const wasEmpty = isEmpty;
        const whole = await api.get(request, looked(parse));
        if (!isShown && (isEmpty || !wasEmpty)) {
          learned.state = 'understood';
          return answer;
        }
        learned.state = 'useless';
        return whole;
      } catch (error) {
        if (!isBadParameter(error)) throw error;
        const answer = await api.get(request, parse);
        learned.state = 'useless';
        return answer;
      }
    },
  };
}

/** The attributes of each employee in an API v1 response. */
function rowsIn(body: unknown): object[] {
  const data = isObject(body) && Array.isArray(body.data) ? body.data : [];
  return data.map((row) => (isObject(row) && isObject(row.attributes) ? row.attributes : {}));
}
