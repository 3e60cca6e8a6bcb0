// Measures the connector beside what it could be at best: `npm run bench`, or `npm run bench -- cpu pace` for some
// sections only. Prints each figure with its target; ends with 1 if one is missed.

import { parseArgs } from 'node:util';
import type { LoggedRequest } from '../sandbox/http/request_log.ts';
import { fixedSchema } from '../src/account/available.ts';
import type { BarePlan } from './bench/bare_loop.ts';
import { BARE_LOOP, CONNECTOR, file, measure, prepare, type Run, timed } from './bench/programs.ts';
import { Server } from './bench/server.ts';
import { columns } from './columns.ts';

const HELP = `Measures the connector: npm run bench -- [sections] [options]

  cpu      processor time and peak memory for 150,000 records of 10,000 persons, beside a bare loop; the same with
           twenty privacy rules
  memory   peak memory for ten times as many persons, beside the first (with --large only, some minutes)
  start    how long spec and check take to run, beside node -e 0
  flight   requests in flight at 80 ms each
  pace     how much of the rate limit's allowance is used, and how much is refused

  --runs N       runs of which the median counts (5; start: four times as many)
  --persons N    persons of cpu (10000)
  --large        memory as well
`;

const SECTIONS = ['cpu', 'memory', 'start', 'flight', 'pace'];
const CONCURRENCY = 10;
const BURST = 100;
const LATENCY_MS = 80;

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

/** A line of the result. Figures without a limit are there for comparison. */
interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

const figures: Figure[] = [];

function add(what: string, value: number, unit: string, limit: { atMost?: number; atLeast?: number } = {}): void {
  figures.push({ what, value, unit, ...limit });
  say(`  ${what}: ${format(value, unit)}`);
}

const say = (text: string): void => console.log(text);
const format = (value: number, unit: string): string =>
  `${unit === 'MB' || unit === 'ms' ? value.toFixed(0) : value.toFixed(2)} ${unit}`;
const missed = ({ value, atMost = Number.POSITIVE_INFINITY, atLeast = 0 }: Figure): boolean =>
  value > atMost || value < atLeast;

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

const medianOf = (all: readonly Run[], value: (run: Run) => number): number => median(all.map(value));

function catalog(streams?: readonly string[]): string {
  const names = streams ?? [
    'persons',
    'employments',
    'absence_types',
    'absence_periods',
    'attendance_periods',
    'projects',
    'project_members',
    'org_units',
    'workplaces',
    'cost_centers',
    'legal_entities',
    'compensations',
    'compensation_types',
  ];
  return file('catalog.json', {
    // The fields that every account has: the bare loop makes no columns of attributes either.
    streams: names.map((name) => ({ stream: { name, json_schema: fixedSchema({ name }) }, sync_mode: 'full_refresh' })),
  });
}

function read(server: Server, streams?: readonly string[], privacy?: typeof PRIVACY): string[] {
  const settings = { ...server.config, max_concurrency: CONCURRENCY, ...(privacy && { privacy }) };
  const config = file(privacy ? 'private_config.json' : 'config.json', settings);
  return [CONNECTOR, 'read', '--config', config, '--catalog', catalog(streams)];
}

/** Runs `work` with a sandbox that has these options. */
async function withServer(options: readonly string[], work: (server: Server) => Promise<void>): Promise<void> {
  const server = await Server.start(options);
  try {
    await work(server);
  } finally {
    await server.stop();
  }
}

/** The requests of the connector's own read, without what follows from them: next links, and one list per parent. */
function barePlan(log: readonly LoggedRequest[], server: Server): BarePlan {
  const starts = log
    .filter(({ query }) => !query.includes('cursor='))
    .map(({ stream, route, path, query }) => ({
      stream: stream ?? '',
      route,
      target: query === '' ? path : `${path}?${query}`,
      query,
    }));
  const lists = starts
    .filter(({ route }) => !route.includes('{'))
    .map((list, _, all) => ({ ...list, halved: all.some((other) => isPartOf(other, list)) }));
  const children = new Map(starts.filter(({ route }) => route.includes('{')).map((start) => [start.stream, start]));
  const childLists = [...children.values()].map(({ stream, route, query }) => {
    const parent = lists.findLastIndex((list) => list.route === route.slice(0, route.indexOf('/{')));
    // One reading of the parents was for their children alone.
    const [own] = lists.splice(parent, 1);
    const target = `${route.replace(/\{\w+\}/, '{id}')}?${query}`;
    return { stream, parent: own?.target ?? '', target };
  });
  const { api_url: url, client_id: clientId, client_secret: clientSecret } = server.config;
  return { url, clientId, clientSecret, concurrency: CONCURRENCY, lists, children: childLists };
}

/** True for a window within another one of the same list: of that, only the first page was asked for. */
function isPartOf(one: { route: string; query: string }, other: { route: string; query: string }): boolean {
  const [part, whole] = [windowOf(one), windowOf(other)];
  return part.list === whole.list && one.query !== other.query && whole.from <= part.from && part.to <= whole.to;
}

function windowOf({ route, query }: { route: string; query: string }) {
  const parameters = [...new URLSearchParams(query)];
  const bound = (suffix: string) => parameters.find(([name]) => name.endsWith(suffix))?.[1];
  const others = parameters.filter(([name]) => !/\.[gl]te?$/.test(name));
  return { list: JSON.stringify([route, others]), from: bound('.gte') ?? '', to: bound('.lte') ?? '9' };
}

async function cpu(): Promise<Run[]> {
  const connector: Run[] = [];
  const bare: Run[] = [];
  const ruled: Run[] = [];
  await withServer(['--persons', `${persons}`, '--no-limits', '--no-gzip'], async (server) => {
    const command = read(server);
    const withRules = read(server, undefined, PRIVACY);
    const warm = await measure(command);
    // It asks v1 which attributes there are; the bare loop has no columns to type.
    const log = (await server.log()).filter(({ path }) => path.startsWith('/v2/'));
    const plan = file('bare_plan.json', barePlan(log, server));
    await server.forget();
    const warmBare = await measure([BARE_LOOP, plan]);
    const bareRequests = (await server.log()).length;
    say(`  ${warm.records} records in ${log.length} requests (the bare loop: ${warmBare.records} in ${bareRequests})`);
    if (warm.records !== warmBare.records || log.length !== bareRequests)
      throw new Error('The bare loop does other work than the connector.');
    const warmRuled = await measure(withRules);
    if (warm.records !== warmRuled.records) throw new Error('Rules change the number of records.');
    for (let run = 0; run < runs; run++) {
      connector.push(await measure(command));
      bare.push(await measure([BARE_LOOP, plan]));
      ruled.push(await measure(withRules));
      await server.forget();
    }
  });
  const ours = medianOf(connector, ({ usage }) => usage.cpuSeconds);
  const theirs = medianOf(bare, ({ usage }) => usage.cpuSeconds);
  const ratios = connector.map(({ usage }, index) => usage.cpuSeconds / (bare[index]?.usage.cpuSeconds ?? Number.NaN));
  const shares = ruled.map(({ usage }, index) => usage.cpuSeconds / (connector[index]?.usage.cpuSeconds ?? Number.NaN));
  add('CPU of the bare loop', theirs, 's');
  add('CPU of the connector', ours, 's');
  add('CPU, times the bare loop', median(ratios), 'x', { atMost: 1.6 });
  add('CPU with twenty privacy rules, times without', median(shares), 'x', { atMost: 1.25 });
  add(
    'peak memory of the bare loop',
    medianOf(bare, ({ usage }) => usage.peakMegabytes),
    'MB',
  );
  add(
    'peak memory of the connector',
    medianOf(connector, ({ usage }) => usage.peakMegabytes),
    'MB',
    { atMost: 160 },
  );
  add('records a second', (connector[0]?.records ?? 0) / medianOf(connector, ({ seconds }) => seconds), '/s');
  return connector;
}

async function memory(): Promise<void> {
  const many = persons * 10;
  await withServer(['--persons', `${many}`, '--no-limits', '--no-gzip'], async (server) => {
    const { records, usage } = await measure(read(server));
    say(`  ${records} records`);
    add(`peak memory with ${many} persons`, usage.peakMegabytes, 'MB', { atMost: 160 });
  });
}

async function start(): Promise<void> {
  const times: Record<'node' | 'spec' | 'check' | 'waiting', number[]> = { node: [], spec: [], check: [], waiting: [] };
  await withServer(['--persons', '50', '--no-limits', '--no-gzip'], async (server) => {
    const config = file('config.json', server.config);
    await timed([CONNECTOR, 'check', '--config', config]);
    for (let run = 0; run < 4 * runs; run++) {
      await server.forget();
      times.node.push(await timed(['-e', '0']));
      times.spec.push(await timed([CONNECTOR, 'spec']));
      times.check.push(await timed([CONNECTOR, 'check', '--config', config]));
      times.waiting.push(answering(await server.log()));
    }
  });
  const node = median(times.node);
  const check = median(times.check.map((ms, run) => ms - (times.waiting[run] ?? 0)));
  add('node -e 0', node, 'ms');
  add('spec', median(times.spec), 'ms');
  add('spec, times node -e 0', median(times.spec) / node, 'x', { atMost: 3 });
  add('check, without the time that the server takes', check, 'ms');
  add('check, times node -e 0', check / node, 'x', { atMost: 6 });
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
  await withServer(['--persons', '1000', '--no-limits', '--latency', `${LATENCY_MS}`], async (server) => {
    await measure(read(server));
    const log = await server.log();
    const share = inFlight(log) / CONCURRENCY;
    add(`requests in flight at ${LATENCY_MS} ms, of ${CONCURRENCY}`, 100 * share, '%', { atLeast: 90 });
  });
}

/** Requests under way on average from the first to the beginning of the last: so long there was something left to ask. */
function inFlight(log: readonly LoggedRequest[]): number {
  const from = Math.min(...log.map(({ at }) => at));
  const to = Math.max(...log.map(({ at }) => at));
  const busy = log.reduce((sum, { at, ms }) => sum + Math.min(at + ms, to) - at, 0);
  return busy / (to - from);
}

async function pace(): Promise<void> {
  // One request a person meets the faster bucket, attendances by the page the slower one.
  const rates: Record<string, number> = { employments: 30, attendance_periods: 10 };
  const limits = { rates: { ...rates, default: 30 } };
  const options = ['--persons', '1000', '--attendances', '35', '--latency', '40', '--burst', `${BURST}`];
  const settings = ['--settings', JSON.stringify({ limits })];
  for (const headers of [true, false]) {
    const how = headers ? 'with headers' : 'without';
    await withServer([...options, ...settings, ...(headers ? [] : ['--no-limit-headers'])], async (server) => {
      await measure(read(server, Object.keys(rates)));
      const log = await server.log();
      for (const [stream, rate] of Object.entries(rates)) {
        const own = log.filter((entry) => entry.stream === stream);
        const share = 100 * allowanceUsed(own, rate);
        add(`${rate}/s ${how}: of the allowance used`, share, '%', headers ? { atLeast: 90 } : {});
        const refused = own.filter(({ status }) => status === 429).length;
        const limit = headers ? 1 : 5;
        add(`${rate}/s ${how}: refused`, (100 * refused) / own.length, '%', { atMost: limit });
      }
    });
  }
}

/** Of what the bucket grants after its burst, how much was asked for. */
function allowanceUsed(log: readonly LoggedRequest[], rate: number): number {
  const granted = log.filter(({ status }) => status !== 429).map(({ at }) => at);
  granted.sort((a, b) => a - b);
  const from = granted[BURST];
  const to = granted.at(-1);
  if (from === undefined || to === undefined) return Number.NaN;
  return (granted.length - 1 - BURST) / ((rate * (to - from)) / 1000);
}

function table(): string {
  const rows = figures.map((figure) => {
    const { what, value, unit, atMost, atLeast } = figure;
    const target =
      atMost !== undefined ? `at most ${atMost} ${unit}` : atLeast !== undefined ? `at least ${atLeast} ${unit}` : '';
    return [what, target, target === '' ? '' : missed(figure) ? 'MISSED' : 'met', format(value, unit)];
  });
  return columns([['figure', 'target', '', 'measured'], ...rows], 3).join('\n');
}

async function main(): Promise<void> {
  if (values.help) return say(HELP);
  const unknown = positionals.filter((name) => !SECTIONS.includes(name));
  if (unknown.length > 0 || !(runs >= 1) || !(persons >= 1)) throw new Error(HELP);
  const chosen = positionals.length > 0 ? positionals : SECTIONS.filter((name) => name !== 'memory' || values.large);
  await prepare();
  const sections: Record<string, () => Promise<unknown>> = { cpu, memory, start, flight, pace };
  for (const name of chosen) {
    say(`${name} …`);
    await sections[name]?.();
  }
  say(`\n${table()}`);
  if (figures.some(missed)) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
