// Shows the connector at work, without a Personio account: `npm run demo`. The sandbox stands in for Personio; the
// commands are those that a data platform runs. Ends with 0 only if the records are those that the sandbox holds.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import type { Truth } from '../sandbox/truth.ts';
import { GROUPS } from '../src/streams/stream.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const FOLDER = path.join(ROOT, 'demo-output');
const PERSONS = 120;
/** A request takes about as long as over the internet; the limits are off, so that nobody has to wait for them. */
const LATENCY_MS = 40;
const CHANGES = 12;
const PROGRESS_MS = process.stdout.isTTY ? 100 : 1000;

interface Message {
  readonly type: string;
  readonly spec?: { readonly connectionSpecification: { readonly properties: object } };
  readonly connectionStatus?: { readonly status: string; readonly message: string };
  readonly catalog?: { readonly streams: readonly CatalogStream[] };
  readonly record?: { readonly stream: string; readonly data: Readonly<Record<string, unknown>> };
  readonly state?: {
    readonly type: string;
    readonly stream: { readonly stream_descriptor: { readonly name: string } };
  };
  readonly log?: { readonly message: string };
  readonly trace?: {
    readonly type: string;
    readonly emitted_at: number;
    readonly stream_status?: { readonly stream_descriptor: { readonly name: string }; readonly status: string };
    readonly error?: { readonly message: string };
  };
}

interface CatalogStream {
  readonly name: string;
  readonly json_schema: object;
  readonly supported_sync_modes: readonly string[];
  readonly default_cursor_field?: readonly string[];
  readonly source_defined_primary_key: readonly (readonly string[])[];
}

interface StreamReport {
  /** JSON text of each record by its key; a key that came twice is counted in `repeats`. */
  readonly records: Map<string, string>;
  repeats: number;
  requests: number | undefined;
  startedAt: number;
  endedAt: number;
  status: string;
}

interface ReadReport {
  readonly streams: Map<string, StreamReport>;
  readonly states: Map<string, unknown>;
  requests: number;
  seconds: number;
}

/** What went wrong; the demo goes on as long as that makes sense. */
const problems: string[] = [];
let child: ChildProcess | undefined;

const file = (name: string): string => path.join(FOLDER, name);
const shown = (name: string): string => path.join('demo-output', name);
const number = (value: number): string => value.toLocaleString('en-US');
const secondsSince = (from: number): number => (performance.now() - from) / 1000;
const say = (text = ''): void => console.log(text);

/** Runs dist/main.js as its users do, and hands over each line as it comes. Its exit code has to be 0, its stderr empty. */
async function connector(args: readonly string[], onMessage: (message: Message, line: string) => void): Promise<void> {
  const running = spawn(process.execPath, [path.join(ROOT, 'dist/main.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = running;
  let stderr = '';
  running.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const closed = once(running, 'close');
  for await (const line of createInterface({ input: running.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
    onMessage(JSON.parse(line) as Message, line);
  }
  const [code] = await closed;
  if (code !== 0) problems.push(`${args[0]} ended with exit code ${code}.`);
  if (stderr !== '') problems.push(`${args[0]} wrote to stderr: ${stderr.trim()}`);
}

/** The one message of a type that a command answers with. */
async function answer<K extends 'spec' | 'connectionStatus' | 'catalog'>(
  key: K,
  args: readonly string[],
): Promise<NonNullable<Message[K]>> {
  const from = performance.now();
  let found: Message[K] | undefined;
  await connector(args, (message) => {
    found ??= message[key];
    if (message.trace?.error) problems.push(message.trace.error.message);
  });
  if (found === undefined) throw new Error(`${args[0]} gave no answer.`);
  process.stdout.write(`  ${(args[0] ?? '').padEnd(12)}${secondsSince(from).toFixed(1)} s   `);
  return found as NonNullable<Message[K]>;
}

/** Every stream, incremental where it can be. */
function configuredCatalog(streams: readonly CatalogStream[]): object {
  return {
    streams: streams.map((stream) => {
      const incremental = stream.supported_sync_modes.includes('incremental');
      return {
        stream,
        sync_mode: incremental ? 'incremental' : 'full_refresh',
        destination_sync_mode: incremental ? 'append_dedup' : 'overwrite',
        ...(incremental && { cursor_field: stream.default_cursor_field }),
        primary_key: stream.source_defined_primary_key,
      };
    }),
  };
}

async function read(
  title: string,
  output: string,
  streams: readonly CatalogStream[],
  sandbox: Sandbox,
  more: readonly string[] = [],
): Promise<ReadReport> {
  const from = performance.now();
  const keys = new Map(streams.map((stream) => [stream.name, stream.source_defined_primary_key[0]?.[0] ?? 'id']));
  const report: ReadReport = { streams: new Map(), states: new Map(), requests: 0, seconds: 0 };
  for (const { name } of streams) {
    report.streams.set(name, {
      records: new Map(),
      repeats: 0,
      requests: undefined,
      startedAt: 0,
      endedAt: 0,
      status: 'not started',
    });
  }
  sandbox.resetRequests();
  const lines = createWriteStream(file(output));
  const progress = setInterval(() => showProgress(title, report, streams.length, from, sandbox), PROGRESS_MS);
  try {
    await connector(
      ['read', '--config', file('config.json'), '--catalog', file('catalog.json'), ...more],
      (message, line) => {
        lines.write(`${line}\n`);
        take(message, report, keys);
      },
    );
  } finally {
    clearInterval(progress);
    lines.end();
  }
  await finished(lines);
  report.requests = sandbox.requests.length;
  report.seconds = secondsSince(from);
  showProgress(title, report, streams.length, from, sandbox, true);
  for (const [name, { status }] of report.streams) {
    if (status !== 'COMPLETE') problems.push(`${title}: ${name} is ${status.toLowerCase()}.`);
  }
  return report;
}

function take(message: Message, report: ReadReport, keys: ReadonlyMap<string, string>): void {
  const { record, state, trace, log } = message;
  if (record) {
    const stream = report.streams.get(record.stream);
    const key = String(record.data[keys.get(record.stream) ?? 'id']);
    if (stream?.records.has(key)) stream.repeats++;
    stream?.records.set(key, JSON.stringify(record.data));
  } else if (state) {
    report.states.set(state.stream.stream_descriptor.name, state);
  } else if (trace?.stream_status) {
    const { stream_descriptor, status } = trace.stream_status;
    const stream = report.streams.get(stream_descriptor.name);
    if (!stream) return;
    stream.status = status;
    if (status === 'STARTED') stream.startedAt = trace.emitted_at;
    stream.endedAt = trace.emitted_at;
  } else if (trace?.error) {
    problems.push(trace.error.message);
  } else if (log) {
    // The connector's own count: the list of persons that employments need is theirs.
    const [, name, requests] = /^(\w+): asked for .* (\d+) requests/.exec(log.message) ?? [];
    const stream = report.streams.get(name ?? '');
    if (stream) stream.requests = Number(requests);
  }
}

/** One line that is written anew on a terminal, and a line now and then elsewhere. */
function showProgress(
  title: string,
  report: ReadReport,
  streams: number,
  from: number,
  sandbox: Sandbox,
  last = false,
): void {
  const records = [...report.streams.values()].reduce((sum, stream) => sum + stream.records.size, 0);
  const done = [...report.streams.values()].filter(({ status }) => status === 'COMPLETE').length;
  const text = `  ${title.padEnd(12)}${secondsSince(from).toFixed(1)} s   ${number(records)} records, ${number(sandbox.requests.length)} requests, ${done} of ${streams} streams done`;
  if (!process.stdout.isTTY) say(last ? text : `${text} …`);
  else process.stdout.write(`\r\x1b[2K${last ? `${text}\n` : `${text} …`.slice(0, process.stdout.columns - 1)}`);
}

/** Holds what was read against what the sandbox has. */
function compare(first: ReadReport, second: ReadReport, incremental: ReadonlySet<string>, sandbox: Sandbox): void {
  const truth = sandbox.truth();
  for (const [name, { records, repeats }] of second.streams) {
    const earlier = incremental.has(name) ? (first.streams.get(name)?.records.keys() ?? []) : [];
    // What the sandbox has no more leaves no trace: an attribute that a person has lost, an absence that was rejected.
    const ids = new Set(truth[name]?.ids);
    const still = ids.intersection(new Set(earlier));
    const read = [...records].filter(([key, text]) => ids.has(key) || !isLostValue(name, text)).map(([key]) => key);
    differences('Both reads', name, still.union(new Set(read)), truth[name]);
    if (repeats > 0) problems.push(`Second read: ${name}: ${repeats} records came twice.`);
  }
}

/** A null for an attribute that a person does not have: the sandbox has nothing there. */
const isLostValue = (stream: string, text: string): boolean =>
  stream === 'person_custom_attributes' && (JSON.parse(text) as { value?: unknown }).value === null;

function differences(
  title: string,
  stream: string,
  found: ReadonlySet<string>,
  { ids, count }: Truth[string] = { ids: [], count: 0 },
): void {
  // Rows of reports have no keys but those that the connector gives them.
  if (ids.length < count) {
    if (found.size !== count) problems.push(`${title}: ${stream}: ${found.size} records instead of ${count}.`);
    return;
  }
  const expected = new Set(ids);
  const missing = expected.difference(found).size;
  const invented = found.difference(expected).size;
  if (missing > 0) problems.push(`${title}: ${stream}: ${missing} records are missing.`);
  if (invented > 0) problems.push(`${title}: ${stream}: ${invented} records are none of the sandbox's.`);
}

/** How many records of the second read are new, and how many others have changed. */
function news(first: StreamReport | undefined, second: StreamReport | undefined): { fresh: number; changed: number } {
  let fresh = 0;
  let changed = 0;
  for (const [key, text] of second?.records ?? []) {
    const before = first?.records.get(key);
    if (before === undefined) fresh++;
    else if (before !== text) changed++;
  }
  return { fresh, changed };
}

function showTable(first: ReadReport, second: ReadReport, incremental: ReadonlySet<string>): void {
  const cells = (stream: StreamReport | undefined) => [
    number(stream?.records.size ?? 0),
    stream?.requests === undefined ? '?' : number(stream.requests),
    stream ? ((stream.endedAt - stream.startedAt) / 1000).toFixed(1) : '?',
  ];
  const rows = [...first.streams.keys()].map((name) => {
    const [one, two] = [first.streams.get(name), second.streams.get(name)];
    const { fresh, changed } = news(one, two);
    return [name, incremental.has(name) ? 'changes' : 'all', ...cells(one), ...cells(two), `${fresh}`, `${changed}`];
  });
  const sum = (column: number) =>
    number(rows.reduce((total, row) => total + Number(row[column]?.replaceAll(',', '')), 0));
  const total = (report: ReadReport, column: number) => [
    sum(column),
    number(report.requests),
    report.seconds.toFixed(1),
  ];
  const title = [
    'stream',
    'again',
    'records',
    'requests',
    'seconds',
    'records',
    'requests',
    'seconds',
    'new',
    'changed',
  ];
  const totals = ['together', '', ...total(first, 2), ...total(second, 5), sum(8), sum(9)];
  const widths = title.map((cell, column) =>
    Math.max(cell.length, ...[...rows, totals].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        const gap = column === 2 || column === 5 ? '   ' : '';
        return gap + (column < 2 ? cell.padEnd(width) : cell.padStart(width));
      })
      .join('  ')
      .trimEnd();
  const rule = '-'.repeat(line(title).length);
  const at = line(title).indexOf('records');
  const heading = `${' '.repeat(at)}first read`;
  say(`${heading.padEnd(line(title).lastIndexOf('records'))}second read`);
  for (const text of [line(title), rule, ...rows.map(line), rule, line(totals)]) say(text);
}

async function main(): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const sandbox = await startSandbox({ persons: PERSONS, latencyMs: LATENCY_MS, limits: { on: false } });
  try {
    await demonstrate(sandbox);
  } finally {
    child?.kill();
    await sandbox.close();
  }
}

async function demonstrate(sandbox: Sandbox): Promise<void> {
  say(`A sandbox Personio with ${PERSONS} people runs at ${sandbox.url}; the connector is dist/main.js.`);
  say();
  // Everything that there is: also what is offered only to those who ask for it.
  const everything = { ...sandbox.config, extra_streams: GROUPS, company_subdomain: 'sandbox', jobs_url: sandbox.url };
  writeFileSync(file('config.json'), `${JSON.stringify(everything, null, 2)}\n`);
  const config = ['--config', file('config.json')];

  const spec = await answer('spec', ['spec']);
  say(`the setup form has ${Object.keys(spec.connectionSpecification.properties).length} fields`);
  const { status, message } = await answer('connectionStatus', ['check', ...config]);
  const works = status === 'SUCCEEDED' && !message.includes('Cannot be read');
  say(works ? 'the login works, every area can be read' : message);
  if (!works) problems.push(`check: ${message}`);
  const { streams } = await answer('catalog', ['discover', ...config]);
  const incremental = new Set(
    streams.filter((stream) => stream.supported_sync_modes.includes('incremental')).map(({ name }) => name),
  );
  say(`${streams.length} streams, ${incremental.size} of them can be read by changes`);
  writeFileSync(file('catalog.json'), `${JSON.stringify(configuredCatalog(streams), null, 2)}\n`);

  const first = await read('first read', 'first.jsonl', streams, sandbox);
  const truth = sandbox.truth();
  for (const [name, { records, repeats }] of first.streams) {
    differences('First read', name, new Set(records.keys()), truth[name]);
    if (repeats > 0) problems.push(`First read: ${name}: ${repeats} records came twice.`);
  }
  writeFileSync(file('state.json'), `${JSON.stringify([...first.states.values()], null, 2)}\n`);

  const changes = sandbox.change({ count: CHANGES });
  // The sandbox has more than the connector reads.
  const ours = (ids: Record<string, string[]>) =>
    Object.fromEntries(Object.entries(ids).filter(([name]) => first.streams.has(name)));
  const [updated, inserted] = [ours(changes.updated), ours(changes.inserted)];
  const count = (ids: Record<string, string[]>) => Object.values(ids).flat().length;
  say(`  (in the sandbox ${count(updated)} records are changed and ${count(inserted)} added)`);
  const second = await read('second read', 'second.jsonl', streams, sandbox, ['--state', file('state.json')]);
  for (const changed of [updated, inserted]) {
    for (const [name, ids] of Object.entries(changed)) {
      const missed = ids.filter((id) => !second.streams.get(name)?.records.has(id));
      if (missed.length > 0) problems.push(`Second read: ${name}: ${missed.length} changes were missed.`);
    }
  }
  compare(first, second, incremental, sandbox);

  say();
  showTable(first, second, incremental);
  say();
  say(
    '"again" tells what the second read asks for: changes since the state of the first, or all of a short list. Records',
  );
  say('that are neither new nor changed were read again on purpose: changes of the last day may arrive late. Requests');
  say(
    'together include the login. One request a person is what some streams take: Personio has no list of their records.',
  );
  say();
  showEnd(sandbox);
}

function showEnd(sandbox: Sandbox): void {
  if (problems.length > 0) {
    say('Something is wrong:');
    for (const problem of problems) say(`  ${problem}`);
    process.exitCode = 1;
    return;
  }
  say('Every record of the sandbox was read, each once; every change arrived with the second read.');
  say();
  say('The JSON lines, and the files that led to them:');
  say(
    `  ${shown('first.jsonl')}, ${shown('second.jsonl')}, ${shown('config.json')}, ${shown('catalog.json')}, ${shown('state.json')}`,
  );
  say();
  say('What to try next:');
  say(`  grep '"stream":"persons"' ${shown('first.jsonl')} | head -1        the first person, as Personio sends it`);
  const port = new URL(sandbox.url).port;
  say(`  npm run sandbox -- --persons ${PERSONS} --port ${port}        the sandbox again; then, in another terminal:`);
  say(`  npx node dist/main.js read --config ${shown('config.json')} --catalog ${shown('catalog.json')}`);
  say('  README.md says how to read your own account, and how to build the image.');
}

try {
  await main();
} catch (error) {
  say();
  for (const problem of problems) say(problem);
  say(`The demo stopped: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
