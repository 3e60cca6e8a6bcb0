import type { HttpClient } from '../../http/client.ts';
import { GRANT_THEM } from '../../streams/failure.ts';
import type { SyncWindow } from '../../streams/partition.ts';
import { ownScopes, quoted } from '../../streams/rights.ts';
import type { Stream } from '../../streams/stream.ts';
import { Asker } from './asker.ts';
import { type Finding, findingOf, isRefused, type Obstacle } from './finding.ts';

/** Endpoints that do not answer within this time count as readable: the read will show. */
const LONGEST_MS = 20_000;

/** What is needed to send requests. */
interface Asking {
  readonly client: HttpClient;
  readonly window: SyncWindow;
  readonly signal: AbortSignal;
}

/** Requests one row from the endpoint of each stream and of its parents. */
export async function findEach(streams: readonly Stream[], { client, window, signal }: Asking): Promise<Finding[]> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
  const asker = new Asker(client, window, limit);
  await Promise.all(streams.map((stream) => asker.ask(stream)));
  signal.throwIfAborted();
  return streams.map((stream) => findingOf(stream, asker.answers));
}

/** The streams that the credential may read, and the refusals of the others. The read itself reports other failures. */
export async function readableStreams(
  streams: readonly Stream[],
  asking: Asking,
): Promise<{ readonly readable: readonly Stream[]; readonly refused: readonly Obstacle[] }> {
  const findings = await findEach(streams, asking);
  return {
    readable: findings.filter((finding) => !isRefused(finding)).map(({ stream }) => stream),
    refused: findings.filter(isRefused),
  };
}

/** The missing rights with their streams, and where to grant them: `… "personio:jobs:read" (jobs). …`. */
export function missingRights(refused: readonly Obstacle[]): string {
  const byRight = Map.groupBy(refused, ({ at }) => quoted(ownScopes(at)));
  const rights = [...byRight].map(
    ([right, obstacles]) => `${right} (${obstacles.map(({ stream }) => stream.name).join(', ')})`,
  );
  return `The API credential lacks rights, or the account lacks features: ${rights.join(', ')}. ${GRANT_THEM}.`;
}
