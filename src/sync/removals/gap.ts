import { ApiError } from '../../http/api_error.ts';
import { GRANT, isClosed } from '../../streams/failure.ts';
import type { Stream } from '../../streams/stream.ts';
import { Webhooks } from '../../streams/webhooks.ts';
import type { Gap } from './webhook_log.ts';

/** Why events do not tell of all removed rows, and what would help. */
export function gapSentence(
  { name }: Stream,
  events: readonly string[],
  { reason, error }: Gap,
  isCompared: boolean,
): string {
  const loss = isCompared
    ? `${name}: removed rows are found when the list is compared, and not sooner`
    : `${name}: no removed rows are told`;
  switch (reason) {
    case 'no webhook':
      return `${loss}, because no webhook of the account has ${events.map((event) => `"${event}"`).join(' or ')} enabled. Enable it for a webhook in Personio under Settings > Integrations > Webhooks.`;
    case 'too many':
      return `${loss}, because webhooks were told of more events than can be held. The next sync looks again.`;
    case 'failed':
      return isClosed(error)
        ? `${loss}, because the API credential lacks the right "${new Webhooks().scope}" (status ${error.status}). ${GRANT}.`
        : `${loss}, because the events of webhooks could not be read${error instanceof ApiError && error.status > 0 ? ` (status ${error.status})` : ''}. The next sync looks again.`;
  }
}
