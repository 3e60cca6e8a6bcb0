import { isKey, isObject, type Row, scalarText } from '../../../row.ts';
import { isGone } from '../../../streams/failure.ts';
import type { Subject } from '../../../streams/removals.ts';
import type { Api, Query } from '../../../streams/stream.ts';
import { answered, type Endpoint, NoAnswer } from './no_answer.ts';

/** The JSON at a path; undefined if there is nothing. A missing route or right is no answer. */
export function bodyAt(api: Api, endpoint: Endpoint, subject: Subject, query: Query = {}): Promise<unknown> {
  return answered(endpoint, async () => {
    try {
      const target = filledIn(endpoint.path, subject);
      const { body } = await api.get({ route: endpoint.path, target, query }, (body) => ({ body }));
      // A null body exists, though it is not the requested row.
      return body ?? null;
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  });
}

/** The row with that id at a path; undefined if it is gone. Any other response is no answer. */
export async function rowAt(api: Api, endpoint: Endpoint, subject: Subject, query?: Query): Promise<Row | undefined> {
  const body = await bodyAt(api, endpoint, subject, query);
  if (body === undefined) return undefined;
  const { _data, data } = isObject(body) ? body : {};
  const row = [body, _data, data].find((each) => isRow(each, subject.id));
  if (!row) throw new NoAnswer(endpoint, 'another row');
  return row as Row;
}

const isRow = (value: unknown, id: string): boolean =>
  isObject(value) && isKey(value.id) && scalarText(value.id) === id;

const filledIn = (path: string, { id, parent = '' }: Subject): string =>
  path.replace('{parent}', encodeURIComponent(parent)).replace('{id}', encodeURIComponent(id));
