// Containers of the images under test, with what they mount and the accounts that they reach.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Run } from '../../integration_tests/connector.ts';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { docker, IMAGE } from '../engine.ts';
import { endAll, Program } from '../process.ts';

export const NO_RIGHTS = ['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
export const HARDENED = ['--read-only', ...NO_RIGHTS, '--pids-limit', '64', '--user', '12345:54321'];
export const LITTLE_MEMORY = ['--memory', '256m', '--memory-swap', '256m'];
export const HOST = ['--network', 'host'];
export const ALONE = ['--network', 'none'];

// Left behind by a check; removed after it.
let started = 0;
const containers: string[] = [];
const folders: string[] = [];
const sandboxes: Sandbox[] = [];

/** For a container that is removed after the check. */
export function newName(): string {
  const name = `source-personio-test-${process.pid}-${++started}`;
  containers.push(name);
  return name;
}

export interface Container {
  readonly name: string;
  readonly program: Program;
}

/** Starts a container with these options and this command of the image. */
export function start(options: readonly string[], command: readonly string[], image = IMAGE): Container {
  const name = newName();
  const args = ['run', '--name', name, '--log-driver', 'none', ...options, image, ...command];
  return { name, program: new Program('docker', args) };
}

interface RunOptions {
  readonly image?: string;
  /** Needs the option `-i`. */
  readonly input?: string;
}

/** Runs a container to its end and checks what is always true of its exit code and its streams. */
export async function run(
  options: readonly string[],
  command: readonly string[],
  exitCode = 0,
  { image = IMAGE, input = '' }: RunOptions = {},
): Promise<Run> {
  const { program } = start(options, command, image);
  // One that ends early does not read its input.
  program.child.stdin.on('error', () => {});
  program.child.stdin.end(input);
  const output = await program.ended;
  assertStderr(output.stderr);
  assert.equal(output.exit, exitCode, `exit code ${output.exit}; ${describe(output)}`);
  assertWholeLines(output);
  return output;
}

/** stderr has only lines of the docker client itself, about limits that the kernel lacks. */
export function assertStderr(text: string): void {
  assert.equal(text.replace(/^WARNING: .*(kernel|swap).*\n/gim, ''), '', 'stderr is not empty');
}

/** Only whole lines, each a message. */
export function assertWholeLines({ stdout, messages }: Run): void {
  assert.ok(stdout === '' || stdout.endsWith('\n'), 'the last line on stdout is not whole');
  for (const { type } of messages) assert.equal(typeof type, 'string');
}

/** For the message of a failed check: the errors and the last message. */
export const describe = ({ errors, messages }: Run): string =>
  JSON.stringify(errors.length > 0 ? errors : messages.slice(-1)).slice(0, 600);

/** A new folder with the given files, for containers to mount. Readable by everybody unless specified. */
export function folder(files: Record<string, unknown>, mode = { folder: 0o755, file: 0o644 }): string {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'source-personio-'));
  folders.push(dir);
  for (const [name, content] of Object.entries(files)) {
    fs.writeFileSync(path.join(dir, name), typeof content === 'string' ? content : JSON.stringify(content));
    fs.chmodSync(path.join(dir, name), mode.file);
  }
  fs.chmodSync(dir, mode.folder);
  return dir;
}

export const secrets = (files: Record<string, unknown>): string[] => [...HOST, '-v', `${folder(files)}:/secrets:ro`];

export async function sandbox(options: Parameters<typeof startSandbox>[0] = {}): Promise<Sandbox> {
  const account = await startSandbox({ persons: 30, seed: 1, limits: { on: false }, ...options });
  sandboxes.push(account);
  return account;
}

export async function cleanUp(): Promise<void> {
  if (containers.length > 0) await docker(['rm', '--force', ...containers]).catch(() => {});
  endAll();
  await Promise.all(sandboxes.map((account) => account.close()));
  for (const dir of folders) fs.rmSync(dir, { recursive: true, force: true });
  for (const list of [containers, sandboxes, folders]) list.length = 0;
}

/** Keeps a pipe open: readers never reach its end, and writers wait once it is full. */
export const openPipe = (pipe: string): number => fs.openSync(pipe, fs.constants.O_RDWR | fs.constants.O_NONBLOCK);

/** Resolves once `condition` holds; throws if the container ends before. */
export async function until(condition: () => boolean, { program }: Container): Promise<void> {
  let ended: Run | undefined;
  void program.ended.then((run) => {
    ended = run;
  });
  while (!condition()) {
    assert.ok(!ended, `the container ended too early; ${ended && describe(ended)}`);
    await sleep(20);
  }
}
