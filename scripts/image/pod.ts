// A container as the Airbyte platform starts it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Run } from '../../integration_tests/connector.ts';
import { IMAGE } from '../engine.ts';
import { Program } from '../process.ts';
import { type Container, folder, HOST, NO_RIGHTS, openPipe, start } from './containers.ts';

const exec = promisify(execFile);

/** Like the platform's pods: without root, with half a processor and the memory that metadata.yaml requests. */
const POD = [
  ...['--user', '1000:1000', ...NO_RIGHTS, '--workdir', '/pod', '--entrypoint', 'sh'],
  ...['--cpus', '0.5', '--memory', '512m', '--memory-swap', '512m'],
];

/**
 * What runs in them: the entrypoint, evaluated by a shell, from and into named pipes. A file cancels the sync: then
 * only the shell around the connector receives a signal.
 */
const SCRIPT = `
  [ -n "$AIRBYTE_ENTRYPOINT" ] || exit 127
  (eval "$AIRBYTE_ENTRYPOINT $COMMAND --config /pod/config.json --catalog /pod/catalog.json" <in 2>err >out) &
  child=$!
  (while true; do if [ -f cancel ]; then kill $child; exit 0; fi; sleep 0.2; done) &
  wait $child; code=$?; echo $code >exit.tmp; mv exit.tmp exit.txt; eval "$AFTERWARDS"; exit $code`;

export interface Pod {
  readonly container: Container;
  /** Reads what the connector writes. */
  readonly reader: Program;
  /** Resolves when nobody writes any more; stderr was empty. */
  drained(): Promise<Run>;
  cancel(): void;
  exitText(): string;
}

interface PodOptions {
  readonly image?: string;
  /** With its options, but for config and catalog. */
  readonly command: string;
  /** What is evaluated once the connector has ended. */
  readonly afterwards?: string;
  /** Of the connector. Without it, nothing ever comes, and it does not end. */
  readonly input?: string;
}

/** The files are in /pod. */
export async function startPod(
  files: Record<string, unknown>,
  { image = IMAGE, command, afterwards = '', input }: PodOptions,
): Promise<Pod> {
  const dir = folder(files, { folder: 0o777, file: 0o644 });
  const inside = (name: string) => path.join(dir, name);
  for (const pipe of ['in', 'out', 'err']) await exec('mkfifo', ['-m', '666', inside(pipe)]);
  const held = input === undefined ? openPipe(inside('in')) : undefined;
  if (input !== undefined) new Program('sh', ['-c', `cat >'${inside('in')}'`]).child.stdin.end(input);
  const [reader, errors] = [new Program('cat', [inside('out')]), new Program('cat', [inside('err')])];
  const words = ['--env', `COMMAND=${command}`, '--env', `AFTERWARDS=${afterwards}`];
  return {
    container: start([...HOST, ...POD, ...words, '-v', `${dir}:/pod`], ['-c', SCRIPT], image),
    reader,
    drained: async () => {
      const [output, { stdout }] = await Promise.all([reader.ended, errors.ended]);
      if (held !== undefined) fs.closeSync(held);
      assert.equal(stdout, '', 'stderr is not empty');
      return output;
    },
    cancel: () => fs.writeFileSync(inside('cancel'), ''),
    exitText: () => (fs.existsSync(inside('exit.txt')) ? fs.readFileSync(inside('exit.txt'), 'utf8').trim() : ''),
  };
}
