import type { ConnectorError } from '../../errors.ts';
import { isRefusedBy, isUnavailable, toConnectorError } from '../../streams/failure.ts';
import type { Stream } from '../../streams/stream.ts';
import type { Answers } from './asker.ts';

/** Why a stream cannot be read. */
export interface Obstacle {
  readonly stream: Stream;
  /** `unavailable`: refused, but perhaps because the plan lacks it. `failed`: says nothing about rights. */
  readonly verdict: 'refused' | 'unavailable' | 'failed';
  /** The stream whose endpoint it was: the stream itself or its parent. */
  readonly at: Stream;
  readonly error: ConnectorError;
}

/** Whether a stream can be read, as far as the endpoints that it needs were tested. */
export type Finding = Obstacle | { readonly stream: Stream; readonly verdict: 'readable' | 'not_asked' };

/** If a parent does not answer, that is the reason, whatever the stream's own endpoint answers. */
export function findingOf(stream: Stream, answers: Answers): Finding {
  for (const at of endpointsOf(stream)) {
    const answer = answers.get(at.path);
    if (!answer) return { stream, verdict: 'not_asked' };
    if ('cause' in answer)
      return { stream, verdict: verdictOf(answer.cause, at), at, error: toConnectorError(answer.cause, stream) };
  }
  return { stream, verdict: 'readable' };
}

/** The streams whose endpoints a stream needs: its parents, which are listed first, and itself. */
export const endpointsOf = (stream: Stream): Stream[] =>
  stream.parent ? [...endpointsOf(stream.parent.stream), stream] : [stream];

function verdictOf(cause: unknown, at: Stream): Obstacle['verdict'] {
  if (!isRefusedBy(cause, at)) return 'failed';
  return isUnavailable(cause) ? 'unavailable' : 'refused';
}

/** True if the right of the stream or of its parent is missing. */
export const isRefused = (finding: Finding): finding is Obstacle =>
  finding.verdict === 'refused' || finding.verdict === 'unavailable';

/** True if the stream's own endpoint refused. */
export const isRefusedItself = (finding: Finding): finding is Obstacle =>
  isRefused(finding) && finding.at.path === finding.stream.path;
