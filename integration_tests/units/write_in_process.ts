import { Readable, Writable } from 'node:stream';
import type { Sandbox } from '../../sandbox/server.ts';
import { Output } from '../../src/airbyte/output.ts';
import { planOptions, withDestination, writeOptions } from '../../src/commands/destination/context.ts';
import { DestinationConfig } from '../../src/config/destination.ts';
import { SILENT } from '../../src/http/api.ts';
import { planStreams } from '../../src/write/plan.ts';
import type { Report, ReportLine } from '../../src/write/report.ts';
import { writeAll } from '../../src/write/write.ts';

interface Given {
  /** The rows of each stream, in the order in which they are sent. */
  readonly rows: Readonly<Record<string, readonly object[]>>;
  /** The sync mode of every stream. */
  readonly mode?: string;
  readonly primaryKey?: readonly string[];
  readonly config?: object;
}

/** Writes rows into the sandbox, in this process. The lines are those of the report, by row; the text is what was printed. */
export async function writeInProcess(sandbox: Sandbox, { rows, mode, primaryKey = [], config: given = {} }: Given) {
  const config = DestinationConfig.parse({ ...sandbox.config, settle_seconds: 0, reject_limit: 100, ...given });
  const printed: string[] = [];
  const target = new Writable({
    decodeStrings: false,
    write: (chunk, _, done) => {
      printed.push(String(chunk));
      done();
    },
  });
  const out = new Output(target);
  const { signal } = new AbortController();
  const lines: ReportLine[] = [];
  const report = { add: (line: ReportLine) => void lines.push(line), sync: () => {} } as unknown as Report;
  const stream = { namespace: undefined, mode, primaryKey, objectName: undefined };
  const streams = Object.keys(rows).map((name) => ({ ...stream, name }));
  const plans = planStreams(streams, planOptions(config));
  const records = Object.entries(rows).flatMap(([stream, each]) =>
    each.map((data) => ({ type: 'RECORD', record: { stream, data, emitted_at: 1 } })),
  );
  const input = Readable.from(records.map((record) => Buffer.from(`${JSON.stringify(record)}\n`)));
  const done = await withDestination(config, { out, signal }, (client) =>
    writeAll({ ...writeOptions(config), plans, api: client.api(SILENT, signal), out, report, signal }, input),
  );
  await out.sink.flush();
  return { done, lines: lines.sort((one, other) => one.row - other.row), text: printed.join('') };
}
