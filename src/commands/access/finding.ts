import type { ConnectorError } from '../../errors.ts';
import { isRefusedBy, isUnavailable, toConnectorError } from '../../streams/failure.ts';
import type { Stream } from '../../streams/stream.ts';
import type { Answers } from './asker.ts';

/** Why a stream cannot be read. */
export interface Obstacle {
  readonly stream: Stream;
  /** An unavailable one is refused, but perhaps because the account's plan does not have it. A failure says nothing of rights. */
  readonly verdict: 'refused' | 'unavailable' | 'failed';
  /** Whose endpoint it was: the stream's own or its parent's. */
  readonly at: Stream;
  readonly error: ConnectorError;
}

/** Whether a stream can be read, as far as the endpoints that it needs were asked. */
export type Finding = Obstacle | { readonly stream: Stream; readonly verdict: 'readable' | 'not_asked' };

/** A parent that does not answer is the reason, whatever the stream's own endpoint would say. */
export function findingOf(stream: Stream, answers: Answers): Finding {
  for (const at of endpointsOf(stream)) {
    const answer = answers.get(at.path);
    if (!answer) return { stream, verdict: 'not_asked' };
    if ('cause' in answer)
      return { stream, verdict: verdictOf(answer.cause, at), at, error: toConnectorError(answer.cause, stream) };
  }
  return { stream, verdict: 'readable' };
}

/** The streams whose endpoints are asked for one: the parents that are listed first, and itself. */
export const endpointsOf = (stream: Stream): Stream[] =>
  stream.parent ? [...endpointsOf(stream.parent.stream), stream] : [stream];

function verdictOf(cause: unknown, at: Stream): Obstacle['verdict'] {
  if (!isRefusedBy(cause, at)) return 'failed';
  return isUnavailable(cause) ? 'unavailable' : 'refused';
}

/** True for a stream whose right is missing, or that of its parent. */
export const isRefused = (finding: Finding): finding is Obstacle =>
  finding.verdict === 'refused' || finding.verdict === 'unavailable';

/** True for a stream whose own endpoint refused it. */
export const isRefusedItself = (finding: Finding): finding is Obstacle =>
  isRefused(finding) && finding.at.path === finding.stream.path;
