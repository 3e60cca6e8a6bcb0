import { availableStreams } from '../account/available.ts';
import type { ConnectorError } from '../errors.ts';
import type { Host } from '../http/hosts.ts';
import { clocksDiffer } from '../streams/failure.ts';
import { tooSlow } from '../streams/network_failure.ts';
import { Asker } from './access/asker.ts';
import { checklist } from './access/checklist.ts';
import { Memory } from './access/memory.ts';
import { survey } from './access/survey.ts';
import { failures, verdictOf } from './access/verdict.ts';
import type { Command } from './command.ts';
import { loadConfig, withContext } from './context.ts';
import { reportedRemovals } from './reported_removals.ts';

/** How long a check retries a request. It never waits for a rate limit. */
const RETRY_SECONDS = 3;
const LONGEST_MS = 9000;
const MOST_REQUESTS = 24;

export const check: Command = async (out, flags, signal) => {
  const config = loadConfig(flags.config, out);
  const quick = { ...config, retry_seconds: Math.min(config.retry_seconds, RETRY_SECONDS) };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
  const onFailedLogin = (error: ConnectorError, host: Host) => Promise.reject(limit.aborted ? tooSlow(host) : error);
  await withContext(quick, { out, signal: limit, mostRequests: MOST_REQUESTS, onFailedLogin }, async (context) => {
    const { api, client, doubt, warn, window } = context;
    if (doubt) await warn(clocksDiffer(doubt));
    const offered = availableStreams(config);
    const memory = new Memory();
    const privacy = await context.openPrivacy(
      offered.map(({ name }) => name),
      memory.of(api),
    );
    const found = await survey(offered, new Asker(client, window, limit, memory));
    // If a signal stopped it, it has no answer.
    signal.throwIfAborted();
    const { mark } = config.deletions;
    for (const line of mark ? reportedRemovals(offered, privacy, config.deletions) : []) await out.log('INFO', line);
    const verdict = verdictOf(found);
    if (out.forEyes) return await out.text(checklist(found, verdict));
    // Some platforms hide the message of a successful check.
    if (verdict.status === 'SUCCEEDED')
      for (const message of [...(verdict.isPartial ? [verdict.message] : []), ...failures(found)]) await warn(message);
    await out.connectionStatus(verdict.status, verdict.message);
  });
  return 0;
};
