import { parseDestinationCatalog } from '../../airbyte/destination_catalog.ts';
import { ConnectorError } from '../../errors.ts';
import { readJson } from '../../files.ts';
import { keepHeapSmall } from '../../heap.ts';
import { SILENT } from '../../http/api.ts';
import { listed } from '../../printable.ts';
import { planStreams } from '../../write/plan.ts';
import { Report } from '../../write/report.ts';
import { writeAll } from '../../write/write.ts';
import type { Command } from '../command.ts';
import { loadDestination, planOptions, withDestination, writeOptions } from './context.ts';
import { differencesOn } from './differences.ts';
import { GRACE_MS } from './grace.ts';

export const write: Command = async (out, flags, signal) => {
  const config = loadDestination(flags.config, out);
  const streams = parseDestinationCatalog(readJson(flags.catalog, 'catalog'), flags.catalog);
  const plans = planStreams(streams, planOptions(config));
  const idle = config.mappings
    .map(({ stream }) => stream)
    .filter((name) => !streams.some((each) => each.name === name));
  if (idle.length > 0) await out.log('WARN', `Mappings name streams that the catalog does not have: ${listed(idle)}.`);
  if (process.stdin.isTTY) await out.log('INFO', 'Waiting for messages on standard input, one a line.');
  const report = config.report.folder === undefined ? undefined : new Report(config.report.folder);
  keepHeapSmall();
  try {
    const isDone = await withDestination(config, { out, signal }, async (client) => {
      const job = {
        plans,
        api: client.api(SILENT, signal, afterGrace(signal)),
        out,
        report,
        signal,
        ...writeOptions(config),
        show: config.dry_run && process.stderr.isTTY ? differencesOn(process.stderr) : undefined,
      };
      return await writeAll(job, process.stdin);
    });
    return isDone ? 0 : 1;
  } finally {
    report?.close();
  }
};

/** Aborts some time after a stop that a signal caused, and at once after any other: then nobody hears what is done. */
function afterGrace(signal: AbortSignal): AbortSignal {
  const abandon = new AbortController();
  signal.addEventListener('abort', () => {
    const { reason } = signal;
    const isStopped = reason instanceof ConnectorError && reason.failureType === 'transient_error';
    setTimeout(() => abandon.abort(reason), isStopped ? GRACE_MS : 0).unref();
  });
  return abandon.signal;
}
