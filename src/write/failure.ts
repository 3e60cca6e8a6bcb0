import { ConnectorError } from '../errors.ts';
import { ApiError } from '../http/api_error.ts';
import { toConnectorError } from '../streams/failure.ts';
import { allStreams } from '../streams/index.ts';
import { InDoubt } from './reject.ts';
import type { Guarded } from './rights.ts';

/** Turns what ended a stream into an error that names the stream and the remedy. */
export function toWriteError(error: unknown, stream: string, object: Guarded): ConnectorError {
  if (error instanceof InDoubt)
    return new ConnectorError(
      'transient_error',
      `${stream}: a record may have been created, but Personio does not show it yet. This run does not create it again; the next run looks for it.`,
      { cause: error },
    );
  const asked = { name: stream, path: object.rights.probe.route, scope: rightOf(error, object), service: {} };
  return toConnectorError(error, asked);
}

/** A write needs the object's own right; a look-up needs that of the list that it reads. */
function rightOf(error: unknown, { rights }: Guarded): string {
  if (!(error instanceof ApiError) || error.refusal) return rights.name;
  return allStreams().find(({ path }) => path === error.route)?.scope ?? rights.name;
}
