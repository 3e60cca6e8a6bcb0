// Builds both images and tests them on a real engine, started the way the runners of the Airbyte world do: `npm run
// test:image`. One line per check; the last line is `N passed, N failed`, with `, N skipped` if something could not be
// tested. Containers reach the sandbox over the host's network, which Docker on Linux offers (Docker Desktop: only when
// enabled).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Run } from '../integration_tests/connector.ts';
import { nextCommands } from '../integration_tests/next_commands.ts';
import type { Sandbox } from '../sandbox/server.ts';
import { type Check, Tally } from './checks.ts';
import { buildImage, docker, engineVersion, IMAGE, ROOT } from './engine.ts';
import {
  ALONE,
  assertStderr,
  assertWholeLines,
  cleanUp,
  describe,
  folder,
  HARDENED,
  HOST,
  LITTLE_MEMORY,
  newName,
  openPipe,
  run,
  sandbox,
  secrets,
  start,
  until,
} from './image/containers.ts';
import { assertDeclared, CODE } from './image/declared.ts';
import { DESTINATION_CHECKS } from './image/destination.ts';
import { startPod } from './image/pod.ts';

const exec = promisify(execFile);

/** Including the engine's own part; the connector gives itself one second. */
const STOP_MS = 1_500;
/** From the cancellation to the end of the container; the platform's watcher looks five times a second. */
const CANCEL_MS = 5_000;
const MOST_OVER_BASE = 0.1;
const BIG_ACCOUNT = 2_000;

const withConfig = (command: string, dir = '/secrets'): string[] => [command, '--config', `${dir}/config.json`];
const readFrom = (dir: string): string[] => [...withConfig('read', dir), '--catalog', `${dir}/catalog.json`];
const READ = readFrom('/secrets');
const READ_ON = [...READ, '--state', '/secrets/state.json'];

function sample(name: string): unknown {
  return JSON.parse(fs.readFileSync(path.join(ROOT, 'integration_tests', `${name}.json`), 'utf8'));
}

const catalog = sample('configured_catalog') as { streams: { stream: { name: string } }[] };

const filesOf = ({ config }: Sandbox) => ({ 'config.json': config, 'catalog.json': catalog });

/** Every record of the account arrived, and nothing else. */
function assertWhole(output: Run, account: Sandbox): void {
  const truth = account.truth();
  for (const { stream } of catalog.streams)
    assert.equal(output.records(stream.name).length, truth[stream.name]?.count, `records of ${stream.name}`);
}

/** Records printed so far. */
const total = ({ stdout }: { readonly stdout: string }): number => stdout.split('{"type":"RECORD"').length - 1;

// ---------------------------------------------------------------------------------------------------------------------
// The checks

const builds = (name: string, buildKit: '0' | '1'): Check => ({
  name,
  run: () => buildImage({ DOCKER_BUILDKIT: buildKit }),
});

/**
 * Sends a signal and waits for the container's end, which has to come in time by the engine's clock, with that code.
 */
async function assertStops(name: string, command: readonly string[], exitCode: number): Promise<string> {
  const from = Date.now();
  await docker([...command, name]);
  await docker(['wait', name]);
  const { FinishedAt, ExitCode } = JSON.parse(await docker(['inspect', '--format', '{{json .State}}', name]));
  const milliseconds = Date.parse(FinishedAt) - from;
  assert.equal(ExitCode, exitCode);
  assert.ok(milliseconds < STOP_MS, `took ${milliseconds} ms`);
  return `${milliseconds} ms`;
}

function stopsDuringARead(command: readonly string[], exitCode: number): () => Promise<string> {
  return async () => {
    const account = await sandbox({ persons: 500, latencyMs: 80 });
    const container = start(secrets(filesOf(account)), READ);
    await until(() => total(container.program) > 100, container);
    const time = await assertStops(container.name, command, exitCode);
    const output = await container.program.ended;
    assertWholeLines(output);
    assertStderr(output.stderr);
    assert.equal(output.exit, exitCode);
    return `${time}, after ${output.messages.length} lines`;
  };
}

const BUILDS: Check[] = [builds('builds with the classic builder', '0'), builds('builds with BuildKit', '1')];

const CHECKS: Readonly<Record<string, Check['run']>> = {
  async 'user, entrypoint and labels are the declared ones'() {
    await assertDeclared(IMAGE, 'main.js', 'metadata.yaml');
  },

  async 'the image adds the build and nothing else'() {
    const inside = (script: string) => docker(['run', '--rm', ...ALONE, '--entrypoint', 'sh', IMAGE, '-c', script]);
    const files = (await inside(`cd ${CODE} && find . -type f`)).split('\n').map((file) => file.slice(2));
    const known =
      /^([\w.-]+\.js|package\.json|(destination\/)?(spec|schemas\/\w+)\.json|LICENSE|THIRD_PARTY_NOTICES\.txt)$/;
    assert.deepEqual(
      files.filter((file) => !known.test(file)),
      [],
    );
    for (const file of ['LICENSE', 'THIRD_PARTY_NOTICES.txt']) assert.ok(files.includes(file), `${file} is missing`);
    assert.match(await inside('node --version'), /^v24\./);
    // What has to be pulled: our layers next to the base.
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
    const { messages } = await run([...ALONE, ...HARDENED, ...LITTLE_MEMORY], ['spec']);
    const spec = JSON.parse(fs.readFileSync(path.join(ROOT, 'spec.json'), 'utf8'));
    assert.deepEqual(messages, [{ type: 'SPEC', spec }]);
  },

  async 'check succeeds'() {
    const { connectionStatus } = await run(secrets(filesOf(await sandbox())), withConfig('check'));
    assert.equal(connectionStatus?.status, 'SUCCEEDED', connectionStatus?.message);
  },

  async 'discover offers every stream'() {
    const { messages } = await run([...secrets(filesOf(await sandbox())), ...HARDENED], withConfig('discover'));
    const streams = messages.flatMap((message) => (message.type === 'CATALOG' ? message.catalog.streams : []));
    const names = streams.map(({ name }) => name);
    for (const { stream } of catalog.streams) assert.ok(names.includes(stream.name), `${stream.name} is offered`);
    return `${names.length} streams`;
  },

  /** As at a terminal: the table, and no JSON. */
  async 'preview shows a table'() {
    const mounted = secrets(filesOf(await sandbox()));
    assert.match(await docker(['run', '--rm', ...mounted, IMAGE, ...withConfig('preview')]), /^id +/);
  },

  async 'demo: no network, read-only but for /tmp, no rights, any uid'() {
    const shown = await docker(['run', '--rm', ...ALONE, ...HARDENED, '--tmpfs', '/tmp', IMAGE, 'demo']);
    assert.match(shown, /Every record of the sandbox arrived exactly once\./);
  },

  /** As the demo suggests: a sandbox in one container, and commands in others. */
  async 'demo, then the commands that it suggests: records without writing any JSON'() {
    const shown = await docker(['run', '--rm', IMAGE, 'demo']);
    const name = newName();
    const commands = nextCommands(shown).map((command) =>
      command.replace(/ source-personio /, ` ${IMAGE} `).replace(/(--name |container:)personio/, `$1${name}`),
    );
    const [sandboxCommand = '', ...others] = commands;
    assert.equal(others.length, 2);
    const dir = folder({});
    const inShell = (command: string) => exec('sh', ['-c', command], { cwd: dir });
    const served = inShell(sandboxCommand);
    const config = path.join(dir, 'config.json');
    while (!fs.existsSync(config) || fs.statSync(config).size === 0) await sleep(50);
    const [preview = '', read = ''] = others;
    assert.match((await inShell(preview)).stdout, /4100101/);
    await inShell(read);
    assert.match(fs.readFileSync(path.join(dir, 'records.jsonl'), 'utf8'), /"type":"RECORD".*"4100101"/);
    await docker(['stop', name]);
    // Rejected by any other exit code than 0.
    await served;
  },

  async 'the sandbox can be reached from outside of its container'() {
    const { name } = start(['--publish', '127.0.0.1::8080'], ['sandbox', '--persons', '3']);
    const truth = async () => {
      const address = await docker(['port', name, '8080']);
      return await (await fetch(`http://${address}/_sandbox/truth?ids=false`)).json();
    };
    let answer: unknown;
    for (let attempt = 0; attempt < 100 && answer === undefined; attempt++) {
      answer = await truth().catch(() => undefined);
      if (answer === undefined) await sleep(50);
    }
    assert.equal((answer as { persons?: { count: number } } | undefined)?.persons?.count, 3);
  },

  async 'read: read-only, no rights, any uid, 256 MB; a second one resumes from its state'() {
    const account = await sandbox();
    const options = [...HARDENED, ...LITTLE_MEMORY];
    const first = await run([...secrets(filesOf(account)), ...options], READ);
    assertWhole(first, account);
    const withState = secrets({ ...filesOf(account), 'state.json': first.stateFile });
    const second = await run([...withState, ...options], READ_ON);
    assert.ok(total(second) < total(first), `${total(first)} records, then ${total(second)}`);
    return `${total(first)} records, then ${total(second)}`;
  },

  async 'private files are read as their owner'() {
    const dir = folder(filesOf(await sandbox()), { folder: 0o700, file: 0o600 });
    const options = [...HOST, '-v', `${dir}:/secrets:ro`, '--user', `${process.getuid?.()}:${process.getgid?.()}`];
    const { connectionStatus } = await run(options, withConfig('check'));
    assert.equal(connectionStatus?.status, 'SUCCEEDED', connectionStatus?.message);
  },

  async '/tmp may be a mount'() {
    const account = await sandbox();
    assertWhole(await run([...HOST, '-v', `${folder(filesOf(account))}:/tmp`], readFrom('/tmp')), account);
  },

  async 'a file that may not be read is named'() {
    const files = { 'config.json': sample('sample_config'), 'catalog.json': catalog };
    const dir = folder(files, { folder: 0o700, file: 0o600 });
    const stranger = process.getuid?.() === 1000 ? ['--user', '1001:1001'] : [];
    const options = [...ALONE, '-v', `${dir}:/tmp`, ...stranger];
    const { errors } = await run(options, readFrom('/tmp'), 1);
    assert.deepEqual(
      errors.map((error) => error.failure_type),
      ['config_error'],
    );
    assert.match(errors[0]?.message ?? '', /\/tmp\/config\.json/);
    const { connectionStatus: status } = await run(options, withConfig('check', '/tmp'));
    assert.equal(status?.status, 'FAILED');
    assert.match(status?.message ?? '', /\/tmp\/config\.json/);
    return status?.message;
  },

  async 'any working directory, relative paths'() {
    const account = await sandbox();
    assertWhole(await run([...secrets(filesOf(account)), '--workdir', '/secrets'], readFrom('.')), account);
  },

  async 'a failing sync ends with 1, a failing check with 0'() {
    const good = filesOf(await sandbox());
    const wrong = secrets({ ...good, 'config.json': { ...good['config.json'], client_secret: 'papi-not-the-secret' } });
    assert.equal((await run(wrong, READ, 1)).errors[0]?.failure_type, 'config_error');
    assert.equal((await run(wrong, withConfig('check'))).connectionStatus?.status, 'FAILED');
    const unknown = { stream: { name: 'unheard_of', json_schema: {} }, sync_mode: 'full_refresh' };
    const catalogs = { ...good, 'catalog.json': { streams: [unknown, ...catalog.streams] } };
    const partial = await run(secrets(catalogs), READ, 1);
    assert.ok(partial.errors.some((error) => error.message.includes('unheard_of')));
    assert.equal((await run(ALONE, ['unheard_of'], 1)).errors.length, 1);
  },

  'docker stop during a read: 143, the last line whole': stopsDuringARead(['stop'], 143),
  'SIGINT during a read: 130, the last line whole': stopsDuringARead(['kill', '--signal', 'INT'], 130),
  async 'docker stop while the reader has stalled: 143'() {
    const account = await sandbox({ persons: 500 });
    const dir = folder(filesOf(account));
    await exec('mkfifo', ['-m', '666', path.join(dir, 'out')]);
    const pipe = openPipe(path.join(dir, 'out'));
    try {
      const options = [...HOST, '-v', `${dir}:/secrets`, '--entrypoint', 'sh'];
      const container = start(options, ['-c', `exec $AIRBYTE_ENTRYPOINT ${READ.join(' ')} >/secrets/out`]);
      // With no requests left, the connector waits for the reader.
      await until(() => Date.now() - (account.requests.at(-1)?.at ?? Date.now()) > 1_500, container);
      return await assertStops(container.name, ['stop'], 143);
    } finally {
      fs.closeSync(pipe);
    }
  },

  async "read the platform's way: sh, eval, named pipes, uid 1000, 0.5 CPU, 512 MB"() {
    const account = await sandbox();
    const read = async (files: Record<string, unknown>, command: string): Promise<Run> => {
      const pod = await startPod({ ...filesOf(account), ...files }, { command });
      const { exit } = await pod.container.program.ended;
      assert.notEqual(pod.exitText(), '', `the shell ended with ${exit}`);
      const output = await pod.drained();
      assert.equal(exit, 0, `exit code ${exit}; ${describe(output)}`);
      assert.equal(pod.exitText(), '0');
      assertWholeLines(output);
      return output;
    };
    const first = await read({}, 'read');
    assertWhole(first, account);
    const second = await read({ 'state.json': first.stateFile }, 'read --state /pod/state.json');
    assert.ok(total(second) < total(first), 'the second read resumes');
    return `${total(first)} records, then ${total(second)}`;
  },

  /**
   * The states until then are good: a read that resumes from them brings what is missing, and both together everything.
   */
  async "cancel the platform's way: what arrived counts, the next read resumes"() {
    const account = await sandbox({ persons: 300, latencyMs: 40 });
    const pod = await startPod(filesOf(account), { command: 'read' });
    // The first states come with the streams that finish early.
    const isUnderWay = () => total(pod.reader) > 500 && pod.reader.stdout.includes('{"type":"STATE"');
    await until(isUnderWay, pod.container);
    const from = Date.now();
    pod.cancel();
    const { exit } = await pod.container.program.ended;
    const milliseconds = Date.now() - from;
    assert.notEqual(exit, 0, 'a cancelled read has not finished');
    assert.ok(milliseconds < CANCEL_MS, `took ${milliseconds} ms`);
    // Its last line may have been cut: it was killed with the container.
    const first = await pod.drained();
    const rest = await run(secrets({ ...filesOf(account), 'state.json': first.stateFile }), READ_ON);
    const truth = account.truth();
    for (const { stream } of catalog.streams) {
      const both = first.records(stream.name).length + rest.records(stream.name).length;
      assert.ok(both >= (truth[stream.name]?.count ?? 0), `records of ${stream.name} in both reads: ${both}`);
    }
    return `${milliseconds} ms, after ${total(first)} records; exit code ${exit}`;
  },

  /** Without its shell nobody stops the connector. It ends because nobody reads its output. */
  async 'its shell killed and its reader gone, the connector ends'() {
    const account = await sandbox({ persons: 500, latencyMs: 80 });
    // The container outlives the shell around the connector.
    const pod = await startPod(filesOf(account), { command: 'read', afterwards: 'sleep 60' });
    await until(() => total(pod.reader) > 100, pod.container);
    const connectors = async () => {
      const processes = (await docker(['top', pod.container.name, '-eo', 'pid,args'])).split('\n');
      return processes.filter((line) => /^\d+\s+node /.test(line));
    };
    assert.equal((await connectors()).length, 1, 'the connector runs');
    pod.cancel();
    while (pod.exitText() === '') await sleep(50);
    assert.equal((await connectors()).length, 1, 'the shell has not passed the signal on');
    pod.reader.child.kill('SIGKILL');
    const from = Date.now();
    while ((await connectors()).length > 0) {
      assert.ok(Date.now() - from < CANCEL_MS, 'the connector keeps running without a reader');
      await sleep(50);
    }
    const ended = Date.now();
    assert.ok((await pod.reader.ended).messages.length > 100, 'what came before its end are messages');
    const requests = account.requests.length;
    await sleep(300);
    assert.equal(account.requests.length, requests, 'no more requests reach Personio');
    return `gone ${ended - from} ms after the reader`;
  },

  /** spec, check and discover of the platform write into a file. */
  async "spec, check and discover the platform's way: into a file"() {
    const dir = folder(filesOf(await sandbox()), { folder: 0o777, file: 0o644 });
    const options = [...HOST, '-v', `${dir}:/config`, '--workdir', '/config', '--entrypoint', 'sh'];
    for (const command of [['spec'], withConfig('check', '/config'), withConfig('discover', '/config')]) {
      await run(options, ['-c', `eval "$AIRBYTE_ENTRYPOINT ${command.join(' ')}" >/config/output.jsonl`]);
      const output = new Run(fs.readFileSync(path.join(dir, 'output.jsonl'), 'utf8'), '', 0);
      assertWholeLines(output);
      assert.ok(output.messages.length > 0, command[0]);
    }
  },

  async [`${BIG_ACCOUNT} persons in 256 MB`]() {
    const account = await sandbox({ persons: BIG_ACCOUNT, attendances: 60 });
    const from = Date.now();
    const output = await run([...secrets(filesOf(account)), ...LITTLE_MEMORY], READ);
    assertWhole(output, account);
    return `${total(output)} records in ${((Date.now() - from) / 1000).toFixed(1)} s`;
  },
};

async function main(): Promise<void> {
  const tally = new Tally(cleanUp);
  const checks = Object.entries({ ...CHECKS, ...DESTINATION_CHECKS }).map(([name, run]) => ({ name, run }));
  const engine = await engineVersion();
  if (engine === undefined) {
    console.log('No Docker engine answers: the image is not tested.');
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
