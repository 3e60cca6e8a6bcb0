// Runs the measured programs as child processes, from a copy of the build, so that another build does not disturb them.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { JsonSchema } from '../../src/json_schema.ts';
import type { Schemas } from './bare_plan.ts';
import type { Usage } from './usage.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
export const FOLDER = path.join(ROOT, 'bench-output');
export const CONNECTOR = path.join(FOLDER, 'dist/main.js');
export const DESTINATION = path.join(FOLDER, 'dist/destination.js');
export const BARE_LOOP = path.join(FOLDER, 'bare_loop.js');
const PRELOAD = path.join(FOLDER, 'usage.js');

/** Copies dist/ and bundles the bare loop the way the connector is bundled. */
export async function prepare(): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  cpSync(path.join(ROOT, 'dist'), path.join(FOLDER, 'dist'), { recursive: true });
  writeFileSync(path.join(FOLDER, 'package.json'), '{"type":"module"}\n');
  await build({
    entryPoints: ['bare_loop.ts', 'usage.ts'].map((name) => path.join(import.meta.dirname, name)),
    outdir: FOLDER,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    banner: {
      js: "import{createRequire as $createRequire}from'module';const require=$createRequire(import.meta.url);",
    },
  });
}

/** Writes a JSON file for a program to read, and returns its path. */
export function file(name: string, content: unknown): string {
  const target = path.join(FOLDER, name);
  writeFileSync(target, JSON.stringify(content));
  return target;
}

export interface Run {
  readonly seconds: number;
  readonly usage: Usage;
  /** RECORD lines on its stdout. */
  readonly records: number;
}

const RECORD = Buffer.from('\n{"type":"RECORD"');

/** Runs a program to its end; its output is counted and discarded. Throws unless it exits with 0. */
export async function measure(args: readonly string[], input: readonly string[] = []): Promise<Run> {
  const usageFile = path.join(FOLDER, 'usage.json');
  rmSync(usageFile, { force: true });
  const from = performance.now();
  const child = spawn(process.execPath, ['--import', PRELOAD, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, BENCH_USAGE: usageFile },
  });
  Readable.from(input).pipe(child.stdin);
  let records = 0;
  let rest = Buffer.from('\n');
  let lastTrace = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const data = Buffer.concat([rest, chunk]);
    for (let at = data.indexOf(RECORD); at >= 0; at = data.indexOf(RECORD, at + 1)) records++;
    const error = data.indexOf('"type":"ERROR"');
    if (error >= 0) lastTrace = data.toString('utf8', Math.max(0, error - 100), error + 500);
    // Too short to hold a whole RECORD, long enough not to miss one that is split.
    rest = Buffer.from(data.subarray(data.length - Math.min(data.length, RECORD.length - 1)));
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${path.basename(args[0] ?? '')} ended with exit code ${code}. ${lastTrace}`);
  const seconds = (performance.now() - from) / 1000;
  return { seconds, records, usage: JSON.parse(readFileSync(usageFile, 'utf8')) as Usage };
}

/** The schemas of the account's streams. */
export async function discover(config: string): Promise<Schemas> {
  const text = await printed([CONNECTOR, 'discover', '--config', config]);
  const { catalog } = messages(text).find(({ type }) => type === 'CATALOG') as Message;
  return Object.fromEntries((catalog?.streams ?? []).map(({ name, json_schema }) => [name, json_schema]));
}

/** Stream and data of every record that a program prints, members and records sorted. */
export async function recordsOf(args: readonly string[]): Promise<string[]> {
  const records = messages(await printed(args)).flatMap(({ record }) => (record ? [record] : []));
  return records.map(({ stream, data }) => JSON.stringify([stream, sorted(data)])).sort();
}

interface Message {
  readonly type: string;
  readonly catalog?: { readonly streams: readonly { readonly name: string; readonly json_schema: JsonSchema }[] };
  readonly record?: { readonly stream: string; readonly data: unknown };
}

const messages = (text: string): Message[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Message);

/** The same value with all members in the order of their names. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}

async function printed(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 30 });
  return stdout;
}

/** Milliseconds from the start of `node` to its end. */
export async function timed(args: readonly string[]): Promise<number> {
  const from = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.resume();
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with exit code ${code}.`);
  return performance.now() - from;
}
