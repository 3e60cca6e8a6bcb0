import { OwnError } from '../../../errors.ts';
import { ApiError } from '../../../http/api_error.ts';
import { GRANT, isFailedList } from '../../../streams/failure.ts';

/** What was asked: the endpoint with its ids in braces, and the right that it needs. */
export interface Endpoint {
  readonly path: string;
  readonly scope: string;
}

/** An answer that proves nothing, though no request failed. */
type Doubt = 'another row' | 'rows that nobody asked for' | 'known row is missing' | 'no known row';

const doubts: Readonly<Record<Doubt, (path: string) => string>> = {
  'another row': (path) => `${path} answers with something else than the row that was asked for.`,
  'rows that nobody asked for': (path) => `${path} answers with rows that nobody asked for.`,
  'known row is missing': (path) => `${path} does not have a row either that was listed a moment ago.`,
  'no known row': (path) => `no other row is listed that shows whether ${path} answers at all.`,
};

/** Why nobody knows whether rows are there. The message is a clause for people. */
export class NoAnswer extends OwnError {
  override readonly name = 'NoAnswer';

  constructor(endpoint: Endpoint, reason: Doubt | { readonly error: unknown }) {
    if (typeof reason === 'string') super(doubts[reason](endpoint.path));
    else super(clauseOf(reason.error, endpoint), { cause: reason.error });
  }
}

/** What the work comes to; whatever fails in it is no answer. */
export async function answered<T>(endpoint: Endpoint, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof NoAnswer ? error : new NoAnswer(endpoint, { error });
  }
}

function clauseOf(error: unknown, { path, scope }: Endpoint): string {
  if (!(error instanceof ApiError))
    return isFailedList(error)
      ? `the list at ${path} does not come to its end.`
      : 'the connector failed unexpectedly; this is a bug in it.';
  const { login, reason, status } = error;
  if (login) return `the login failed (${status === 0 ? 'no whole answer' : `status ${status}`}).`;
  if (status === 0) return `${path} gives no whole answer.`;
  if (status < 300) return `${path} answers with something that cannot be read.`;
  if (reason === 'unauthorized' || reason === 'forbidden')
    return `${path} answers ${status}. The API credential lacks the right "${scope}". ${GRANT}.`;
  return `${path} answers ${status}.`;
}
