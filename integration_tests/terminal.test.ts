import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { widthOf } from '../src/printable.ts';
import { file, Run, read } from './connector.ts';
import { canMakeTerminals, inTerminal, main } from './in_terminal.ts';
import { screen } from './screen.ts';

const streams = ['persons', 'employments', 'cost_centers', 'compensations'];
const catalog = file('catalog.json', {
  streams: streams.map((name) => ({
    stream: { name, json_schema: {} },
    sync_mode: 'full_refresh',
    destination_sync_mode: 'overwrite',
  })),
});

let sandbox: Sandbox;
let command: (name: string, ...args: string[]) => string;

beforeAll(async () => {
  sandbox = await startSandbox({
    persons: 120,
    latencyMs: 100,
    rights: { compensations: 'refused' },
    limits: { on: false },
  });
  const config = file('config.json', sandbox.config);
  command = (name, ...args) => [process.execPath, main, name, '--config', config, ...args].join(' ');
});

afterAll(async () => {
  await sandbox.close();
});

describe.skipIf(!canMakeTerminals)('in a terminal', () => {
  test('a read into a file shows its progress, a line for each stream and what to do next; the file has only messages', async () => {
    const path = file('out.jsonl', '');
    const { bytes, exit } = await inTerminal(`${command('read', '--catalog', catalog)} > ${path}`);

    expect(exit).toBe(1);
    const run = new Run(readFileSync(path, 'utf8'), '', 1);
    const shown = screen(bytes);
    const lines = shown.slice(0, streams.length);
    expect(lines.map((line) => line.split(/ +/)[0]).sort()).toEqual([...streams].sort());
    for (const line of lines) {
      const [name = '', count = '', unit, status] = line.split(/ +/);
      expect(unit).toBe('records');
      expect(Number(count.replace(/,/g, ''))).toBe(run.records(name).length);
      expect(status).toBe(name === 'compensations' ? 'incomplete' : 'complete');
      expect(line.length).toBeLessThan(80);
    }
    // The summary moved on the way, and always fitted the width.
    const summaries = [...bytes.matchAll(/[\d,]+ records?, [\d,]+ requests?, 0:\d\d.*: .*employments.*/g)].map(String);
    expect(new Set(summaries).size).toBeGreaterThan(1);
    expect(Math.max(...summaries.map(({ length }) => length))).toBeLessThan(80);
    expect(summaries.join()).toMatch(/, \d+( of \d+)? people: /);
    const requests = run.logs('INFO').reduce((sum, line) => sum + Number(/ (\d+) requests?/.exec(line)?.[1] ?? 0), 0);
    const [, summary = '', incomplete, ...rest] = shown.slice(streams.length);
    expect(summary).toMatch(
      new RegExp(`^3 of 4 streams complete: [\\d,]+ records, ${requests} requests, 0:\\d\\d\\.$`),
    );
    expect(incomplete).toBe('Incomplete: compensations.');
    expect(rest.join(' ')).toMatch(/^compensations: .*personio:compensations:read.* To resume, .*--state FILE/);
    expect(Math.max(...rest.map(({ length }) => length))).toBeLessThan(80);
    expect(run.messages.length).toBeGreaterThan(240);
    expect(run.stdout).not.toContain('\x1b');
  });

  test('if records go to the terminal as well, every line is complete and the cursor never moves', async () => {
    const { bytes } = await inTerminal(command('read', '--catalog', catalog));

    expect(bytes).not.toContain('\x1b');
    const lines = bytes.trimEnd().split('\r\n');
    const plain = lines.filter((line) => !line.startsWith('{')).slice(0, streams.length);
    for (const line of lines.filter((each) => each.startsWith('{'))) expect(() => JSON.parse(line)).not.toThrow();
    expect(plain.map((line) => line.split(/ +/)[0]).sort()).toEqual([...streams].sort());
  });

  test.each(['check', 'discover', 'spec'])('%s shows no progress', async (name) => {
    const { bytes, exit } = await inTerminal(`${command(name)} > /dev/null`);

    expect(exit).toBe(0);
    expect(bytes).toBe('');
  });

  test('a preview fits, and shows only its table', async () => {
    const { bytes, exit } = await inTerminal(command('preview', '--limit', '2'));

    expect(exit).toBe(0);
    const lines = screen(bytes);
    expect(lines[0]).toMatch(/^id {2,}/);
    expect(lines.filter((line) => /^id( {2}|$)/.test(line)).length).toBeGreaterThan(3);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
  });

  test('a preview that fails says why, and nothing else', async () => {
    const { bytes, exit } = await inTerminal(command('preview', '--stream', 'compensations'));

    expect(exit).toBe(1);
    expect(bytes).toMatch(/^compensations: [^\r\n]+personio:compensations:read[^\r\n]+\r\n$/);
  });
});

test('nothing at all is written to a stderr that is not a terminal', async () => {
  const run = await read({ config: sandbox.config, streams });

  expect(run.records('employments').length).toBeGreaterThan(100);
  expect(run.stderr).toBe('');
});
