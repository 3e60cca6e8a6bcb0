// Shows the destination at work without a Personio account: `npm run demo:write`. The sandbox takes Personio's place, and
// the program is the one that people and platforms run. Exits with 1 unless every row is written, and written once.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { counted } from '../src/counted.ts';
import { wrapped } from '../src/printable.ts';
import { catalogOf, messagesOf, sheets } from './demo_write/rows.ts';

const PROGRAM = path.resolve(import.meta.dirname, '../dist/destination.js');
const WIDTH = 100;
const PERSONS = 8;
const LATENCY_MS = 40;
/** The sandbox shows at once what was created. */
const SETTLE_SECONDS = 1;
/** What a dry run shows to people at a terminal only, it shows here wherever the demo runs. */
const AS_AT_A_TERMINAL = ['--import', 'data:text/javascript,process.stderr.isTTY=true'];

interface Ran {
  readonly code: number;
  readonly writes: number;
  readonly states: number;
}

const say = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

async function main(sandbox: Sandbox, folder: string): Promise<string[]> {
  const file = (name: string, content: string): string => {
    writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  const all = sheets(String(sandbox.rows('persons')[0]?.email));
  const rows = messagesOf(all);
  const catalog = file('catalog.json', JSON.stringify(catalogOf(all)));

  const write = async (config: string, settings: object): Promise<Ran> => {
    say(`\n$ destination-personio write --config ${config} --catalog catalog.json < rows.jsonl\n`);
    sandbox.resetWrites();
    const given = { ...sandbox.config, settle_seconds: SETTLE_SECONDS, ...settings };
    const args = ['write', '--config', file(config, JSON.stringify(given)), '--catalog', catalog];
    // The settings of this machine, such as a proxy, are not meant for the sandbox.
    const child = spawn(process.execPath, [...AS_AT_A_TERMINAL, PROGRAM, ...args], { env: { PATH: process.env.PATH } });
    child.stdin.end(`${rows.join('\n')}\n`);
    child.stderr.pipe(process.stdout, { end: false });
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    const messages = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const { log, trace } of messages) if (log || trace?.error) say(wrapped((log ?? trace.error).message, WIDTH));
    const writes = sandbox.writes.length;
    say(`\nThe sandbox received ${counted(writes, 'write')}.`);
    return { code, writes, states: messages.filter(({ type }) => type === 'STATE').length };
  };

  say(`The sandbox takes Personio's place: ${PERSONS} invented people, on this machine only.`);
  say('These rows are to be in it:');
  for (const [stream, sheet] of Object.entries(all)) say(`\n${stream}${sheet.replaceAll('\n', '\n  ')}`);

  say('\nFirst a dry run: what every row would change, old → new.');
  const dry = await write('dry_run.json', { dry_run: true });
  say('\nNow for real:');
  const real = await write('config.json', {});
  say('\nThe same rows once more, as after a crash or by mistake:');
  const again = await write('config.json', {});

  const twice = [...sandbox.creations].filter(([, count]) => count > 1);
  return [
    ...(dry.writes > 0 ? ['the dry run wrote'] : []),
    ...(real.writes === 0 ? ['nothing was written'] : []),
    ...(again.writes > 0 ? ['equal rows were written again'] : []),
    ...(twice.length > 0 ? ['something was created twice'] : []),
    ...(dry.states > 0 ? ['the dry run confirmed states'] : []),
    ...[real, again].filter(({ states }) => states < Object.keys(all).length).map(() => 'states are missing'),
    ...[dry, real, again].filter(({ code }) => code !== 0).map(({ code }) => `a run ended with ${code}`),
  ];
}

const folder = mkdtempSync(path.join(tmpdir(), 'destination-personio-'));
const sandbox = await startSandbox({
  port: 0,
  persons: PERSONS,
  attendances: 0,
  latencyMs: LATENCY_MS,
  limits: { on: false },
});
try {
  const problems = await main(sandbox, folder);
  if (problems.length > 0) throw new Error(`The demo found a fault: ${problems.join('; ')}.`);
  say(
    `\n${wrapped('With your own account: docs/integrations/destinations/personio.md begins with a spreadsheet of new hires.', WIDTH)}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
  await sandbox.close();
}
