// Shows the connector at work, without a Personio account: `npm run demo`. The sandbox stands in for Personio; the
// commands are those that a data platform runs. Ends with 0 only if the records are those that the sandbox holds.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connector, type Run } from '../integration_tests/connector.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import type { Truth } from '../sandbox/truth.ts';
import type { CatalogEntry } from '../src/airbyte/protocol.ts';
import { GROUPS } from '../src/streams/stream.ts';
import { configured } from './catalog.ts';
import { columns } from './columns.ts';

const FOLDER = path.resolve(import.meta.dirname, '../demo-output');
const PERSONS = 120;
/** A request takes about as long as over the internet; the limits are off, so that nobody has to wait for them. */
const LATENCY_MS = 40;
const CHANGES = 12;
const PROGRESS_MS = process.stdout.isTTY ? 100 : 1000;

interface StreamReport {
  /** JSON text of each record by its key. */
  readonly records: ReadonlyMap<string, string>;
  /** Records whose key had come before. */
  readonly repeats: number;
  readonly requests: number | undefined;
  readonly seconds: number;
}

interface ReadReport {
  readonly streams: ReadonlyMap<string, StreamReport>;
  readonly stateFile: string;
  readonly requests: number;
  readonly seconds: number;
}

/** What went wrong; the demo continues as long as that makes sense. */
const problems: string[] = [];

const file = (name: string): string => path.join(FOLDER, name);
const shown = (name: string): string => path.join('demo-output', name);
const number = (value: number): string => value.toLocaleString('en-US');
const secondsSince = (from: number): string => `${((performance.now() - from) / 1000).toFixed(1)} s`;
const say = (text = ''): void => console.log(text);

/** Runs dist/main.js as its users do. Its exit code has to be 0, its stderr empty, and its errors none. */
async function runs(title: string, args: readonly string[], progress: (run?: Run) => string): Promise<Run> {
  const from = performance.now();
  const show = (text: string, end = '\n') =>
    process.stdout.write(
      `${process.stdout.isTTY ? '\r\x1b[2K' : ''}  ${title.padEnd(12)}${secondsSince(from)}   ${text}${end}`,
    );
  const timer = setInterval(() => show(`${progress()} …`, process.stdout.isTTY ? '' : '\n'), PROGRESS_MS);
  const run = await connector(args).finally(() => clearInterval(timer));
  show(progress(run));
  if (run.exit !== 0) problems.push(`${title} ended with exit code ${run.exit}.`);
  if (run.stderr !== '') problems.push(`${title} wrote to stderr: ${run.stderr.trim()}`);
  problems.push(...run.errors.map(({ message }) => message));
  return run;
}

async function read(
  title: string,
  output: string,
  streams: readonly CatalogEntry[],
  sandbox: Sandbox,
  more: readonly string[] = [],
): Promise<ReadReport> {
  const from = performance.now();
  sandbox.resetRequests();
  const args = ['read', '--config', file('config.json'), '--catalog', file('catalog.json'), ...more];
  const run = await runs(title, args, (ended) => {
    const records = ended?.messages.filter(({ type }) => type === 'RECORD').length;
    return `${number(sandbox.requests.length)} requests${records === undefined ? '' : `, ${number(records)} records`}`;
  });
  writeFileSync(file(output), run.stdout);
  const seconds = (performance.now() - from) / 1000;
  const reports = new Map(streams.map((stream) => [stream.name, reportOf(run, stream)]));
  for (const [name, { repeats }] of reports) {
    const status = run.statuses(name).at(-1) ?? 'not started';
    if (status !== 'COMPLETE') problems.push(`${title}: ${name} is ${status.toLowerCase()}.`);
    if (repeats > 0) problems.push(`${title}: ${name}: ${repeats} records came twice.`);
  }
  return { streams: reports, stateFile: run.stateFile, requests: sandbox.requests.length, seconds };
}

function reportOf(run: Run, { name, source_defined_primary_key: [[key = 'id'] = []] }: CatalogEntry): StreamReport {
  const rows = run.records(name);
  const records = new Map(rows.map((row) => [String(row[key]), JSON.stringify(row)]));
  const times = run.messages.flatMap((message) => {
    if (message.type !== 'TRACE' || message.trace.type !== 'STREAM_STATUS') return [];
    return message.trace.stream_status.stream_descriptor.name === name ? [message.trace.emitted_at] : [];
  });
  // The connector's own count: the list of persons that employments need is theirs.
  const asked = run.logs('INFO').flatMap((text) => {
    const [, stream, requests] = /^(\w+): asked for .* (\d+) requests/.exec(text) ?? [];
    return stream === name ? [Number(requests)] : [];
  });
  const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
  return { records, repeats: rows.length - records.size, requests: asked.at(-1), seconds };
}

/** Holds what both reads brought against what the sandbox has. */
function compare(first: ReadReport, second: ReadReport, incremental: ReadonlySet<string>, sandbox: Sandbox): void {
  const truth = sandbox.truth();
  for (const [name, { records }] of second.streams) {
    const earlier = incremental.has(name) ? (first.streams.get(name)?.records.keys() ?? []) : [];
    // What the sandbox has no more leaves no trace: an attribute that a person has lost, an absence that was rejected.
    const ids = new Set(truth[name]?.ids);
    const still = ids.intersection(new Set(earlier));
    const brought = [...records].filter(([key, text]) => ids.has(key) || !isLostValue(name, text)).map(([key]) => key);
    differences('Both reads', name, still.union(new Set(brought)), truth[name]);
  }
}

/** A null for an attribute that a person does not have: the sandbox has nothing there. */
const isLostValue = (stream: string, text: string): boolean =>
  stream === 'person_custom_attributes' && (JSON.parse(text) as { value?: unknown }).value === null;

function differences(
  title: string,
  stream: string,
  found: ReadonlySet<string>,
  truth: Truth[string] | undefined,
): void {
  const { ids, count } = truth ?? { ids: [], count: 0 };
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

function showTable(first: ReadReport, second: ReadReport, incremental: ReadonlySet<string>): void {
  const totals = { first: 0, second: 0, fresh: 0, changed: 0 };
  const cells = ({ records, requests, seconds }: StreamReport) => [
    number(records.size),
    requests === undefined ? '?' : number(requests),
    seconds.toFixed(1),
  ];
  const rows = [...first.streams].flatMap(([name, one]) => {
    const two = second.streams.get(name);
    if (two === undefined) return [];
    const fresh = [...two.records.keys()].filter((key) => !one.records.has(key)).length;
    const changed = [...two.records].filter(([key, text]) => text !== one.records.get(key)).length - fresh;
    totals.first += one.records.size;
    totals.second += two.records.size;
    totals.fresh += fresh;
    totals.changed += changed;
    return [
      [name, incremental.has(name) ? 'changes' : 'all', '', ...cells(one), '', ...cells(two), `${fresh}`, `${changed}`],
    ];
  });
  const read = ['records', 'requests', 'seconds'];
  const total = (records: number, { requests, seconds }: ReadReport) => [
    number(records),
    number(requests),
    seconds.toFixed(1),
  ];
  const sums = [
    ...total(totals.first, first),
    '',
    ...total(totals.second, second),
    number(totals.fresh),
    number(totals.changed),
  ];
  const table = columns(
    [['stream', 'again', '', ...read, '', ...read, 'new', 'changed'], ...rows, ['together', '', '', ...sums]],
    2,
  );
  const [head = '', rule = ''] = table;
  say(`${' '.repeat(head.indexOf('records'))}first read`.padEnd(head.lastIndexOf('records')).concat('second read'));
  for (const line of [...table.slice(0, -1), rule, table.at(-1)]) say(line);
}

async function demonstrate(sandbox: Sandbox): Promise<void> {
  say(`A sandbox Personio with ${PERSONS} people runs at ${sandbox.url}; the connector is dist/main.js.\n`);
  // Everything that there is: also what is offered only to those who ask for it.
  const everything = { ...sandbox.config, extra_streams: GROUPS, company_subdomain: 'sandbox', jobs_url: sandbox.url };
  writeFileSync(file('config.json'), `${JSON.stringify(everything, null, 2)}\n`);
  const config = ['--config', file('config.json')];

  await runs('spec', ['spec'], () => 'the setup form');
  const { connectionStatus: status } = await runs(
    'check',
    ['check', ...config],
    () => 'the login, and what it may read',
  );
  if (status?.status !== 'SUCCEEDED' || status.message.includes('Cannot be read'))
    problems.push(`check: ${status?.message}`);
  const discovered = await runs('discover', ['discover', ...config], () => 'the streams');
  const streams = discovered.messages.flatMap((message) => (message.type === 'CATALOG' ? message.catalog.streams : []));
  const incremental = new Set(streams.filter((stream) => stream.default_cursor_field).map(({ name }) => name));
  say(`  (${streams.length} streams, of which ${incremental.size} can be read by changes)`);
  writeFileSync(file('catalog.json'), `${JSON.stringify({ streams: streams.map(configured) }, null, 2)}\n`);

  const first = await read('first read', 'first.jsonl', streams, sandbox);
  const truth = sandbox.truth();
  for (const [name, { records }] of first.streams)
    differences('First read', name, new Set(records.keys()), truth[name]);
  writeFileSync(file('state.json'), first.stateFile);

  // The sandbox changes more than the connector reads.
  const { updated, inserted } = sandbox.change({ count: CHANGES });
  const ours = (ids: object): [string, string[]][] => Object.entries(ids).filter(([name]) => first.streams.has(name));
  const count = (ids: object) => ours(ids).flatMap(([, each]) => each).length;
  say(`  (in the sandbox ${count(updated)} records are changed and ${count(inserted)} added)`);
  const second = await read('second read', 'second.jsonl', streams, sandbox, ['--state', file('state.json')]);
  for (const [name, ids] of [...ours(updated), ...ours(inserted)]) {
    const missed = ids.filter((id) => !second.streams.get(name)?.records.has(id));
    if (missed.length > 0) problems.push(`Second read: ${name}: ${missed.length} changes were missed.`);
  }
  compare(first, second, incremental, sandbox);

  say();
  showTable(first, second, incremental);
  say(`
"again" tells what the second read asks for: changes since the state of the first, or all of a short list. Records
that are neither new nor changed were read again on purpose: changes of the last day may arrive late. Requests
together include the login. One request a person is what some streams take: Personio has no list of their records.
`);
  showEnd(sandbox);
}

function showEnd(sandbox: Sandbox): void {
  if (problems.length > 0) throw new Error('something is wrong.');
  const files = ['first.jsonl', 'second.jsonl', 'config.json', 'catalog.json', 'state.json'].map(shown);
  say(`Every record of the sandbox was read, each once; every change arrived with the second read.

The JSON lines, and the files that led to them:
  ${files.join(', ')}

What to try next:
  grep '"stream":"persons"' ${shown('first.jsonl')} | head -1        the first person, as Personio sends it
  npm run sandbox -- --persons ${PERSONS} --port ${new URL(sandbox.url).port}        the sandbox again; then, in another terminal:
  npx node dist/main.js read --config ${shown('config.json')} --catalog ${shown('catalog.json')}
  README.md says how to read your own account, and how to build the image.`);
}

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const sandbox = await startSandbox({ persons: PERSONS, latencyMs: LATENCY_MS, limits: { on: false } });
try {
  await demonstrate(sandbox);
} catch (error) {
  for (const problem of problems) say(`  ${problem}`);
  say(`The demo stopped: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await sandbox.close();
}
