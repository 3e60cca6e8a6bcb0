// Shows the connector at work, without a Personio account: `npm run demo`. The sandbox stands in for Personio; the
// commands are those that a data platform runs. Ends with 0 only if the records are those that the sandbox holds.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connector, type Run } from '../integration_tests/connector.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { configuredEntry } from '../src/airbyte/configured_entry.ts';
import type { CatalogEntry } from '../src/airbyte/protocol.ts';
import { GROUPS } from '../src/streams/stream.ts';

const FOLDER = path.resolve(import.meta.dirname, '../demo-output');
const PERSONS = 120;
/** A request takes about as long as over the internet; the limits are off, so that nobody has to wait for them. */
const LATENCY_MS = 40;
const CHANGES = 12;
const PROGRESS_MS = process.stdout.isTTY ? 100 : 1000;

/** JSON text of each record by its key, by stream. */
type Read = ReadonlyMap<string, ReadonlyMap<string, string>>;

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

/** The second read resumes from the state of the first. */
async function read(which: 'first' | 'second', streams: readonly CatalogEntry[], sandbox: Sandbox): Promise<Read> {
  const title = `${which} read`;
  sandbox.resetRequests();
  const state = which === 'second' ? ['--state', file('state.json')] : [];
  const args = ['read', '--config', file('config.json'), '--catalog', file('catalog.json'), ...state];
  const run = await runs(title, args, (ended) => {
    const records = ended?.messages.filter(({ type }) => type === 'RECORD').length;
    return `${number(sandbox.requests.length)} requests${records === undefined ? '' : `, ${number(records)} records`}`;
  });
  writeFileSync(file(`${which}.jsonl`), run.stdout);
  if (which === 'first') writeFileSync(file('state.json'), run.stateFile);
  return new Map(
    streams.map(({ name, source_defined_primary_key: [[key = 'id'] = []] }) => {
      const rows = run.records(name);
      const records = new Map(rows.map((row) => [String(row[key]), JSON.stringify(row)]));
      const status = run.statuses(name).at(-1) ?? 'not started';
      if (status !== 'COMPLETE') problems.push(`${title}: ${name} is ${status.toLowerCase()}.`);
      if (records.size < rows.length)
        problems.push(`${title}: ${name}: ${rows.length - records.size} records came twice.`);
      return [name, records];
    }),
  );
}

/**
 * Compares all that was read with what the sandbox has. The first read may have rows that the sandbox has lost since: an
 * attribute of a person, an absence that was rejected.
 */
function compare(sandbox: Sandbox, first: Read, incremental: ReadonlySet<string>, second?: Read): void {
  const title = second ? 'Both reads' : 'First read';
  const truth = sandbox.truth();
  for (const [name, records] of second ?? first) {
    const earlier = new Set(second && incremental.has(name) ? first.get(name)?.keys() : []);
    const { ids, count } = truth[name] ?? { ids: [], count: 0 };
    // Rows of reports have no keys but those that the connector gives them.
    const expected = new Set(ids.length < count ? records.keys() : ids);
    if (expected.size !== count) problems.push(`${title}: ${name}: ${expected.size} records instead of ${count}.`);
    const found = new Set(records.keys());
    const missing = expected.difference(found).difference(earlier).size;
    const invented = [...found.difference(expected)].filter((key) => !isLostValue(name, records.get(key))).length;
    if (missing > 0) problems.push(`${title}: ${name}: ${missing} records are missing.`);
    if (invented > 0) problems.push(`${title}: ${name}: ${invented} records are none of the sandbox's.`);
  }
}

/** A null for an attribute that a person does not have: the sandbox has nothing there. */
const isLostValue = (stream: string, text = '{}'): boolean =>
  stream === 'person_custom_attributes' && (JSON.parse(text) as { value?: unknown }).value === null;

function showTable(first: Read, second: Read, incremental: ReadonlySet<string>): void {
  const rows = [...first].map(([name, one]): [string, string, ...number[]] => {
    const two = second.get(name) ?? new Map<string, string>();
    const added = [...two.keys()].filter((key) => !one.has(key)).length;
    const changed = [...two].filter(([key, text]) => text !== one.get(key)).length - added;
    return [name, incremental.has(name) ? 'changes' : 'all', one.size, two.size, added, changed];
  });
  const sums = [2, 3, 4, 5].map((at) => rows.reduce((sum, row) => sum + Number(row[at]), 0));
  const line = ([stream, again, ...counts]: readonly [string, string, ...(number | string)[]]): string =>
    `${stream.padEnd(30)}${again.padEnd(8)}${counts.map((each) => each.toLocaleString('en-US').padStart(13)).join('')}`;
  const head = line(['stream', 'again', 'first read', 'second read', 'new', 'changed']);
  const rule = '-'.repeat(head.length);
  say([head, rule, ...rows.map(line), rule, line(['together', '', ...sums])].join('\n'));
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
  writeFileSync(file('catalog.json'), `${JSON.stringify({ streams: streams.map(configuredEntry) }, null, 2)}\n`);

  const first = await read('first', streams, sandbox);
  compare(sandbox, first, incremental);

  // The sandbox changes more than the connector reads.
  const { updated, inserted } = sandbox.change({ count: CHANGES });
  const ours = (ids: object): [string, string[]][] => Object.entries(ids).filter(([name]) => first.has(name));
  const count = (ids: object) => ours(ids).flatMap(([, each]) => each).length;
  say(`  (in the sandbox ${count(updated)} records are changed and ${count(inserted)} added)`);
  const second = await read('second', streams, sandbox);
  for (const [name, ids] of [...ours(updated), ...ours(inserted)]) {
    const missed = ids.filter((id) => !second.get(name)?.has(id));
    if (missed.length > 0) problems.push(`Second read: ${name}: ${missed.length} changes were missed.`);
  }
  compare(sandbox, first, incremental, second);

  say();
  showTable(first, second, incremental);
  say(`
"again" says what the second read asks for: changes since the state of the first, or all of a short list. Records
that are neither new nor changed were read again on purpose: changes of the last day may arrive late.
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
