import { availableStreams } from '../account/available.ts';
import type { CatalogEntry } from '../airbyte/protocol.ts';
import type { Command } from './command.ts';
import { loadConfig, withContext } from './context.ts';
import { Entries } from './entries.ts';

export const discover: Command = async (out, flags, signal) => {
  await withContext(loadConfig(flags.config, out), { out, signal }, async (context) => {
    const offered = availableStreams(context.config);
    const entries = new Entries(context, await context.openPrivacy(offered.map(({ name }) => name)));
    const streams: CatalogEntry[] = [];
    for (const stream of offered) {
      streams.push(await entries.of(stream));
      if (stream.name === 'reports') streams.push(...(await entries.ofReports()));
    }
    await out.print({ type: 'CATALOG', catalog: { streams } });
  });
  return 0;
};
