import { suggestedStreams } from '../account/available.ts';
import type { ConfiguredStream } from '../airbyte/catalog.ts';
import { lookUpStream } from '../records/prepare.ts';
import type { Stream } from '../streams/stream.ts';
import { isRefused, type Obstacle } from './access/finding.ts';
import { findEach, missingRights } from './access/readable.ts';
import type { Context } from './context.ts';

/**
 * The stream to show if none is named: the first suggested one that the catalog selects and the credential can read.
 * Throws the error of the first one if all are refused.
 */
export async function firstReadable(
  context: Context,
  selection?: readonly ConfiguredStream[],
): Promise<Stream | undefined> {
  const suggested = suggestedStreams().filter(({ name }) => selection?.some((each) => each.name === name) ?? true);
  const refused: Obstacle[] = [];
  for (const stream of suggested) {
    const [finding] = await findEach([stream], context);
    if (finding && isRefused(finding)) {
      refused.push(finding);
      continue;
    }
    if (refused.length > 0) await context.warn(`${missingRights(refused)} Showing ${stream.name}.`);
    return stream;
  }
  const [first] = refused;
  if (first) throw first.error;
  return await lookUpStream(selection?.[0]?.name ?? '', context.streams, context.api);
}
