// Runs commands and has every line that they print validated by the published protocol models, strictly.
import assert from 'node:assert/strict';
import path from 'node:path';
import type { Run } from '../../integration_tests/connector.ts';
import { ROOT } from '../engine.ts';
import { run, tail } from '../process.ts';
import type { Environments } from './environments.ts';
import type { Target } from './target.ts';

const VALIDATOR = path.join(ROOT, 'integration_tests', 'clients', 'validate_protocol.py');

export class StrictRuns {
  readonly #target: Target;
  readonly #program: string;
  readonly #outputs: string[] = [];

  /** Of one of the target's programs. */
  constructor(target: Target, program: string) {
    this.#target = target;
    this.#program = program;
  }

  get count(): number {
    return this.#outputs.length;
  }

  async run(exitCode: number, args: readonly string[], input = ''): Promise<Run> {
    const output = await run(this.#program, args, { input });
    const command = args.slice(0, 3).join(' ');
    assert.equal(output.stderr, '', `stderr of ${command} is not empty`);
    assert.equal(output.exit, exitCode, `exit code of ${command}; ${tail(JSON.stringify(output.errors))}`);
    this.#outputs.push(this.#target.file(`output-${this.count}-${args[0]}.jsonl`, output.stdout));
    return output;
  }

  /** Validates every line, and returns the numbers of lines by type. */
  async validate(environments: Environments): Promise<Readonly<Record<string, number>>> {
    const python = path.join(await environments.programs('protocol'), 'python');
    const options = this.#program === this.#target.destination ? ['--destination'] : [];
    const { exit, stdout, stderr } = await run(python, [VALIDATOR, ...options, ...this.#outputs]);
    assert.equal(exit, 0, `${stdout.slice(0, 1_000)} ${tail(stderr)}`);
    return JSON.parse(stdout);
  }
}

export const linesIn = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
