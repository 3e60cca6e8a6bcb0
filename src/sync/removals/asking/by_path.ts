import type { Row } from '../../../row.ts';
import { isBadParameter } from '../../../streams/failure.ts';
import type { Ask, Subject } from '../../../streams/removals.ts';
import type { Api, Stream } from '../../../streams/stream.ts';
import { type Answers, askEach, fateOf, proven } from './answers.ts';
import { NoAnswer } from './no_answer.ts';
import { rowAt } from './row_at.ts';

type PathAsk = Extract<Ask, { readonly by: 'path' }>;
type Letters = (text: string) => string;

const AS_IT_IS: Letters = (text) => text;
const CAPITALS: Letters = (text) => text.toUpperCase();

/** Requests each row by its path. */
export async function askByPath(
  stream: Stream,
  api: Api,
  ask: PathAsk,
  subjects: readonly Subject[],
  known: Subject,
): Promise<Answers> {
  const paths = new Paths(stream, api, ask);
  return await proven(
    () => paths.prove(known),
    () => askEach(subjects, subjects, async (subject) => [[subject, fateOf(await paths.row(subject))]]),
  );
}

class Paths {
  readonly #api: Api;
  readonly #ask: PathAsk;
  readonly #endpoint: { readonly path: string; readonly scope: string };
  /** How the parent is written in a parameter. Reports disagree about upper and lower case. */
  #letters: readonly Letters[];

  constructor({ scope }: Stream, api: Api, ask: PathAsk) {
    this.#api = api;
    this.#ask = ask;
    this.#endpoint = { path: ask.path, scope };
    this.#letters = ask.query ? [AS_IT_IS, CAPITALS] : [AS_IT_IS];
  }

  /** Throws unless this row, which exists, is found; from then on requests use the case that found it. */
  async prove(known: Subject): Promise<void> {
    let refusal: NoAnswer | undefined;
    for (const letters of this.#letters) {
      try {
        if (!(await this.row(known, letters))) continue;
        this.#letters = [letters];
        return;
      } catch (error) {
        if (!(error instanceof NoAnswer) || !isBadParameter(error.cause)) throw error;
        refusal ??= error;
      }
    }
    throw refusal ?? new NoAnswer(this.#endpoint, 'known row is missing');
  }

  async row(subject: Subject, letters = this.#letters[0] ?? AS_IT_IS): Promise<Row | undefined> {
    const { parent = '' } = subject;
    const asked = Object.entries(this.#ask.query ?? {}).map(([name, text]) => [name, text.replace('{parent}', parent)]);
    const query = Object.fromEntries(asked.map(([name, text = '']) => [name, letters(text)]));
    const row = await rowAt(this.#api, this.#endpoint, subject, query);
    // Rows of different kinds may share their ids.
    const isOther = asked.some(([name = '', text]) => !isSaid(row?.[name], text));
    if (row && isOther) throw new NoAnswer(this.#endpoint, 'another row');
    return row;
  }
}

const isSaid = (value: unknown, text = ''): boolean =>
  typeof value !== 'string' || value.toLowerCase() === text.toLowerCase();
