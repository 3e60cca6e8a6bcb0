// What the image of the destination can do in the containers of those who run it.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Json, Run } from '../../integration_tests/connector.ts';
import { linesOf, OBJECTS, STREAMS } from '../../integration_tests/write/load.ts';
import { row, state } from '../../integration_tests/write/program.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import type { Check } from '../checks.ts';
import { buildDestinationImage, DESTINATION_IMAGE, docker, IMAGE, ROOT } from '../engine.ts';
import { assertLoaded, CATALOG, INPUT } from '../platform_load.ts';
import { ALONE, folder, HARDENED, HOST, LITTLE_MEMORY, run, sandbox, start, until } from './containers.ts';
import { assertDeclared } from './declared.ts';
import { startPod } from './pod.ts';

const OWN = { image: DESTINATION_IMAGE };
const WRITE = ['write', '--config', '/secrets/config.json', '--catalog', '/secrets/catalog.json'];
const INSERTS = linesOf();
/** With room for a file of 30 MB as base64 in one line, as the page promises. */
const FOR_FILES = ['--memory', '512m', '--memory-swap', '512m'];
const MEGABYTE = 1024 * 1024;

const catalog = {
  streams: STREAMS.map(({ name, mode }) => ({
    stream: { name, json_schema: {} },
    sync_mode: 'full_refresh',
    destination_sync_mode: mode,
  })),
};

const config = (account: Sandbox, more: Json = {}): Json => ({ ...account.config, settle_seconds: 0, ...more });

const mounted = (account: Sandbox, more: Json = {}): string[] => [
  ...HOST,
  '-v',
  `${folder({ 'config.json': config(account, more), 'catalog.json': catalog })}:/secrets:ro`,
];

const write = (options: readonly string[], lines: readonly string[], exitCode = 0): Promise<Run> =>
  run(['-i', ...options], WRITE, exitCode, { ...OWN, input: `${lines.join('\n')}\n` });

const statesIn = ({ messages }: Run): number => messages.filter(({ type }) => type === 'STATE').length;

const CHECKS: Readonly<Record<string, Check['run']>> = {
  async 'its own entrypoint and labels; spec without network, rights or root'() {
    await buildDestinationImage();
    await assertDeclared(DESTINATION_IMAGE, 'destination.js', 'destination/metadata.yaml');
    const { messages } = await run([...ALONE, ...HARDENED, ...LITTLE_MEMORY], ['spec'], 0, OWN);
    const spec = JSON.parse(fs.readFileSync(path.join(ROOT, 'destination/spec.json'), 'utf8'));
    assert.deepEqual(messages, [{ type: 'SPEC', spec }]);
  },

  /** So it is as small. */
  async 'the same files as the source, in the same layers'() {
    const layersOf = (image: string) => docker(['image', 'inspect', '--format', '{{json .RootFS.Layers}}', image]);
    assert.equal(await layersOf(DESTINATION_IMAGE), await layersOf(IMAGE));
  },

  async 'check and discover: read-only, no rights, any uid'() {
    const options = [...mounted(await sandbox({ persons: 3 })), ...HARDENED, ...LITTLE_MEMORY];
    const { connectionStatus } = await run(options, ['check', '--config', '/secrets/config.json'], 0, OWN);
    assert.equal(connectionStatus?.status, 'SUCCEEDED', connectionStatus?.message);
    const { messages } = await run(options, ['discover', '--config', '/secrets/config.json'], 0, OWN);
    assert.ok(messages.some(({ type }) => (type as string) === 'DESTINATION_CATALOG'));
  },

  async 'write: docker run -i, read-only, uid 1000, then any uid; the report in a mounted folder'() {
    const account = await sandbox({ persons: 0 });
    const reports = folder({}, { folder: 0o777, file: 0o644 });
    const options = [...mounted(account, { report: { folder: '/report' } }), '-v', `${reports}:/report`];
    const first = await write([...options, '--read-only', '--user', '1000:1000'], INSERTS);
    assert.equal(statesIn(first), OBJECTS.length);
    const created = account.creations.size;
    account.resetWrites();
    const second = await write([...options, ...HARDENED, ...LITTLE_MEMORY], INSERTS);
    assert.equal(statesIn(second), OBJECTS.length);
    assert.deepEqual(account.writes, [], 'the same rows again');
    const files = fs.readdirSync(reports).map((name) => fs.statSync(path.join(reports, name)));
    assert.deepEqual(files.map(({ uid, mode }) => [uid, mode & 0o777]).sort(), [
      [1000, 0o600],
      [12345, 0o600],
    ]);
    return `${created} created, then none`;
  },

  async 'a report folder that the user may not write fails before the first row'() {
    const account = await sandbox({ persons: 0 });
    const reports = folder({}, { folder: 0o755, file: 0o644 });
    const options = [...mounted(account, { report: { folder: '/report' } }), '-v', `${reports}:/report:ro`];
    const { errors } = await write(options, INSERTS, 1);
    assert.deepEqual(
      errors.map(({ failure_type: type }) => type),
      ['config_error'],
    );
    assert.match(errors[0]?.message ?? '', /\/report/);
    assert.deepEqual(account.writes, []);
    return errors[0]?.message;
  },

  async "write the platform's way: sh, eval, named pipes, uid 1000, 0.5 CPU, 512 MB"() {
    const account = await sandbox({ persons: 0 });
    const files = { 'config.json': config(account), 'catalog.json': CATALOG };
    const pod = await startPod(files, { ...OWN, command: 'write', input: INPUT });
    await pod.container.program.ended;
    assert.equal(pod.exitText(), '0');
    assertLoaded(await pod.drained(), account);
  },

  async 'docker stop during a write: 143; what became true was printed, the next run does the rest'() {
    const account = await sandbox({ persons: 0, latencyMs: 30 });
    const numbers = Array.from({ length: 200 }, (_, index) => index);
    const lines = numbers.flatMap((number) => [
      row('projects', { project_code: `W-${number}`, name: `Mirror ${number}` }),
      state('projects', number),
    ]);
    const container = start(['-i', ...mounted(account)], WRITE, DESTINATION_IMAGE);
    // The input does not end.
    container.program.child.stdin.write(`${lines.join('\n')}\n`);
    await until(() => container.program.stdout.split('{"type":"STATE"').length > 10, container);
    await docker(['stop', container.name]);
    const stopped = await container.program.ended;
    assert.equal(stopped.exit, 143);
    const before = statesIn(stopped);
    assert.ok(before < lines.length / 2, 'it was under way');
    assert.ok(account.creations.size >= before, 'each state that was printed is true');
    await write(mounted(account), lines);
    assert.equal(account.creations.size, numbers.length);
    for (const [key, count] of account.creations) assert.equal(count, 1, key);
    return `${before} states, then all ${numbers.length} once`;
  },

  async 'a document of 29 MB in 512 MB'() {
    const account = await sandbox({ persons: 0 });
    const person = { email: 'ada.sample@x.example', first_name: 'Ada', last_name: 'Sample' };
    const content = Buffer.concat([Buffer.from('%PDF-1.4 '), randomBytes(29 * MEGABYTE)]).toString('base64');
    const about = { person_email: person.email, category: 'Contracts', title: 'Contract', file_name: 'contract.pdf' };
    const lines = [row('persons', person), row('documents', { ...about, content }), state('documents', 1)];
    const output = await write([...mounted(account), ...HARDENED, ...FOR_FILES], lines);
    assert.equal(statesIn(output), 1, 'the document is settled');
    assert.equal([...account.creations.keys()].filter((key) => key.startsWith('documents:')).length, 1);
  },
};

export const DESTINATION_CHECKS: Readonly<Record<string, Check['run']>> = Object.fromEntries(
  Object.entries(CHECKS).map(([name, check]) => [`destination: ${name}`, check]),
);
