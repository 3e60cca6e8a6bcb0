import { availableStreams } from '../account/available.ts';
import type { CatalogEntry } from '../airbyte/protocol.ts';
import { isRefusal } from '../streams/failure.ts';
import { type Finding, isRefused, isRefusedItself } from './access/finding.ts';
import { findEach, missingRights } from './access/readable.ts';
import { withRemark } from './access/remark.ts';
import { catalogText } from './catalog_text.ts';
import type { Command } from './command.ts';
import { loadConfig, withContext } from './context.ts';
import { Entries } from './entries.ts';

export const discover: Command = async (out, flags, signal) => {
  await withContext(loadConfig(flags.config, out), { out, signal }, async (context) => {
    const { config, warn } = context;
    const available = availableStreams(config);
    const entries = new Entries(context, await context.openPrivacy(available.map(({ name }) => name)));
    const findings = await findEach(available, context);
    const refused = findings.filter(isRefused);
    const isOffered = (finding: Finding) =>
      // A 400 that a service returns for a missing right can have other causes.
      config.unreadable_streams === 'offer' || !(isRefusedItself(finding) && isRefusal(finding.error.cause));
    const streams: CatalogEntry[] = [];
    for (const finding of findings.filter(isOffered)) {
      const entry = await entries.of(finding.stream);
      streams.push(isRefused(finding) ? withRemark(entry, finding) : entry);
      if (finding.stream.name === 'reports') streams.push(...(await entries.ofReports()));
    }
    if (refused.length > 0) {
      const leftOut = findings.filter((finding) => !isOffered(finding)).map(({ stream }) => stream.name);
      const left = leftOut.length > 0 ? ` Left out of the catalog: ${leftOut.join(', ')}.` : '';
      await warn(`${missingRights(refused)}${left}`);
    }
    if (out.forEyes) await out.text(catalogText(streams, refused));
    else await out.print({ type: 'CATALOG', catalog: { streams } });
  });
  return 0;
};
