import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Sandbox } from '../../../sandbox/server.ts';
import type { CatalogEntry, Message } from '../../airbyte/protocol.ts';
import { shownNumber } from '../../counted.ts';
import { isImage } from '../../environment.ts';
import { ConnectorError } from '../../errors.ts';
import { wrapped } from '../../printable.ts';
import type { Command } from '../command.ts';
import { type CommandLine, type Way, wayHere } from '../ways.ts';
import { runProgram } from './child.ts';
import { showFigures } from './figures.ts';
import { Tally } from './tally.ts';

const WIDTH = 78;
/** A company of some size, with enough absences and hours for charts. */
export const ACCOUNT = { persons: 120, absences: 8, attendances: 24 };
export const CHANGES = { count: 12 };
/** As on the internet. Rate limits are off, so that nobody has to wait for them. */
const LATENCY_MS = 40;

const WHY_MORE =
  'The other records come from short lists, which are always read in full, and from the last day, which is read again because changes may arrive late.';

/** The streams and columns of which the demo shows some rows. */
const SHOWN = [
  { stream: 'persons', columns: 'first_name,last_name,status,dynamic_700102' },
  { stream: 'employments', columns: 'person_id,position_title,weekly_working_hours' },
  { stream: 'absence_periods', columns: 'person_id,starts_on,ends_on' },
];

/**
 * Shows the program at work without a Personio account. The sandbox takes Personio's place, and the commands are those
 * that people and platforms run. Fails unless every record of the sandbox is read.
 */
export const demo: Command = async (out, _flags, signal) => {
  const { startSandbox } = await import('../../../sandbox/server.ts');
  const folder = folderForFiles();
  const sandbox = await startSandbox({ ...ACCOUNT, latencyMs: LATENCY_MS, limits: { on: false } });
  try {
    const say = (text: string) => out.sink.write(`${text}\n`);
    const problems = await show({ sandbox, folder, say, signal });
    if (problems.length > 0)
      throw new ConnectorError('system_error', `The demo found a fault: ${problems.join('; ')}.`);
    await say(nextSteps(wayHere()));
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await sandbox.close();
  }
};

function folderForFiles(): string {
  try {
    return mkdtempSync(path.join(tmpdir(), 'source-personio-'));
  } catch {
    const hint = isImage() ? 'add --tmpfs /tmp' : 'set TMPDIR';
    throw new ConnectorError('config_error', `The demo cannot write to ${tmpdir()}: ${hint}.`);
  }
}

interface Stage {
  readonly sandbox: Sandbox;
  /** For the files that the commands need. */
  readonly folder: string;
  readonly say: (text: string) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Returns the problems found. */
async function show({ sandbox, folder, say, signal }: Stage): Promise<string[]> {
  const file = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const withConfig = ['--config', file('config.json', JSON.stringify(sandbox.config))];
  const run = (args: readonly string[]) => runProgram([...args, ...withConfig], signal);

  await say(`The sandbox takes Personio's place: ${ACCOUNT.persons} invented people, on this machine only.\n`);
  await say('$ source-personio check');
  for await (const line of run(['check'])) {
    const message = JSON.parse(line) as Message;
    if (message.type === 'CONNECTION_STATUS') await say(wrapped(message.connectionStatus.message, WIDTH));
  }
  for (const { stream, columns } of SHOWN) {
    const [rows, choice] = [
      ['preview', '--stream', stream, '--limit', '3'],
      ['--columns', columns],
    ];
    await say(`\n$ ${oneLine([`source-personio ${rows.join(' ')}`, choice.join(' ')])}`);
    for await (const line of run([...rows, ...choice])) await say(line);
  }

  await say('\n$ source-personio discover > discovered.jsonl');
  const discovered = await Array.fromAsync(run(['discover']));
  const streams = discovered.map((line) => JSON.parse(line) as Message).flatMap(streamsIn);
  const catalog = ['--catalog', file('discovered.jsonl', discovered.join('\n'))];
  const files: string[] = [];
  const read = async (output: string, typed: CommandLine, args: readonly string[]): Promise<Tally> => {
    await say(`\n$ ${oneLine(typed)}`);
    sandbox.resetRequests();
    const from = performance.now();
    const lines = await Array.fromAsync(run(['read', ...args]));
    const seconds = ((performance.now() - from) / 1000).toFixed(1);
    const requests = shownNumber(sandbox.requests.length);
    files.push(file(output, lines.join('\n')));
    const tally = new Tally(streams, lines);
    await say(
      `${shownNumber(tally.records)} records from ${streams.length} streams in ${seconds} s, with ${requests} requests.`,
    );
    return tally;
  };

  const first = await read(
    'first.jsonl',
    ['source-personio read --catalog discovered.jsonl', '> first.jsonl'],
    catalog,
  );
  const problems = first.differences(sandbox.truth());
  if (problems.length === 0) await say('Every record of the sandbox arrived exactly once.');
  const changes = changedIn(sandbox, streams);
  await say(`\nNow ${changes.length} records are changed or added in the sandbox.`);
  const second = await read(
    'second.jsonl',
    ['source-personio read --catalog discovered.jsonl', '--state first.jsonl > second.jsonl'],
    [...catalog, '--state', ...files],
  );
  const missed = changes.filter(([stream, key]) => !second.has(stream, key));
  problems.push(...missed.map(([stream]) => `${stream}: a change was missed`));
  if (missed.length === 0) await say(wrapped(`All ${changes.length} changes are among them. ${WHY_MORE}`, WIDTH));
  if (problems.length === 0) await showFigures({ files, streams, persons: ACCOUNT.persons, say, width: WIDTH });
  return problems;
}

const streamsIn = (message: Message): readonly CatalogEntry[] =>
  message.type === 'CATALOG' ? message.catalog.streams : [];

/** Changes some records, and returns stream and key of those that are in a stream. */
function changedIn(sandbox: Sandbox, streams: readonly CatalogEntry[]): [string, string][] {
  const { updated, inserted } = sandbox.change(CHANGES);
  const ofStreams = (changed: object) =>
    Object.entries(changed as Record<string, string[]>).filter(([name]) => streams.some((each) => each.name === name));
  return [...ofStreams(updated), ...ofStreams(inserted)].flatMap(([name, keys]) =>
    keys.map((key): [string, string] => [name, key]),
  );
}

function nextSteps({ sandbox, run, own }: Way): string {
  const steps: [string, CommandLine][] = [
    ['Start a sandbox of your own, and leave it running:', sandbox],
    ['In another terminal, look at its people:', run('preview')],
    ['Read the streams that most people want:', run('read', 'records.jsonl')],
  ];
  const lines = steps.map(([what, parts]) => `  ${what}\n    ${oneLine(parts)}`);
  return `\nWhat to type next:\n\n${lines.join('\n\n')}\n\n${wrapped(own, WIDTH)}`;
}

/** On one line if that fits with an indent. */
function oneLine(parts: CommandLine): string {
  const line = parts.join(' ');
  return line.length <= WIDTH - 4 ? line : parts.join(' \\\n      ');
}
