// Builds the image and tries it on a real engine, the way the runners of the Airbyte world start it: `npm run test:image`.
// One line per check; the last line is `N passed, N failed`, with `, N skipped` where something could not be tried.
// Containers reach the sandbox over the host's network, which Docker on Linux offers (Docker Desktop: only when enabled).
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { type Check, Tally } from './checks.ts';
import { buildImage, docker, engineVersion, IMAGE, ROOT } from './engine.ts';

const exec = promisify(execFile);
const CODE = '/airbyte/integration_code';

/** The engine's own part included; the connector gives itself one second. */
const STOP_MS = 1_500;
/** A cancelled container: the platform looks each second; so long may its end take. */
const CANCEL_MS = 5_000;
/** A container that runs longer than this hangs. */
const RUN_MS = 180_000;
const MOST_OVER_BASE = 0.1;
const BIG_ACCOUNT = 2_000;

const HARDENED = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--pids-limit', '64'];
const LITTLE_MEMORY = ['--memory', '256m', '--memory-swap', '256m'];
const ANY_USER = ['--user', '12345:54321'];
const HOST = ['--network', 'host'];

const CHECK = ['check', '--config', '/secrets/config.json'];
const DISCOVER = ['discover', '--config', '/secrets/config.json'];
const READ = ['read', '--config', '/secrets/config.json', '--catalog', '/secrets/catalog.json'];

interface Message {
  type: string;
  record?: { stream: string };
  state?: unknown;
  trace?: { type: string; error?: { message: string; failure_type?: string } };
  connectionStatus?: { status: string; message?: string };
  catalog?: { streams: { name: string }[] };
  spec?: unknown;
}

/** What came out of stdout: records are only counted, so that an account of any size fits. */
class Output {
  readonly records = new Map<string, number>();
  readonly messages: Message[] = [];
  lines = 0;
  private rest = '';
  private broken: string | undefined;

  constructor(stream: Readable) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (this.rest + chunk).split('\n');
      this.rest = lines.pop() ?? '';
      for (const line of lines) this.take(line);
    });
  }

  private take(line: string): void {
    this.lines++;
    try {
      const message = JSON.parse(line) as Message;
      assert.equal(typeof message.type, 'string');
      if (message.record === undefined) this.messages.push(message);
      else this.records.set(message.record.stream, (this.records.get(message.record.stream) ?? 0) + 1);
    } catch {
      this.broken ??= line;
    }
  }

  /** Only whole lines, each a message. */
  assertClean(): void {
    assert.equal(this.broken, undefined, 'a line on stdout is not a message');
    assert.equal(this.rest, '', 'the last line on stdout is not whole');
  }

  /** Only messages, but for what may have been cut at the end. */
  assertWholeLines(): void {
    assert.equal(this.broken, undefined, 'a line on stdout is not a message');
  }

  get states(): unknown[] {
    return this.messages.flatMap((message) => message.state ?? []);
  }

  get errors(): { message: string; failure_type?: string }[] {
    return this.messages.flatMap((message) => message.trace?.error ?? []);
  }

  get status(): { status: string; message?: string } | undefined {
    return this.messages.find((message) => message.connectionStatus)?.connectionStatus;
  }
}

interface Container {
  name: string;
  output: Output;
  /** Resolves with the exit code and what stood on stderr. */
  done: Promise<{ code: number; stderr: string }>;
}

// What a check leaves behind; taken away after it.
let started = 0;
const containers: string[] = [];
const folders: string[] = [];
const children: ChildProcess[] = [];
const sandboxes: Sandbox[] = [];

/** Lines of the docker client itself, about what the kernel cannot limit. */
const isDockerRemark = (line: string): boolean => /^WARNING: .*(kernel|swap)/i.test(line);

function start(options: string[], command: string[]): Container {
  const name = `source-personio-test-${process.pid}-${++started}`;
  containers.push(name);
  const args = ['run', '--name', name, '--log-driver', 'none', ...options, IMAGE, ...command];
  const child = spawn('docker', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const output = new Output(child.stdout);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const timer = setTimeout(() => void docker(['kill', name]).catch(() => {}), RUN_MS);
  const done = once(child, 'close').then(([code]) => {
    clearTimeout(timer);
    const lines = stderr.split('\n').filter((line) => !isDockerRemark(line));
    return { code: Number(code), stderr: lines.join('\n').trim() };
  });
  return { name, output, done };
}

/** Runs a container to its end and holds its exit code and its streams against what is always true of them. */
async function run(options: string[], command: string[], exitCode = 0): Promise<Output> {
  const { output, done } = start(options, command);
  const { code, stderr } = await done;
  assert.equal(stderr, '', 'stderr is not empty');
  assert.equal(code, exitCode, `exit code ${code}; ${describe(output)}`);
  output.assertClean();
  return output;
}

/** For the message of a failed check: the errors and the last message. */
function describe(output: Output): string {
  return JSON.stringify(output.errors.length > 0 ? output.errors : output.messages.slice(-1)).slice(0, 600);
}

/** A new folder holding the given files, for containers to mount. Anybody may read it unless told otherwise. */
function folder(files: Record<string, unknown>, mode = { folder: 0o755, file: 0o644 }): string {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'source-personio-'));
  folders.push(dir);
  for (const [name, content] of Object.entries(files)) {
    fs.writeFileSync(path.join(dir, name), JSON.stringify(content));
    fs.chmodSync(path.join(dir, name), mode.file);
  }
  fs.chmodSync(dir, mode.folder);
  return dir;
}

const secrets = (files: Record<string, unknown>): string[] => [...HOST, '-v', `${folder(files)}:/secrets:ro`];

function sample(name: string): unknown {
  return JSON.parse(fs.readFileSync(path.join(ROOT, 'integration_tests', `${name}.json`), 'utf8'));
}

const catalog = sample('configured_catalog') as { streams: { stream: { name: string }; sync_mode: string }[] };

async function sandbox(options: Parameters<typeof startSandbox>[0] = {}): Promise<Sandbox> {
  const account = await startSandbox({ persons: 30, seed: 1, limits: { on: false }, ...options });
  sandboxes.push(account);
  return account;
}

/** Every record of the account arrived, and nothing else. */
function assertWhole(output: Output, account: Sandbox): void {
  const truth = account.truth();
  for (const { stream } of catalog.streams) {
    assert.equal(output.records.get(stream.name) ?? 0, truth[stream.name]?.count, `records of ${stream.name}`);
  }
}

const total = (output: Output): number => output.records.values().reduce((sum, count) => sum + count, 0);

async function cleanUp(): Promise<void> {
  if (containers.length > 0) await docker(['rm', '--force', ...containers]).catch(() => {});
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(sandboxes.map((account) => account.close()));
  for (const dir of folders) fs.rmSync(dir, { recursive: true, force: true });
  for (const list of [containers, children, sandboxes, folders]) list.length = 0;
}

// ---------------------------------------------------------------------------------------------------------------------
// The checks

function builds(name: string, buildKit: '0' | '1'): Check {
  const run = async () => {
    await buildImage({ DOCKER_BUILDKIT: buildKit });
    return undefined;
  };
  return { name, run };
}

/** Sends a signal and waits for the container's end: how many milliseconds that took, by the engine's clock. */
async function stop(name: string, command: string[]): Promise<number> {
  const from = Date.now();
  await docker([...command, name]);
  await docker(['wait', name]);
  return Date.parse(await docker(['inspect', '--format', '{{.State.FinishedAt}}', name])) - from;
}

async function exitCode(name: string): Promise<number> {
  return Number(await docker(['inspect', '--format', '{{.State.ExitCode}}', name]));
}

/** Resolves once `condition` holds; throws when the container ends before. */
async function until(condition: () => boolean, container: Container): Promise<void> {
  let ended = false;
  void container.done.then(() => {
    ended = true;
  });
  while (!condition()) {
    assert.ok(!ended, `the container ended too early; ${describe(container.output)}`);
    await sleep(20);
  }
}

function stopsDuringARead(command: string[], exitCode: number): () => Promise<string> {
  return async () => {
    const { config } = await sandbox({ persons: 500, latencyMs: 80 });
    const container = start(secrets({ 'config.json': config, 'catalog.json': catalog }), READ);
    await until(() => total(container.output) > 100, container);
    const milliseconds = await stop(container.name, command);
    const { code, stderr } = await container.done;
    container.output.assertClean();
    assert.equal(stderr, '');
    assert.equal(code, exitCode);
    assert.ok(milliseconds < STOP_MS, `took ${milliseconds} ms`);
    return `${milliseconds} ms, after ${container.output.lines} lines`;
  };
}

/** A pipe that is held open and never read from. */
async function stalledPipe(dir: string): Promise<number> {
  const pipe = path.join(dir, 'out');
  await exec('mkfifo', ['-m', '666', pipe]);
  return fs.openSync(pipe, fs.constants.O_RDWR | fs.constants.O_NONBLOCK);
}

/** As the platform's pods run without root, with half a processor and the memory that metadata.yaml asks for. */
const POD = [
  ...['--user', '1000:1000', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--workdir', '/source'],
  ...['--cpus', '0.5', '--memory', '512m', '--memory-swap', '512m'],
];

/**
 * What runs in them: the entrypoint, evaluated by a shell, from and into named pipes. Who cancels a sync leaves a file;
 * then only the shell around the connector is told to end.
 */
const POD_SCRIPT = `
  [ -n "$AIRBYTE_ENTRYPOINT" ] || exit 127
  (eval "$AIRBYTE_ENTRYPOINT read --config /source/config.json --catalog /source/catalog.json $STATE" <in 2>err >out) &
  child=$!
  (while true; do if [ -f cancel ]; then kill $child; exit 0; fi; sleep 0.2; done) &
  wait $child; code=$?; echo $code >exit.tmp; mv exit.tmp exit.txt; eval "$AFTERWARDS"; exit $code`;

interface Pod {
  dir: string;
  container: Container;
  output: Output;
  /** Goes away while the connector is at work. */
  closeReader: () => void;
  /** Resolves when nobody writes any more, with what stood on stderr. */
  drained: Promise<string>;
  exitText: () => string;
}

/** `STATE` and `AFTERWARDS` are words of the script. */
async function startPod(files: Record<string, unknown>, words: Record<string, string> = {}): Promise<Pod> {
  const dir = folder(files, { folder: 0o777, file: 0o644 });
  for (const pipe of ['in', 'out', 'err']) await exec('mkfifo', ['-m', '666', path.join(dir, pipe)]);
  // An open stdin that nobody writes to.
  const stdin = fs.openSync(path.join(dir, 'in'), fs.constants.O_RDWR | fs.constants.O_NONBLOCK);
  const reader = (pipe: string) => {
    const cat = spawn('cat', [path.join(dir, pipe)], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(cat);
    return { cat, stream: cat.stdout, closed: once(cat, 'close') };
  };
  const [stdout, stderr] = [reader('out'), reader('err')];
  const output = new Output(stdout.stream);
  let errors = '';
  stderr.stream.setEncoding('utf8').on('data', (chunk: string) => {
    errors += chunk;
  });
  const environment = Object.entries(words).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const options = [...HOST, ...POD, ...environment, '-v', `${dir}:/source`, '--entrypoint', 'sh'];
  const container = start(options, ['-c', POD_SCRIPT]);
  const exit = path.join(dir, 'exit.txt');
  return {
    dir,
    container,
    output,
    closeReader: () => stdout.cat.kill('SIGKILL'),
    drained: Promise.all([stdout.closed, stderr.closed]).then(() => {
      fs.closeSync(stdin);
      return errors;
    }),
    exitText: () => (fs.existsSync(exit) ? fs.readFileSync(exit, 'utf8').trim() : ''),
  };
}

const BUILDS: Check[] = [builds('builds with the classic builder', '0'), builds('builds with BuildKit', '1')];

const CHECKS: Readonly<Record<string, Check['run']>> = {
  async 'user, entrypoint and labels are the declared ones'() {
    const { Config } = JSON.parse(await docker(['image', 'inspect', '--format', '{{json .}}', IMAGE]));
    assert.equal(Config.User, '1000:1000');
    const entrypoint: string[] = Config.Entrypoint;
    assert.deepEqual(entrypoint, ['node', `${CODE}/main.js`]);
    assert.ok(
      Config.Env.includes(`AIRBYTE_ENTRYPOINT=${entrypoint.join(' ')}`),
      'AIRBYTE_ENTRYPOINT is the entrypoint',
    );

    const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    const metadata = fs.readFileSync(path.join(ROOT, 'metadata.yaml'), 'utf8');
    const declared = (key: string) => metadata.match(new RegExp(`^  ${key}: (.*)$`, 'm'))?.[1];
    assert.equal(declared('dockerImageTag'), version, 'metadata.yaml and package.json name the same version');
    assert.equal(Config.Labels['io.airbyte.version'], version);
    assert.equal(Config.Labels['io.airbyte.name'], declared('dockerRepository'));
  },

  async 'the image adds the build and nothing else'() {
    const inside = (script: string) =>
      docker(['run', '--rm', '--network', 'none', '--entrypoint', 'sh', IMAGE, '-c', script]);
    const files = (await inside(`cd ${CODE} && find . -type f`)).split('\n').map((file) => file.slice(2));
    const strangers = files.filter(
      (file) =>
        !/^([\w.-]+\.js|package\.json|spec\.json|schemas\/\w+\.json|LICENSE|THIRD_PARTY_NOTICES\.txt)$/.test(file),
    );
    assert.deepEqual(strangers, []);
    for (const file of ['LICENSE', 'THIRD_PARTY_NOTICES.txt']) assert.ok(files.includes(file), `${file} is missing`);
    assert.match(await inside('node --version'), /^v24\./);
    // What somebody has to pull: ours beside the base.
    const compressed = async (script: string) => Number((await exec('sh', ['-c', `${script} | gzip | wc -c`])).stdout);
    const container = await docker(['create', IMAGE]);
    const ours = await compressed(`docker cp ${container}:${CODE} -`);
    await docker(['rm', container]);
    assert.ok(ours > 0);
    const share = ours / ((await compressed(`docker save ${IMAGE}`)) - ours);
    assert.ok(share <= MOST_OVER_BASE, `${(share * 100).toFixed(1)} % over the base`);
    return `${files.length} files, compressed ${(share * 100).toFixed(1)} % over the base`;
  },

  async 'spec: read-only, no network, no rights, any uid, 256 MB'() {
    const output = await run(['--network', 'none', ...HARDENED, ...LITTLE_MEMORY, ...ANY_USER], ['spec']);
    const specs = output.messages.flatMap((message) => message.spec ?? []);
    assert.deepEqual(specs, [JSON.parse(fs.readFileSync(path.join(ROOT, 'spec.json'), 'utf8'))]);
  },

  async 'check succeeds'() {
    const { config } = await sandbox();
    const { status } = await run(secrets({ 'config.json': config }), CHECK);
    assert.equal(status?.status, 'SUCCEEDED', status?.message);
  },

  async 'discover offers every stream'() {
    const { config } = await sandbox();
    const { messages } = await run([...secrets({ 'config.json': config }), ...HARDENED, ...ANY_USER], DISCOVER);
    const names = messages.flatMap((message) => message.catalog?.streams ?? []).map((stream) => stream.name);
    for (const { stream } of catalog.streams) assert.ok(names.includes(stream.name), `${stream.name} is offered`);
    return `${names.length} streams`;
  },

  /** As it is for somebody at a terminal: the table, and nothing of JSON. */
  async 'preview shows a table'() {
    const { config } = await sandbox();
    const mounted = secrets({ 'config.json': config });
    const shown = await docker(['run', '--rm', ...mounted, IMAGE, 'preview', '--config', '/secrets/config.json']);
    assert.match(shown, /^id +/);
  },

  async 'read brings the whole account, a second one goes on from its state'() {
    const account = await sandbox();
    const files = { 'config.json': account.config, 'catalog.json': catalog };
    const first = await run(secrets(files), READ);
    assertWhole(first, account);

    const withState = [...READ, '--state', '/secrets/state.json'];
    const second = await run(secrets({ ...files, 'state.json': first.states }), withState);
    for (const { stream, sync_mode } of catalog.streams) {
      const [before = 0, after = 0] = [first, second].map((output) => output.records.get(stream.name));
      if (sync_mode === 'full_refresh') assert.equal(after, before, `records of ${stream.name}`);
      else assert.ok(before === 0 || after < before, `${stream.name} goes on: ${before} records, then ${after}`);
    }
    return `${total(first)} records, then ${total(second)}`;
  },

  async 'a state far in the future brings nothing'() {
    const { config } = await sandbox();
    const files = { 'config.json': config, 'catalog.json': catalog, 'state.json': sample('abnormal_state') };
    const { records } = await run(secrets(files), [...READ, '--state', '/secrets/state.json']);
    for (const { stream, sync_mode } of catalog.streams) {
      if (sync_mode === 'incremental') assert.equal(records.get(stream.name), undefined, `records of ${stream.name}`);
    }
  },

  async 'read: read-only, no rights, any uid, 256 MB'() {
    const account = await sandbox();
    const options = secrets({ 'config.json': account.config, 'catalog.json': catalog });
    assertWhole(await run([...options, ...HARDENED, ...LITTLE_MEMORY, ...ANY_USER], READ), account);
  },

  async 'private files are read as their owner'() {
    const { config } = await sandbox();
    const dir = folder({ 'config.json': config }, { folder: 0o700, file: 0o600 });
    const options = [...HOST, '-v', `${dir}:/secrets:ro`, '--user', `${process.getuid?.()}:${process.getgid?.()}`];
    const { status } = await run(options, CHECK);
    assert.equal(status?.status, 'SUCCEEDED', status?.message);
  },

  async '/tmp may be mounted over'() {
    const account = await sandbox();
    const dir = folder({ 'config.json': account.config, 'catalog.json': catalog });
    const command = ['read', '--config', '/tmp/config.json', '--catalog', '/tmp/catalog.json'];
    assertWhole(await run([...HOST, '-v', `${dir}:/tmp`], command), account);
  },

  async 'a file that may not be read is named'() {
    const dir = folder(
      { 'config.json': sample('sample_config'), 'catalog.json': catalog },
      { folder: 0o700, file: 0o600 },
    );
    const stranger = process.getuid?.() === 1000 ? ['--user', '1001:1001'] : [];
    const options = ['--network', 'none', '-v', `${dir}:/tmp`, ...stranger];
    const read = await run(options, ['read', '--config', '/tmp/config.json', '--catalog', '/tmp/catalog.json'], 1);
    assert.deepEqual(
      read.errors.map((error) => error.failure_type),
      ['config_error'],
    );
    assert.match(read.errors[0]?.message ?? '', /\/tmp\/config\.json/);
    const { status } = await run(options, ['check', '--config', '/tmp/config.json']);
    assert.equal(status?.status, 'FAILED');
    assert.match(status?.message ?? '', /\/tmp\/config\.json/);
    return status?.message;
  },

  async 'any working directory, relative paths'() {
    const account = await sandbox();
    const options = [...secrets({ 'config.json': account.config, 'catalog.json': catalog }), '--workdir', '/secrets'];
    assertWhole(await run(options, ['read', '--config', 'config.json', '--catalog', './catalog.json']), account);
  },

  async 'a failing sync ends with 1, a failing check with 0'() {
    const { config } = await sandbox();
    const good = { 'config.json': config, 'catalog.json': catalog };
    const wrongSecret = { ...config, client_secret: 'papi-not-the-secret' };

    const refused = await run(secrets({ ...good, 'config.json': wrongSecret }), READ, 1);
    assert.ok(refused.errors.some((error) => error.failure_type === 'config_error'));
    const check = await run(secrets({ 'config.json': wrongSecret }), CHECK);
    assert.equal(check.status?.status, 'FAILED');

    const unknown = { stream: { name: 'unheard_of', json_schema: {} }, sync_mode: 'full_refresh' };
    const partial = await run(
      secrets({ ...good, 'catalog.json': { streams: [unknown, ...catalog.streams] } }),
      READ,
      1,
    );
    assert.ok(partial.errors.some((error) => error.message.includes('unheard_of')));

    const noCommand = await run(['--network', 'none'], ['unheard_of'], 1);
    assert.equal(noCommand.errors.length, 1);
  },

  'docker stop during a read: 143, the last line whole': stopsDuringARead(['stop'], 143),
  'SIGINT during a read: 130, the last line whole': stopsDuringARead(['kill', '--signal', 'INT'], 130),
  async 'docker stop while the reader has stalled: 143'() {
    const account = await sandbox({ persons: 500 });
    const dir = folder({ 'config.json': account.config, 'catalog.json': catalog });
    const pipe = await stalledPipe(dir);
    try {
      const options = [...HOST, '-v', `${dir}:/secrets`, '--entrypoint', 'sh'];
      const container = start(options, ['-c', `exec $AIRBYTE_ENTRYPOINT ${READ.join(' ')} >/secrets/out`]);
      // Who asks for nothing more and is still there waits for the reader.
      await until(() => Date.now() - (account.requests.at(-1)?.at ?? Date.now()) > 1_500, container);
      const milliseconds = await stop(container.name, ['stop']);
      assert.equal(await exitCode(container.name), 143);
      assert.ok(milliseconds < STOP_MS, `took ${milliseconds} ms`);
      return `${milliseconds} ms`;
    } finally {
      fs.closeSync(pipe);
    }
  },

  async "read the platform's way: sh, eval, named pipes, uid 1000, 0.5 CPU, 512 MB"() {
    const account = await sandbox();
    const read = async (files: Record<string, unknown>, words?: Record<string, string>): Promise<Output> => {
      const pod = await startPod({ 'config.json': account.config, 'catalog.json': catalog, ...files }, words);
      const { code } = await pod.container.done;
      assert.notEqual(pod.exitText(), '', `the shell ended with ${code}`);
      assert.equal(await pod.drained, '', 'stderr is not empty');
      assert.equal(code, 0, `exit code ${code}; ${describe(pod.output)}`);
      assert.equal(pod.exitText(), '0');
      pod.output.assertClean();
      return pod.output;
    };
    const first = await read({});
    assertWhole(first, account);
    const second = await read({ 'state.json': first.states }, { STATE: '--state /source/state.json' });
    assert.ok(total(second) < total(first), 'the second read goes on');
    return `${total(first)} records, then ${total(second)}`;
  },

  /** The states until then are good: a read that goes on from them brings what is missing, and both together everything. */
  async "cancel the platform's way: what came counts, the next read goes on"() {
    const account = await sandbox({ persons: 300, latencyMs: 40 });
    const files = { 'config.json': account.config, 'catalog.json': catalog };
    const pod = await startPod(files);
    // The first states come with the streams that are at their end early.
    await until(() => total(pod.output) > 500 && pod.output.states.length > 0, pod.container);
    const from = Date.now();
    fs.writeFileSync(path.join(pod.dir, 'cancel'), '');
    const { code } = await pod.container.done;
    const milliseconds = Date.now() - from;
    assert.notEqual(code, 0, 'a cancelled read has not come to its end');
    assert.equal(await pod.drained, '', 'stderr is not empty');
    // Its last line may have been cut: it was killed with the container.
    pod.output.assertWholeLines();
    assert.ok(milliseconds < CANCEL_MS, `took ${milliseconds} ms`);

    const truth = account.truth();
    const rest = await run(secrets({ ...files, 'state.json': pod.output.states }), [
      ...READ,
      '--state',
      '/secrets/state.json',
    ]);
    for (const { stream } of catalog.streams) {
      const both = (pod.output.records.get(stream.name) ?? 0) + (rest.records.get(stream.name) ?? 0);
      assert.ok(both >= (truth[stream.name]?.count ?? 0), `records of ${stream.name} in both reads: ${both}`);
    }
    return `${milliseconds} ms, after ${total(pod.output)} records and ${pod.output.states.length} states; exit code ${code}`;
  },

  /** Without its shell the connector is nobody's child. What ends it is that nobody reads its output. */
  async 'its shell killed and its reader gone, the connector ends'() {
    const account = await sandbox({ persons: 500, latencyMs: 80 });
    // The container outlives the shell around the connector.
    const pod = await startPod({ 'config.json': account.config, 'catalog.json': catalog }, { AFTERWARDS: 'sleep 60' });
    await until(() => total(pod.output) > 100, pod.container);
    const connectors = async () => {
      const processes = (await docker(['top', pod.container.name, '-eo', 'pid,args'])).split('\n');
      return processes.filter((line) => /^\d+\s+node /.test(line));
    };
    assert.equal((await connectors()).length, 1, 'the connector runs');
    fs.writeFileSync(path.join(pod.dir, 'cancel'), '');
    while (pod.exitText() === '') await sleep(50);
    assert.equal((await connectors()).length, 1, 'the shell has not passed the signal on');
    pod.closeReader();
    const from = Date.now();
    while ((await connectors()).length > 0) {
      assert.ok(Date.now() - from < CANCEL_MS, 'the connector runs on without a reader');
      await sleep(50);
    }
    const ended = Date.now();
    pod.output.assertWholeLines();
    const requests = account.requests.length;
    await sleep(300);
    assert.equal(account.requests.length, requests, 'nothing is asked of Personio any more');
    return `gone ${ended - from} ms after the reader`;
  },

  /** spec, check and discover of the platform write into a file. */
  async "spec, check and discover the platform's way: into a file"() {
    const { config } = await sandbox();
    const dir = folder({ 'config.json': config }, { folder: 0o777, file: 0o644 });
    for (const command of ['spec', 'check --config /config/config.json', 'discover --config /config/config.json']) {
      const script = `eval "$AIRBYTE_ENTRYPOINT ${command}" >/config/output.jsonl`;
      const options = [...HOST, '-v', `${dir}:/config`, '--workdir', '/config', '--entrypoint', 'sh'];
      await run(options, ['-c', script]);
      const file = fs.createReadStream(path.join(dir, 'output.jsonl'));
      const output = new Output(file);
      await once(file, 'close');
      output.assertClean();
      assert.ok(output.lines > 0, command);
    }
  },

  async [`${BIG_ACCOUNT} persons in 256 MB`]() {
    const account = await sandbox({ persons: BIG_ACCOUNT, attendances: 60 });
    const options = secrets({ 'config.json': account.config, 'catalog.json': catalog });
    const from = Date.now();
    const output = await run([...options, ...LITTLE_MEMORY], READ);
    assertWhole(output, account);
    return `${total(output)} records in ${((Date.now() - from) / 1000).toFixed(1)} s`;
  },
};

async function main(): Promise<void> {
  const tally = new Tally(cleanUp);
  const checks = Object.entries(CHECKS).map(([name, run]) => ({ name, run }));
  const engine = await engineVersion();
  if (engine === undefined) {
    console.log('No Docker engine answers: the image is not tried.');
    tally.count.skipped = BUILDS.length + checks.length;
  } else {
    console.log(`Docker engine ${engine}, image ${IMAGE}`);
    await tally.attemptAll(BUILDS);
    if (tally.count.passed > 0) await tally.attemptAll(checks);
    else tally.count.skipped += checks.length;
  }
  tally.close();
}

await main();
