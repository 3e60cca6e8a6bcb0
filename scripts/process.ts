// Child processes of the scripts that test the connector from outside. None of them outlives the script.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Run } from '../integration_tests/connector.ts';

/** A program that takes longer hangs. */
const LIMIT_MS = 180_000;

const children = new Set<ChildProcessWithoutNullStreams>();

export function endAll(): void {
  for (const child of children) child.kill('SIGKILL');
}

interface Options {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** It runs until it is ended. */
  readonly isServer?: boolean;
}

export class Program {
  readonly child: ChildProcessWithoutNullStreams;
  /** What it has printed so far. */
  stdout = '';
  stderr = '';
  readonly ended: Promise<Run>;

  constructor(command: string, args: readonly string[], { isServer = false, ...options }: Options = {}) {
    const child = spawn(command, args, { ...options, stdio: 'pipe' });
    this.child = child;
    children.add(child);
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      this.stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.stderr += chunk;
    });
    const timer = isServer ? undefined : setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    this.ended = once(child, 'close').then(([code, signal]) => {
      clearTimeout(timer);
      children.delete(child);
      return new Run(this.stdout, this.stderr, code ?? signal);
    });
  }
}

/** Runs a program to its end, with this text as its input. */
export async function run(
  command: string,
  args: readonly string[],
  { input = '', ...options }: Options & { readonly input?: string } = {},
): Promise<Run> {
  const program = new Program(command, args, options);
  // One that ends early does not read its input.
  program.child.stdin.on('error', () => {});
  program.child.stdin.end(input);
  return await program.ended;
}

/** The end of a long output, for the message of a failed check. */
export const tail = (text: string): string => text.trim().slice(-1_500);

/** A program that answers each line with a line, both JSON. */
export class Session extends Program {
  readonly #answers = createInterface(this.child.stdout)[Symbol.asyncIterator]();

  async ask<T>(request: Readonly<Record<string, unknown>>): Promise<T> {
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`the client ended: ${tail(this.stderr)}`);
    return JSON.parse(value) as T;
  }

  end(): void {
    this.child.stdin.end();
  }
}
