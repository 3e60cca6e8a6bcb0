// Measures the connector against the best possible: `npm run bench`, or `npm run bench -- cpu pace` for some sections
// only. Prints each figure with its target; exits with 1 if one is missed.

import { parseArgs } from 'node:util';
import type { LoggedRequest } from '../sandbox/http/request_log.ts';
import type { JsonSchema } from '../src/json_schema.ts';
import { allStreams } from '../src/streams/index.ts';
import { barePlan } from './bench/bare_plan.ts';
import { limits } from './bench/limits.ts';
import {
  BARE_LOOP,
  CONNECTOR,
  discover,
  file,
  measure,
  prepare,
  type Run,
  recordsOf,
  timed,
} from './bench/programs.ts';
import type { Report } from './bench/report.ts';
import { requests } from './bench/requests.ts';
import { Server } from './bench/server.ts';
import { write } from './bench/write.ts';

const HELP = `Measures the connector: npm run bench -- [sections] [options]

  cpu      processor time and peak memory for 150,000 records of 10,000 persons, beside a bare loop; the same with
           twenty privacy rules
  memory   peak memory for ten times as many persons, beside the first (with --large only, some minutes)
  start    how long spec and check take to run, beside node -e 0
  flight   requests in flight at 200 ms each
  pace     how much of the rate limit's allowance is used, and how much is refused
  limits   how long a first sync of 1,000 persons takes under the server's limits, beside the least possible
  requests how many a first sync of 1,000 persons takes, one after some changes, and one a day later
  write    requests, pace and memory of the destination: unchanged people, new attendances, a large document

  --runs N       runs of which the median counts (5; start: four times as many)
  --persons N    persons of cpu (10000)
  --large        memory as well
`;

/** The default. */
const CONCURRENCY = 25;
const SECTIONS: Readonly<Record<string, () => Promise<void>>> = {
  cpu,
  memory,
  start,
  flight,
  pace,
  limits: () => limits(report, CONCURRENCY),
  requests: () => requests(report, say),
  write: () => write(report),
};
const BURST = 100;
/** Limited so that all places together request no more than the sandbox can answer. */
const LATENCY_MS = 200;
/** The options of a sandbox that costs as little time as possible. */
const FAST = ['--no-limits'];

const STREAMS = [
  ...[
    'persons',
    'employments',
    'absence_types',
    'absence_periods',
    'attendance_periods',
    'projects',
    'project_members',
  ],
  ...['org_units', 'workplaces', 'cost_centers', 'legal_entities', 'compensations', 'compensation_types'],
];

/** Ten of each kind: keys and their references, columns, nested members, attributes by key, wildcards. */
const PRIVACY = {
  drop: [
    ...['persons.last_name', 'persons.preferred_name', 'persons.profile_picture.url', 'persons.dynamic_700102', 'iban'],
    ...['*.comment', 'employments.termination.reason', 'employments.position.title', '*.approval.status', 'gender'],
  ],
  hash: [
    ...['persons.id', 'org_units.id', 'absence_types.id', 'employments.id', 'projects.id', 'persons.*email'],
    ...['first_name', 'compensations.amount', 'attendance_periods.start.date_time', 'workplaces.name'],
  ],
  hash_key: 'a key for the bench alone',
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', short: 'h' },
    large: { type: 'boolean' },
    runs: { type: 'string', default: '5' },
    persons: { type: 'string', default: '10000' },
  },
});
const runs = Number(values.runs);
const persons = Number(values.persons);

let isMissed = false;

const report: Report = (what, value, unit, { atMost, atLeast } = {}) => {
  const target = atMost === undefined ? `at least ${atLeast} ${unit}` : `at most ${atMost} ${unit}`;
  const isMet = value <= (atMost ?? Number.POSITIVE_INFINITY) && value >= (atLeast ?? 0);
  const hasLimit = atMost !== undefined || atLeast !== undefined;
  if (hasLimit && !isMet) isMissed = true;
  const number = value.toFixed(['MB', 'ms', 'req'].includes(unit) ? 0 : 2);
  say(
    `  ${what.padEnd(46)}${number.padStart(9)} ${unit.padEnd(4)}${hasLimit ? `${target}: ${isMet ? 'met' : 'MISSED'}` : ''}`,
  );
};

const say = (text: string): void => console.log(text.trimEnd());

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/**
 * The command line that reads these streams with all columns of the account, except flat ones: the bare loop has none.
 */
async function read(server: Server, streams = STREAMS, privacy?: typeof PRIVACY): Promise<string[]> {
  const settings = { ...server.config, max_concurrency: CONCURRENCY, ...(privacy && { privacy }) };
  const config = file(privacy ? 'private_config.json' : 'config.json', settings);
  const schemas = await discover(config);
  await server.forget();
  const selected = streams.map((name) => ({
    stream: { name, json_schema: withoutFlat(name, schemas[name]) },
    sync_mode: 'full_refresh',
  }));
  return [
    CONNECTOR,
    'read',
    '--config',
    config,
    '--catalog',
    file(privacy ? 'private_catalog.json' : 'catalog.json', { streams: selected }),
  ];
}

function withoutFlat(name: string, { properties = {}, ...schema }: JsonSchema = {}): JsonSchema {
  const flat =
    allStreams()
      .find((stream) => stream.name === name)
      ?.flat.map(({ column }) => column) ?? [];
  return {
    ...schema,
    properties: Object.fromEntries(Object.entries(properties).filter(([each]) => !flat.includes(each))),
  };
}

async function cpu(): Promise<void> {
  const connector: Run[] = [];
  const bare: Run[] = [];
  const ruled: Run[] = [];
  await compareData();
  await using server = await Server.start([...FAST, '--persons', `${persons}`]);
  const withRules = await read(server, STREAMS, PRIVACY);
  const command = await read(server);
  const warm = await measure(command);
  const log = await server.log();
  const loop = await bareLoop(server, log);
  const warmBare = await measure(loop);
  const bareRequests = (await server.log()).length;
  say(`  ${warm.records} records in ${log.length} requests (the bare loop: ${warmBare.records} in ${bareRequests})`);
  if (warm.records !== warmBare.records || log.length !== bareRequests)
    throw new Error('The bare loop does not do the same work as the connector.');
  const warmRuled = await measure(withRules);
  if (warm.records !== warmRuled.records) throw new Error('Rules change the number of records.');
  for (let run = 0; run < runs; run++) {
    connector.push(await measure(command));
    bare.push(await measure(loop));
    ruled.push(await measure(withRules));
    await server.forget();
  }
  const cpuOf = (all: readonly Run[]) => all.map(({ usage }) => usage.cpuSeconds);
  const peakOf = (all: readonly Run[]) => median(all.map(({ usage }) => usage.peakMegabytes));
  /** Run by run: a busy machine slows both. */
  const times = (all: readonly Run[], others: readonly Run[]) =>
    median(cpuOf(all).map((seconds, run) => seconds / (cpuOf(others)[run] ?? Number.NaN)));
  report('CPU of the bare loop', median(cpuOf(bare)), 's');
  report('CPU of the connector', median(cpuOf(connector)), 's');
  report('CPU, times the bare loop', times(connector, bare), 'x', { atMost: 1.3 });
  report('CPU with twenty privacy rules, times without', times(ruled, connector), 'x', { atMost: 1.25 });
  report('peak memory of the bare loop', peakOf(bare), 'MB');
  report('peak memory of the connector', peakOf(connector), 'MB', { atMost: 140 });
  report('records a second', median(connector.map(({ records, seconds }) => records / seconds)), '/s');
}

/** Throws unless the bare loop prints what the connector prints. */
async function compareData(): Promise<void> {
  await using server = await Server.start([...FAST, '--persons', '200']);
  const ofConnector = await recordsOf(await read(server));
  const ofLoop = await recordsOf(await bareLoop(server, await server.log()));
  const other = ofLoop.find((record, index) => record !== ofConnector[index]);
  if (other !== undefined || ofLoop.length !== ofConnector.length)
    throw new Error(`The bare loop prints different records from the connector: ${other ?? 'fewer'}`);
}

/** The command line of the bare loop that does what the connector did. */
async function bareLoop(server: Server, log: readonly LoggedRequest[]): Promise<string[]> {
  const schemas = await discover(file('config.json', server.config));
  await server.forget();
  return [BARE_LOOP, file('bare_plan.json', barePlan(log, server.config, schemas, CONCURRENCY))];
}

async function memory(): Promise<void> {
  const peaks: number[] = [];
  for (const many of [persons, persons * 10]) {
    await using server = await Server.start([...FAST, '--persons', `${many}`]);
    const { records, usage } = await measure(await read(server));
    peaks.push(usage.peakMegabytes);
    say(`  ${records} records`);
    report(`peak memory with ${many} persons`, usage.peakMegabytes, 'MB', many === persons ? { atMost: 140 } : {});
  }
  const [few = Number.NaN, many = Number.NaN] = peaks;
  report('peak memory with ten times as many, times', many / few, 'x', { atMost: 1.05 });
}

async function start(): Promise<void> {
  const times: Record<'node' | 'spec' | 'check' | 'waiting', number[]> = { node: [], spec: [], check: [], waiting: [] };
  await using server = await Server.start([...FAST, '--persons', '50']);
  const config = file('config.json', server.config);
  await timed([CONNECTOR, 'check', '--config', config]);
  for (let run = 0; run < 4 * runs; run++) {
    await server.forget();
    times.node.push(await timed(['-e', '0']));
    times.spec.push(await timed([CONNECTOR, 'spec']));
    times.check.push(await timed([CONNECTOR, 'check', '--config', config]));
    times.waiting.push(answering(await server.log()));
  }
  const node = median(times.node);
  const check = median(times.check.map((ms, run) => ms - (times.waiting[run] ?? 0)));
  report('node -e 0', node, 'ms');
  report('spec', median(times.spec), 'ms');
  report('spec, times node -e 0', median(times.spec) / node, 'x', { atMost: 3 });
  report('check, without the time that the server takes', check, 'ms');
  report('check, times node -e 0', check / node, 'x', { atMost: 6 });
}

/** Milliseconds in which the server had a request to answer. */
function answering(log: readonly LoggedRequest[]): number {
  let sum = 0;
  let until = 0;
  for (const { at, ms } of log.toSorted((a, b) => a.at - b.at)) {
    sum += Math.max(0, at + ms - Math.max(at, until));
    until = Math.max(until, at + ms);
  }
  return sum;
}

async function flight(): Promise<void> {
  await using server = await Server.start(['--persons', '1000', '--no-limits', '--latency', `${LATENCY_MS}`]);
  await measure(await read(server));
  const log = await server.log();
  const share = inFlight(log) / CONCURRENCY;
  report(`requests in flight at ${LATENCY_MS} ms, of ${CONCURRENCY}`, 100 * share, '%', { atLeast: 90 });
}

/**
 * Parallel requests on average, from the first to the start of the last: that long there was something left to request.
 */
function inFlight(log: readonly LoggedRequest[]): number {
  const from = Math.min(...log.map(({ at }) => at));
  const to = Math.max(...log.map(({ at }) => at));
  const busy = log.reduce((sum, { at, ms }) => sum + Math.min(at + ms, to) - at, 0);
  return busy / (to - from);
}

async function pace(): Promise<void> {
  // One request per person exercises the faster bucket, attendances by the page the slower one.
  const rates: Record<string, number> = { employments: 30, attendance_periods: 10 };
  const limits = { rates: { ...rates, default: 30 } };
  const options = ['--persons', '1000', '--attendances', '35', '--latency', '40', '--burst', `${BURST}`];
  const settings = ['--settings', JSON.stringify({ limits })];
  for (const headers of [true, false]) {
    const how = headers ? 'with headers' : 'without';
    await using server = await Server.start([...options, ...settings, ...(headers ? [] : ['--no-limit-headers'])]);
    await measure(await read(server, Object.keys(rates)));
    const log = await server.log();
    for (const [stream, rate] of Object.entries(rates)) {
      const own = log.filter((entry) => entry.stream === stream);
      const share = 100 * allowanceUsed(own, rate);
      report(`${rate}/s ${how}: of the allowance used`, share, '%', headers ? { atLeast: 90 } : {});
      const refused = own.filter(({ status }) => status === 429).length;
      const limit = headers ? 1 : 5;
      report(`${rate}/s ${how}: refused`, (100 * refused) / own.length, '%', { atMost: limit });
    }
  }
}

/** How much was requested of what the bucket grants after its burst. */
function allowanceUsed(log: readonly LoggedRequest[], rate: number): number {
  const granted = log.filter(({ status }) => status !== 429).map(({ at }) => at);
  granted.sort((a, b) => a - b);
  const from = granted[BURST];
  const to = granted.at(-1);
  if (from === undefined || to === undefined) return Number.NaN;
  return (granted.length - 1 - BURST) / ((rate * (to - from)) / 1000);
}

async function main(): Promise<void> {
  if (values.help) return say(HELP);
  const unknown = positionals.filter((name) => !Object.hasOwn(SECTIONS, name));
  if (unknown.length > 0 || !(runs >= 1) || !(persons >= 1)) throw new Error(HELP);
  const chosen =
    positionals.length > 0 ? positionals : Object.keys(SECTIONS).filter((name) => name !== 'memory' || values.large);
  await prepare();
  for (const name of chosen) {
    say(`${name} …`);
    await SECTIONS[name]?.();
  }
  if (isMissed) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
