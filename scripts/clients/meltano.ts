// Meltano: tap-airbyte into target-jsonl, twice, with changes in between. Once with the real tap-airbyte, if GitHub can
// be reached, and once with a substitute, so that everything Meltano needs of a connector is tested on any machine.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Run } from '../../integration_tests/connector.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { type Check, inOrder } from '../checks.ts';
import { IMAGE, ROOT } from '../engine.ts';
import { run, tail } from '../process.ts';
import type { Environments } from './environments.ts';
import { type Kind, Target } from './target.ts';

const CLIENTS = path.join(ROOT, 'integration_tests', 'clients');
/** As selected in meltano.yml. */
const INCREMENTAL = ['persons', 'employments', 'absence_periods', 'attendance_periods'] as const;
const STREAMS = [...INCREMENTAL, 'projects'];

type Tap = 'tap-airbyte' | 'a substitute for tap-airbyte';
type Row = Readonly<Record<string, unknown>>;

export function meltanoChecks(kind: Kind, environments: Environments): Check[] {
  return [
    ...checksWith('tap-airbyte', kind, environments),
    ...checksWith('a substitute for tap-airbyte', kind, environments),
  ];
}

function checksWith(tap: Tap, kind: Kind, environments: Environments): Check[] {
  let target: Target;
  let sandbox: Sandbox;
  let meltano: (...args: string[]) => Promise<Run>;

  /** Puts the programs onto the project's PATH. */
  async function install(): Promise<void> {
    const loader = path.join(await environments.programs('target_jsonl'), 'target-jsonl');
    target.script('bin/target-jsonl', `exec '${loader}' "$@"`);
    if (tap !== 'tap-airbyte') {
      const python = path.join(await environments.programs('meltano'), 'python');
      target.script('bin/tap-airbyte', `exec '${python}' '${path.join(CLIENTS, 'stand_in_tap.py')}' "$@"`);
      return;
    }
    const programs = await environments.programs('tap_airbyte');
    target.script('bin/tap-airbyte', `exec '${path.join(programs, 'tap-airbyte')}' "$@"`);
    // `force_native` looks for the connector in an environment of its own making, and checks it with pip.
    const [packages = ''] = fs.globSync(path.join(programs, '../lib/*/site-packages'));
    const native = path.join(packages, 'tap_airbyte/.venv-airbyte-source-personio/bin');
    fs.mkdirSync(native, { recursive: true });
    for (const [name, script] of Object.entries({ 'source-personio': 'exec "$SOURCE_PERSONIO" "$@"', pip: 'exit 0' }))
      fs.writeFileSync(path.join(native, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  async function tests(): Promise<undefined> {
    const program = path.join(await environments.programs('meltano'), 'meltano');
    if (tap === 'tap-airbyte') await environments.programs('tap_airbyte');
    target = new Target(kind);
    sandbox = await target.sandbox({ persons: 30 });
    const { environment } = target;
    await install();
    const project = path.join(target.folder, 'project');
    target.file('project/meltano.yml', fs.readFileSync(path.join(CLIENTS, 'meltano.yml'), 'utf8'));
    fs.mkdirSync(path.join(project, 'output'));
    const [image = '', tag = ''] = kind === 'image' ? IMAGE.split(':') : ['local/source-personio', 'test'];
    const env = (config: unknown) => ({
      ...environment,
      SOURCE_PERSONIO: target.program,
      TAP_AIRBYTE_AIRBYTE_SPEC_IMAGE: image,
      TAP_AIRBYTE_AIRBYTE_SPEC_TAG: tag,
      TAP_AIRBYTE_AIRBYTE_CONFIG: JSON.stringify(config),
      TAP_AIRBYTE_FORCE_NATIVE: String(kind === 'executable'),
      TAP_AIRBYTE_SKIP_NATIVE_CHECK: String(kind === 'image'),
      MELTANO_CLI_LOG_LEVEL: 'info',
      NO_COLOR: '1',
    });
    meltano = (...args) => run(program, args, { cwd: project, env: env(sandbox.config) });
    const good = await meltano('invoke', 'tap-airbyte', '--test');
    assert.equal(good.exit, 0, tail(good.stderr));
  }

  const lines = (stream: string): Row[] => {
    const file = path.join(target.folder, 'project', 'output', `${stream}.jsonl`);
    const rows = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : [];
    return rows.filter(Boolean).map((row) => JSON.parse(row) as Row);
  };

  async function load(): Promise<void> {
    const { exit, stderr } = await meltano('run', 'tap-airbyte', 'target-jsonl');
    assert.equal(exit, 0, tail(stderr));
  }

  async function loads(): Promise<string> {
    await load();
    for (const stream of STREAMS) {
      const keys = lines(stream).map(({ id }) => id);
      assert.deepEqual(keys.sort(), sandbox.ids(stream).sort(), `keys of ${stream}`);
    }
    return `${STREAMS.reduce((sum, stream) => sum + lines(stream).length, 0)} records`;
  }

  async function resumes(): Promise<string> {
    const before = new Map(STREAMS.map((stream) => [stream, lines(stream).length]));
    const { updated, inserted } = sandbox.change({ count: 4, insert: 2 });
    await load();
    let records = 0;
    for (const stream of INCREMENTAL) {
      // target-jsonl appends.
      const added = lines(stream).slice(before.get(stream));
      records += added.length;
      const changed = [...updated[stream], ...inserted[stream]];
      for (const id of changed) {
        const served = sandbox.rows(stream).find((row) => row.id === id);
        assert.equal(added.find((row) => row.id === id)?.updated_at, served?.updated_at, `${stream} ${id}`);
      }
      assert.ok(added.length < (before.get(stream) ?? 0) / 2, `${stream} resumes: ${added.length} records`);
    }
    return `${records} records of ${INCREMENTAL.length} incremental streams`;
  }

  async function fails(): Promise<undefined> {
    sandbox.configure({ rights: { employments: 'refused' } });
    const { exit, stderr, stdout } = await meltano('run', 'tap-airbyte', 'target-jsonl');
    assert.notEqual(exit, 0, 'the run fails');
    assert.match(stderr + stdout, /employments/, 'and says where');
    await target.close();
  }

  const named = (name: string) => `${kind}, Meltano with ${tap}: ${name}`;
  return inOrder([
    { name: named('the connection test'), run: tests },
    { name: named('run into target-jsonl'), run: loads },
    { name: named('a second run resumes from the state'), run: resumes },
    { name: named('a refused stream fails the run'), run: fails },
  ]);
}
