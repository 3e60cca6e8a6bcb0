import { isObject } from '../row.ts';
import { isBadParameter } from '../streams/failure.ts';
import type { Api, Query, Stream } from '../streams/stream.ts';

/** Longer lists of names would not fit into an address. */
const LONGEST_LIST = 4000;

/** Whether an endpoint heeds the parameter. */
class AttributesParameter {
  state: 'open' | 'understood' | 'of no use' = 'open';
}

/**
 * An api that asks for no other attributes than these, where the stream's endpoint can be told; all where it refuses. An
 * answer without any of them shows nothing: it counts only if the one to the question without them has none either.
 */
export function requestedAttributes(api: Api, stream: Stream, attributes: readonly string[] | undefined): Api {
  const { changes, path } = stream;
  const { parameter } = stream.attributes;
  if (parameter === undefined || attributes === undefined || attributes.join(parameter).length > LONGEST_LIST)
    return api;
  const learned = api.learned(path, AttributesParameter);
  const shows = (body: unknown) => rowsIn(body).some((row) => attributes.some((name) => name in row));
  // That nothing changed is the usual case.
  const isOfChanges = (query: Query) => changes !== undefined && changes.from in query;
  return {
    ...api,
    get: async (request, parse) => {
      if (learned.state === 'of no use' || request.route !== path || !request.query)
        return await api.get(request, parse);
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
        learned.state = 'of no use';
        return whole;
      } catch (error) {
        if (!isBadParameter(error)) throw error;
        const answer = await api.get(request, parse);
        learned.state = 'of no use';
        return answer;
      }
    },
  };
}

/** The attributes of each employee in an answer of API v1. */
function rowsIn(body: unknown): object[] {
  const data = isObject(body) && Array.isArray(body.data) ? body.data : [];
  return data.map((row) => (isObject(row) && isObject(row.attributes) ? row.attributes : {}));
}
