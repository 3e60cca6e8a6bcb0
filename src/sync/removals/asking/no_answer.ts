import { OwnError } from '../../../errors.ts';
import { ApiError } from '../../../http/api_error.ts';
import { GRANT, isFailedList } from '../../../streams/failure.ts';

/** What was requested: the endpoint with its ids in braces, and the right that it needs. */
export interface Endpoint {
  readonly path: string;
  readonly scope: string;
}

/** A response that proves nothing, although no request failed. */
type Doubt = 'another row' | 'unrequested rows' | 'known row is missing' | 'no known row';

const doubts: Readonly<Record<Doubt, (path: string) => string>> = {
  'another row': (path) => `${path} returned a different row than the one requested.`,
  'unrequested rows': (path) => `${path} returned rows that were not requested.`,
  'known row is missing': (path) => `${path} does not return a row that was listed a moment ago.`,
  'no known row': (path) => `no other row is listed that could verify the answers of ${path}.`,
};

/** Why it is unknown whether rows exist. The message is a clause for people. */
export class NoAnswer extends OwnError {
  override readonly name = 'NoAnswer';

  constructor(endpoint: Endpoint, reason: Doubt | { readonly error: unknown }) {
    if (typeof reason === 'string') super(doubts[reason](endpoint.path));
    else super(clauseOf(reason.error, endpoint), { cause: reason.error });
  }
}

/** The result of the work; any failure in it becomes a `NoAnswer`. */
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
      ? `the list at ${path} could not be read to its end.`
      : 'the connector failed unexpectedly, which is a bug.';
  const { login, reason, status } = error;
  if (login) return `the login failed (${status === 0 ? 'no complete response' : `status ${status}`}).`;
  if (status === 0) return `${path} sent no complete response.`;
  if (status < 300) return `${path} sent an unreadable response.`;
  if (reason === 'unauthorized' || reason === 'forbidden')
    return `${path} answers ${status}. The API credential lacks the right "${scope}". ${GRANT}.`;
  return `${path} answers ${status}.`;
}
