import { configuredEntry } from '../airbyte/configured_entry.ts';
import type { Command } from './command.ts';
import { loadConfig, withContext } from './context.ts';
import { Entries } from './entries.ts';
import { chooseStreams, namesIn } from './selection.ts';

/** Prints a configured catalog that selects all columns of the streams. */
export const catalog: Command = async (out, flags, signal) => {
  const config = loadConfig(flags.config, out);
  const names = namesIn(flags.streams);
  await withContext(config, { out, signal }, async (context) => {
    const chosen = await chooseStreams(context, names);
    const entries = new Entries(context, await context.openPrivacy(chosen.map(({ name }) => name)));
    const streams: object[] = [];
    for (const stream of chosen) streams.push(configuredEntry(await entries.of(stream)));
    await out.sink.write(`${JSON.stringify({ streams }, undefined, 2)}\n`);
  });
  return 0;
};
