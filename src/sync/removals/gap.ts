import { ApiError } from '../../http/api_error.ts';
import { GRANT, isClosed } from '../../streams/failure.ts';
import { Webhooks } from '../../streams/webhooks.ts';
import type { Gap } from './webhook_log.ts';

/** Why events do not cover all removed rows, and how to fix it: the text after the name of the stream. */
export function gapSentence(events: readonly string[], { reason, error }: Gap, isCompared: boolean): string {
  const loss = isCompared ? 'removed rows are found only when the list is compared' : 'removed rows are not reported';
  switch (reason) {
    case 'no webhook':
      return `${loss}, because no webhook of the account has ${events.map((event) => `"${event}"`).join(' or ')} enabled. Enable it for a webhook in Personio under Settings > Integrations > Webhooks.`;
    case 'too many':
      return `${loss}, because webhooks received more events than the connector can hold. The next sync looks again.`;
    case 'failed':
      return isClosed(error)
        ? `${loss}, because the API credential lacks the right "${new Webhooks().scope}" (status ${error.status}). ${GRANT}.`
        : `${loss}, because the webhook events could not be read${error instanceof ApiError && error.status > 0 ? ` (status ${error.status})` : ''}. The next sync looks again.`;
  }
}
