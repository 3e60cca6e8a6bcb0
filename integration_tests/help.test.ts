import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { source } from '../src/cli/source.ts';
import { widthOf } from '../src/printable.ts';
import { connector } from './connector.ts';

const main = path.resolve(import.meta.dirname, '../dist/main.js');
const { commands } = source;
/** Commands with options of their own have their own help. */
const names = Object.keys(commands).filter((name) => !commands[name]?.ownOptions);

let sandbox: Sandbox;
let folder = '';

beforeAll(async () => {
  sandbox = await startSandbox({ persons: 10, limits: { on: false } });
  folder = mkdtempSync(path.join(tmpdir(), 'help-'));
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(sandbox.config));
});

afterAll(async () => {
  await sandbox.close();
});

const helpOf = async (...words: string[]): Promise<string> => {
  const { stdout, stderr, exit } = await connector([...words, '--help']);
  expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 });
  expect(Math.max(...stdout.split('\n').map(widthOf))).toBeLessThanOrEqual(80);
  return stdout;
};

const examplesIn = (help: string): string[] =>
  [...help.matchAll(/^ {2}# .*\n {2}source-personio (.*)$/gm)].map(([, example = '']) => example);

/** As people type it, in a folder with their configuration. */
function shell(example: string): Promise<string> {
  const options = { cwd: folder, env: { PATH: process.env.PATH } };
  return new Promise((resolve, reject) => {
    execFile('sh', ['-c', `'${process.execPath}' '${main}' ${example}`], options, (error, stdout, stderr) => {
      if (error || stderr !== '') reject(new Error(`${example}\n${stdout}${stderr}`));
      else resolve(stdout);
    });
  });
}

test('--help lists the commands, first steps and exit codes', async () => {
  const help = await helpOf();

  for (const name of names) expect(help).toContain(`source-personio ${name} `);
  expect(help.replace(/\s+/g, ' ')).toMatch(/Exit codes: 0 .* 1 .* 143 .* 130 /);
  expect(examplesIn(help).length).toBeGreaterThan(2);
});

test('commands with options of their own show how they are called, in as many columns', async () => {
  expect(await helpOf('sandbox')).toMatch(/^source-personio sandbox \[options\]\n/);
});

test('a word that is not a command does not change it', async () => {
  expect(await helpOf('sing')).toBe(await helpOf());
});

describe.each(names)('%s --help', (name) => {
  test('lists the flags of the command and no others', async () => {
    const help = await helpOf(name);
    const { needs, takes } = commands[name] ?? { needs: [], takes: [] };

    const listed = [...help.matchAll(/^ +--(\w+)/gm)].map(([, flag]) => flag);
    expect(listed.sort()).toEqual([...needs, ...takes, 'help', 'version'].sort());
    expect(examplesIn(help).length).toBeGreaterThan(0);
  });
});

test('every example runs, in the order in which it is shown', async () => {
  const helps = [await helpOf(), ...(await Promise.all(names.map((name) => helpOf(name))))];
  for (const example of new Set(helps.flatMap(examplesIn))) await shell(example);
});
