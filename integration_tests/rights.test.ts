import { afterAll, beforeAll, expect, test } from 'vitest';
import { Dice } from '../sandbox/data/dice.ts';
import { RESOURCES } from '../sandbox/resources/index.ts';
import type { Right as SandboxRight } from '../sandbox/rights.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { availableStreams } from '../src/account/available.ts';
import { Output } from '../src/airbyte/output.ts';
import { Asker } from '../src/commands/access/asker.ts';
import { isRefused } from '../src/commands/access/finding.ts';
import { survey } from '../src/commands/access/survey.ts';
import { verdictOf } from '../src/commands/access/verdict.ts';
import { withContext } from '../src/commands/context.ts';
import { preview } from '../src/commands/preview.ts';
import { parseConfig } from '../src/config/parse.ts';
import { ownScopes, RIGHTS, scopesOf } from '../src/streams/rights.ts';
import { GROUPS, type Stream } from '../src/streams/stream.ts';
import { file } from './connector.ts';
import { sync } from './in_process.ts';
import { FakeStdout } from './units/fake_stdout.ts';

// Whatever rights are missing, check, preview and read agree about each stream, and name the same right.

const NAMES = availableStreams({ extra_streams: GROUPS })
  .filter(({ service }) => !service.isFeed)
  .map(({ name }) => name);
const SCOPES = RIGHTS.map(({ scope }) => scope);
const MOST_REQUESTS = 24;
const { signal } = new AbortController();

let sandbox: Sandbox;
let config: string;

beforeAll(async () => {
  sandbox = await startSandbox({ persons: 3, attendances: 2, limits: { on: false } });
  config = file('config.json', settings());
});

afterAll(async () => {
  await sandbox.close();
});

const settings = () => ({ ...sandbox.config, extra_streams: [...GROUPS] });
const streams = () => availableStreams({ extra_streams: GROUPS }).filter(({ service }) => !service.isFeed);

/** Withdraws the rights from the credential, and grants all others. */
function withdraw(missing: readonly string[]): void {
  const refused = streams().filter((stream) => ownScopes(stream).some((scope) => missing.includes(scope)));
  const names = new Set(refused.map(({ name }) => name));
  const rightOf = (name: string): SandboxRight => (names.has(name) ? 'refused' : 'granted');
  sandbox.configure({ rights: Object.fromEntries(RESOURCES.map(({ right }) => [right, rightOf(right)])) });
}

/** The rights of the first endpoint that refuses: parents are requested before their children. */
function blamed(stream: Stream, missing: readonly string[]): string[] {
  const ofParent = stream.parent ? blamed(stream.parent.stream, missing) : [];
  const isRefusing = ownScopes(stream).some((scope) => missing.includes(scope));
  return ofParent.length > 0 || !isRefusing ? ofParent : ownScopes(stream);
}

async function errorsOfRead(): Promise<Map<string, string>> {
  const round = { config: settings(), names: NAMES, mode: 'full_refresh', state: '', dice: new Dice(1) } as const;
  const { stdout } = await sync(round);
  const traces = stdout.split('\n').filter((line) => line.includes('"type":"ERROR"'));
  return new Map(
    traces.map((line) => {
      const { error } = JSON.parse(line).trace;
      return [error.stream_descriptor.name, error.message];
    }),
  );
}

async function errorOfPreview(name: string): Promise<string | undefined> {
  const flags = { config, catalog: '', state: undefined, stream: name, limit: '1' };
  try {
    await preview(new Output(new FakeStdout()), flags as Parameters<typeof preview>[1], signal);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function checked() {
  sandbox.resetRequests();
  const found = await withContext(
    parseConfig(settings()),
    { out: new Output(new FakeStdout()), signal, mostRequests: MOST_REQUESTS },
    async ({ client, window }) => survey(streams(), new Asker(client, window, signal)),
  );
  return { found, verdict: verdictOf(found), requests: sandbox.requests.length };
}

/** Every set of one or two rights. */
const SUBSETS = SCOPES.flatMap((one, at) => [[one], ...SCOPES.slice(at + 1).map((other) => [one, other])]);

/** What check says about the streams and rights, compared with the errors of a read of all streams. */
async function compareCheck(missing: readonly string[], errors: ReadonlyMap<string, string>): Promise<void> {
  const without = `without ${missing.join(' and ')}`;
  const { found, verdict, requests } = await checked();
  expect(requests, without).toBeLessThanOrEqual(MOST_REQUESTS);
  for (const finding of found.streams) {
    const about = `${finding.stream.name} ${without}`;
    const rights = blamed(finding.stream, missing);
    const error = errors.get(finding.stream.name);
    if (rights.length === 0) {
      expect(error, about).toBeUndefined();
      expect(['readable', 'not_asked'], about).toContain(finding.verdict);
    } else {
      const named = SCOPES.filter((scope) => error?.includes(`"${scope}"`));
      expect(named.sort(), about).toEqual(rights.sort());
      expect(['refused', 'unavailable', 'not_asked'], about).toContain(finding.verdict);
      if (isRefused(finding)) expect(ownScopes(finding.at).sort(), about).toEqual(rights);
    }
  }
  for (const { right, state, waitsFor } of found.rights) {
    const about = `${right.scope} ${without}`;
    if (missing.includes(right.scope)) {
      expect(['missing', 'unavailable', 'not_tested'], about).toContain(state);
      expect(verdict.message, about).toContain(right.scope);
    } else expect(['granted', 'not_tested'], about).toContain(state);
    if (waitsFor) expect(missing, about).toContain(waitsFor.scope);
  }
  expect(verdict.status, without).toBe('SUCCEEDED');
  expect(verdict.message.length, without).toBeLessThanOrEqual(800);
}

/** Preview of the streams that lack a right; of all streams if only one right is missing. */
async function comparePreview(missing: readonly string[], errors: ReadonlyMap<string, string>): Promise<void> {
  const lacks = (stream: Stream) => scopesOf(stream).some((scope) => missing.includes(scope));
  for (const stream of streams().filter((each) => missing.length === 1 || lacks(each))) {
    const { name } = stream;
    expect(await errorOfPreview(name), `${name} without ${missing.join(' and ')}`).toBe(errors.get(name));
  }
}

test.each(SCOPES.map((scope) => [scope, SUBSETS.filter(([first]) => first === scope)] as const))(
  'without %s, alone and with each right after it, check and preview agree with read on every stream',
  async (_, subsets) => {
    for (const missing of subsets) {
      withdraw(missing);
      const errors = await errorsOfRead();
      await compareCheck(missing, errors);
      await comparePreview(missing, errors);
    }
  },
  120_000,
);
