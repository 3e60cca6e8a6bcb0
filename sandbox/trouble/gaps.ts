import type { Answer } from '../http/answer.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Turn } from './turn.ts';

interface LeftOutOptions {
  /** Ids of the rows to leave out if they are on the page; by default the row at `at`. */
  readonly ids?: readonly string[];
  /** Position on the page, from 0. */
  readonly at?: number;
}

interface EndsOptions {
  /** The page has no rows either. */
  readonly empty?: boolean;
}

interface WithdrawnOptions {
  /** In the service's own way, with a status, or as an empty page that is the last one. */
  readonly how: 'refused' | 403 | 404 | 412 | 'empty';
}

/** Lists that look complete and are not. */
export const gapActs = {
  /** Existing rows are missing on a page. */
  async left_out(turn: Turn, { ids, at = 0 }: LeftOutOptions): Promise<void> {
    const isLeftOut = (row: Json, place: number): boolean =>
      ids === undefined ? place === at : isObject(row) && ids.includes(idOf(row));
    await turn.send(withRows(turn.answer(), (rows) => rows.filter((row, place) => !isLeftOut(row, place))));
  },

  /** The list ends here: there is no next link, and if pages are counted, this one is short. */
  async ends(turn: Turn, { empty = false }: EndsOptions): Promise<void> {
    await turn.send(ended(turn.answer(), empty));
  },

  /** The right is withdrawn: a rule with `after` does so in the middle of a list. */
  async withdrawn(turn: Turn, { how }: WithdrawnOptions): Promise<void> {
    await turn.send(how === 'empty' ? ended(turn.answer(), true) : turn.answer({ right: how }));
  },
};

function ended(answer: Answer, empty: boolean): Answer {
  const isV1 = isObject(answer.json) && answer.json._data === undefined;
  const last = withRows(answer, (rows) => (empty ? [] : isV1 ? rows.slice(0, -1) : rows));
  if (!isObject(last.json) || !isObject(last.json._meta) || !isObject(last.json._meta.links)) return last;
  const { next: _, ...links } = last.json._meta.links;
  return { ...last, json: { ...last.json, _meta: { ...last.json._meta, links } } };
}

function withRows(answer: Answer, change: (rows: readonly Json[]) => readonly Json[]): Answer {
  const { json } = answer;
  if (answer.status !== 200 || !isObject(json)) return answer;
  const name = json._data === undefined ? 'data' : '_data';
  const rows = json[name];
  return Array.isArray(rows) ? { ...answer, json: { ...json, [name]: change(rows as readonly Json[]) } } : answer;
}

/** v1 has it among the attributes, plain or in a wrapper; a member of a project is a person. */
function idOf({ id, person, attributes }: JsonObject): string {
  const inside = isObject(attributes) ? attributes.id : isObject(person) ? person.id : undefined;
  return String(id ?? (isObject(inside) ? inside.value : inside));
}
