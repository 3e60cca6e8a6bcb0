import { expect } from 'vitest';
import { RESOURCES } from '../../sandbox/resources/index.ts';
import { withoutName } from '../../src/errors.ts';
import { allStreams } from '../../src/streams/index.ts';
import type { AnyMessage, Json, Run } from '../connector.ts';
import { STOLEN } from './elsewhere.ts';
import type { Held } from './held.ts';
import type { Failure, Place, Step } from './scenario.ts';

export interface Finished {
  readonly run: Run;
  readonly step: Step;
  readonly place: Place;
  readonly held: Held;
  /** Nothing was read before. */
  readonly first: boolean;
  readonly seconds: number;
  readonly catalog: Json;
  readonly config: Json;
}

const SANDBOX_HAS = new Set(RESOURCES.map(({ stream }) => stream));
/** Links of the API, and values that it sends only on request, as the connector does. */
const NOT_COMPARED = new Set(['_meta', 'parent_chain']);
const RETRY_WORTHY_FIRST = ['transient_error', 'system_error', 'config_error'];

/** Checks what holds for every run, whatever the trouble, and the expected outcome of this one. */
export function inspect(finished: Finished): void {
  const { run, step, place, held, seconds } = finished;
  const fails = step.fails ?? {};
  const streams = namesIn(finished.catalog);
  // The run took longer, and its server was stopped: what it says then means nothing.
  if (step.seconds !== undefined) expect(seconds, 'seconds that the run took').toBeLessThan(step.seconds);
  lines(run);
  expect(run.stderr, 'stderr').toBe('');
  expect(failuresOf(run), 'errors and their types').toEqual(
    Object.fromEntries(Object.entries(fails).map(([stream, { type }]) => [stream, type])),
  );
  expect(run.exit, 'exit code').toBe(Object.keys(fails).length === 0 ? 0 : 1);
  errors(run, fails);
  secrets(run, finished);

  held.add(run, streams);
  if ('' in fails) return void step.and?.(run, place);
  for (const stream of streams) {
    order(run, stream, stream in fails ? 'INCOMPLETE' : 'COMPLETE');
    if (!step.partial) records(finished, stream, fails[stream]);
  }
  step.and?.(run, place);
}

/** Every line is valid JSON, even for readers that break lines where Unicode does. */
function lines({ stdout }: Run): void {
  expect(stdout === '' || stdout.endsWith('\n'), 'the last line is whole').toBe(true);
  expect(/[\u0085\u2028\u2029\r\v\f]/.test(stdout), 'line breaks other than \\n').toBe(false);
  for (const line of stdout.split('\n').slice(0, -1)) expect(() => JSON.parse(line), line.slice(0, 200)).not.toThrow();
}

/** One error for each stream that fails, after all streams have ended, temporary ones first. */
function errors(run: Run, fails: Readonly<Record<string, Failure>>): void {
  const ends = run.messages.map((message, index) => (statusIn(message) === undefined ? -1 : index));
  const at = run.messages.map((message, index) => (isError(message) ? index : Number.POSITIVE_INFINITY));
  expect(Math.max(-1, ...ends), 'no status after the first error').toBeLessThan(Math.min(...at));
  const order = run.errors.map(({ failure_type }) => RETRY_WORTHY_FIRST.indexOf(failure_type));
  expect(order, 'order of the errors').toEqual(order.toSorted((a, b) => a - b));
  for (const { message, stream_descriptor } of run.errors) {
    const failure = fails[stream_descriptor?.name ?? ''];
    for (const words of failure?.says ?? []) expect(message).toMatch(words);
    if (stream_descriptor) {
      expect(isExplained(run, stream_descriptor.name, message), `${stream_descriptor.name}: its reason`).toBe(true);
    }
  }
}

/** The log says why a stream failed: of itself, of another with the same reason, or of all streams. */
function isExplained(run: Run, stream: string, message: string): boolean {
  const warnings = run.logs('WARN');
  const asOther = `${stream} is incomplete for the same reason as `;
  const other = warnings.find((text) => text.startsWith(asOther))?.slice(asOther.length, -1);
  return (
    warnings.includes(`${other ?? stream} is incomplete: ${withoutName(message, stream)}`) ||
    warnings.includes(`No stream was read. ${message}`)
  );
}

/** Neither the secret nor a token, and nothing of an unrelated server. */
function secrets({ stdout }: Run, { config }: Finished): void {
  const secret = String(config.client_secret);
  expect(stdout.includes(secret), 'the secret').toBe(false);
  expect(/papi-[\w-]{43}/.test(stdout), 'a token').toBe(false);
  expect(stdout.includes(STOLEN), 'records of another server').toBe(false);
}

/** STARTED, the rest, one end, and nothing after it; the states count the records. */
function order(run: Run, stream: string, end: 'COMPLETE' | 'INCOMPLETE'): void {
  const statuses = run.statuses(stream);
  expect([statuses[0], statuses.at(-1)], `${stream}: first and last status`).toEqual(['STARTED', end]);
  const own = run.messages.filter((message) => streamOf(message) === stream);
  const ended = own.findIndex((message) => ['COMPLETE', 'INCOMPLETE'].includes(statusIn(message) ?? ''));
  expect(ended, `${stream}: messages after its end`).toBe(own.length - 1);
  const counted = run.states(stream).reduce((sum, { recordCount }) => sum + recordCount, 0);
  expect(counted, `${stream}: records that its states count`).toBe(run.records(stream).length);
  if (end === 'INCOMPLETE') return;
  expect(run.states(stream).length, `${stream}: states`).toBeGreaterThan(0);
  const told = run.logs('INFO').filter((text) => text.startsWith(`${stream}: requested `));
  expect(told.length, `${stream}: summaries`).toBe(1);
  expect(own.at(-2)?.type, `${stream}: the last message before the end`).toBe('STATE');
}

/** Everything that the account has, except what a failed stream names; nothing that it does not have. */
function records(finished: Finished, stream: string, failure: Failure | undefined): void {
  const { run, step, place, held, first } = finished;
  if (!SANDBOX_HAS.has(stream)) return;
  const truth = place.sandbox.ids(stream).sort();
  const came = run.keys(stream);
  if (first && !step.repeats) expect(came.length, `${stream}: records that came twice`).toBe(new Set(came).size);
  if (failure === undefined) {
    if (first && !step.repeats) expect(came, `${stream}: keys`).toEqual(truth);
    expect(held.keys(stream), `${stream}: keys in the destination`).toEqual(truth);
    expect(altered(finished, stream), `${stream}: members that are not the account's`).toEqual([]);
    return;
  }
  const known = new Set(truth);
  expect(
    held.keys(stream).filter((key) => !known.has(key)),
    `${stream}: invented`,
  ).toEqual([]);
  if (!step.during) expect(altered(finished, stream), `${stream}: members that are not the account's`).toEqual([]);
  const lacking = step.lacks?.(place)[stream];
  if (lacking === undefined) return;
  expect(held.keys(stream), `${stream}: everything except what is named`).toEqual(
    truth.filter((key) => !lacking.includes(key)),
  );
}

/** Where the destination differs from the account, in the members that the catalog selects. */
function altered({ step, place, held, catalog }: Finished, stream: string): string[] {
  const { sandbox } = place;
  // These troubles alter the data; the scenarios themselves say what to expect.
  if (sandbox.settings.trouble.some(({ act }) => act.kind === 'records') || step.alters) return [];
  const chosen = chosenIn(catalog, stream);
  const keys = sandbox.ids(stream);
  const { renamed = {} } = allStreams().find(({ name }) => name === stream) ?? {};
  return sandbox.rows(stream).flatMap((row, index) => {
    const key = keys[index] ?? '';
    const ours = held.get(stream, key);
    if (ours === undefined) return [];
    return Object.entries(row)
      .map(([name, value]): [string, unknown] => [renamed[name] ?? name, value])
      .filter(([name]) => !NOT_COMPARED.has(name) && (chosen?.includes(name) ?? true))
      .map(([name, value]) => [name, JSON.stringify(ours[name]), JSON.stringify(value)])
      .filter(([, is, should]) => is !== should)
      .map(([name, is, should]) => `${key}: ${name} is ${is}, in the account ${should}`);
  });
}

/** The names of the selected columns; undefined if all are. */
function chosenIn(catalog: Json, name: string): string[] | undefined {
  const streams = (catalog.streams ?? []) as { stream: { name: string; json_schema?: { properties?: Json } } }[];
  const { properties } = streams.find(({ stream }) => stream.name === name)?.stream.json_schema ?? {};
  return properties && Object.keys(properties);
}

function failuresOf(run: Run): Record<string, string> {
  return Object.fromEntries(
    run.errors.map(({ stream_descriptor, failure_type }) => [stream_descriptor?.name ?? '', failure_type]),
  );
}

function namesIn(catalog: Json): string[] {
  const streams = (catalog.streams ?? []) as { stream: { name: string } }[];
  return [...new Set(streams.map(({ stream }) => stream.name))];
}

const isError = (message: AnyMessage): boolean => message.type === 'TRACE' && message.trace.type === 'ERROR';

function statusIn(message: AnyMessage): string | undefined {
  return message.type === 'TRACE' && message.trace.type === 'STREAM_STATUS'
    ? message.trace.stream_status.status
    : undefined;
}

function streamOf(message: AnyMessage): string | undefined {
  if (message.type === 'RECORD') return message.record.stream;
  if (message.type === 'STATE') return message.state.stream.stream_descriptor.name;
  return message.type === 'TRACE' && message.trace.type === 'STREAM_STATUS'
    ? message.trace.stream_status.stream_descriptor.name
    : undefined;
}
