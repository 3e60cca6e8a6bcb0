import { isKey, type Row, scalarText } from '../../../row.ts';
import type { Ask, Subject } from '../../../streams/removals.ts';
import type { Api, Stream } from '../../../streams/stream.ts';
import { chunks } from '../../pool.ts';
import { type Answers, askEach, fateOf } from './answers.ts';
import { answered, NoAnswer } from './no_answer.ts';

type FilterAsk = Extract<Ask, { readonly by: 'filter' }>;

/** Longer lists of ids are reportedly refused. */
const MOST_IDS = 50;
const SEPARATOR = ',';

/**
 * Requests several rows through the list's filter, along with one known to exist. A server may honour only the first
 * id, or the last, or stop after some. So each query is sent in two orders, and the known row has to come back both
 * times.
 */
export async function askByFilter(
  stream: Stream,
  api: Api,
  { parameter }: FilterAsk,
  subjects: readonly Subject[],
  known: Subject,
): Promise<Answers> {
  const askable = subjects.filter(({ id }) => !id.includes(SEPARATOR));
  return await askEach(subjects, chunks(askable, MOST_IDS - 1), async (batch) => {
    const ids = batch.map(({ id }) => id);
    const found = new Map([
      ...(await rowsOf(stream, api, parameter, [known.id, ...ids], known.id)),
      ...(await rowsOf(stream, api, parameter, [...ids, known.id], known.id)),
    ]);
    return batch.map((subject) => [subject, fateOf(found.get(subject.id))]);
  });
}

/** The rows with these ids. No answer unless the known row is among them, and no unrequested row. */
function rowsOf(stream: Stream, api: Api, parameter: string, ids: string[], known: string): Promise<Map<string, Row>> {
  return answered(stream, async () => {
    const wanted = new Set(ids);
    const found = new Map<string, Row>();
    const query = { ...stream.query, [parameter]: ids.join(SEPARATOR) };
    for await (const { rows } of stream.pages(api, { ...stream.whole(), query })) {
      for (const row of rows) {
        const id = isKey(row.id) ? scalarText(row.id) : undefined;
        if (id === undefined || !wanted.has(id)) throw new NoAnswer(stream, 'unrequested rows');
        found.set(id, row);
      }
    }
    if (!found.has(known)) throw new NoAnswer(stream, 'known row is missing');
    return found;
  });
}
