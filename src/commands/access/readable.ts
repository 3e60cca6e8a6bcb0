import type { HttpClient } from '../../http/client.ts';
import { GRANT_THEM } from '../../streams/failure.ts';
import type { SyncWindow } from '../../streams/partition.ts';
import { ownScopes, quoted } from '../../streams/rights.ts';
import type { Stream } from '../../streams/stream.ts';
import { Asker } from './asker.ts';
import { type Finding, findingOf, isRefused, type Obstacle } from './finding.ts';

/** Endpoints that do not answer within this time are taken for readable: the read will tell. */
const LONGEST_MS = 20_000;

/** What it takes to ask. */
interface Asking {
  readonly client: HttpClient;
  readonly window: SyncWindow;
  readonly signal: AbortSignal;
}

/** Asks the endpoints of these streams, and of their parents, for a row each. */
export async function findEach(streams: readonly Stream[], { client, window, signal }: Asking): Promise<Finding[]> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
  const asker = new Asker(client, window, limit);
  await Promise.all(streams.map((stream) => asker.ask(stream)));
  signal.throwIfAborted();
  return streams.map((stream) => findingOf(stream, asker.answers));
}

/** The streams that no right keeps from being read, and why others are. A failure of any other kind is the read's to report. */
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

/** What is missing, each right with its streams, and where to grant it: `… "personio:jobs:read" (jobs). …`. */
export function missingRights(refused: readonly Obstacle[]): string {
  const byRight = Map.groupBy(refused, ({ at }) => quoted(ownScopes(at)));
  const rights = [...byRight].map(
    ([right, obstacles]) => `${right} (${obstacles.map(({ stream }) => stream.name).join(', ')})`,
  );
  return `The API credential lacks rights, or the account lacks features: ${rights.join(', ')}. ${GRANT_THEM}.`;
}
