import { isBadParameter } from '../streams/failure.ts';
import type { Api, Stream } from '../streams/stream.ts';

/** Longer lists of names would not fit into an address. */
const LONGEST_LIST = 4000;

/** An api that asks for no other attributes than these, where the stream's endpoint can be told; all where it refuses. */
export function narrowed(api: Api, stream: Stream, attributes: readonly string[] | undefined): Api {
  const { attributesParameter: parameter, path } = stream;
  if (parameter === undefined || attributes === undefined || attributes.join(parameter).length > LONGEST_LIST)
    return api;
  let refused = false;
  return {
    ...api,
    get: async (request, parse) => {
      if (refused || request.route !== path || !request.query) return await api.get(request, parse);
      try {
        return await api.get({ ...request, query: { ...request.query, [parameter]: attributes } }, parse);
      } catch (error) {
        if (!isBadParameter(error)) throw error;
        const answer = await api.get(request, parse);
        refused = true;
        return answer;
      }
    },
  };
}
