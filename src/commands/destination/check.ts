import { unlinkSync } from 'node:fs';
import type { ConnectorError } from '../../errors.ts';
import type { Host } from '../../http/hosts.ts';
import { printable } from '../../printable.ts';
import { tooSlow } from '../../streams/network_failure.ts';
import { planStreams } from '../../write/plan.ts';
import { Report } from '../../write/report.ts';
import type { Command } from '../command.ts';
import { loadDestination, planOptions, withDestination } from './context.ts';
import { rightsOf } from './rights.ts';
import { MARKS, mappingLine, verdictOf } from './verdict.ts';

/** How long a check retries a request. */
const RETRY_SECONDS = 3;
const LONGEST_MS = 9000;

export const check: Command = async (out, flags, signal) => {
  const config = loadDestination(flags.config, out);
  const { mappings } = config;
  // Throws for a mapping that no stream can have.
  planStreams(
    mappings.map(({ stream, namespace }) => ({
      name: stream,
      namespace,
      mode: undefined,
      primaryKey: [],
      objectName: undefined,
    })),
    planOptions(config),
  );
  if (config.report.folder !== undefined) tryReport(config.report.folder);
  const quick = { ...config, retry_seconds: Math.min(config.retry_seconds, RETRY_SECONDS) };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
  const onFailedLogin = (error: ConnectorError, host: Host) => Promise.reject(limit.aborted ? tooSlow(host) : error);
  await withDestination(quick, { out, signal: limit, onFailedLogin }, async (client) => {
    const rights = await rightsOf(client, limit, config.dry_run);
    // If a signal stopped it, it has no answer.
    signal.throwIfAborted();
    const lines = [
      ...rights.map(({ object, state }) => `${MARKS[state]} ${object.name} (${object.rights.name})`),
      ...mappings.map(mappingLine),
    ];
    if (out.forEyes) await out.text(`${lines.map(printable).join('\n')}\n\n`);
    else for (const line of mappings.map(mappingLine)) await out.log('INFO', line);
    const { status, message } = verdictOf(rights, mappings);
    await out.connectionStatus(status, message);
  });
  return 0;
};

/** Throws a config_error if no report can be written. */
function tryReport(folder: string): void {
  const report = new Report(folder);
  report.close();
  unlinkSync(report.path);
}
