// Child processes of the clients' tests. None of them outlives the tests.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A client that takes longer hangs. */
const LIMIT_MS = 180_000;

const children = new Set<ChildProcess>();

export function endAll(): void {
  for (const child of children) child.kill('SIGKILL');
}

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

function start(command: string, args: readonly string[], options: Options): ChildProcess {
  const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
  children.add(child);
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  child.once('close', () => {
    clearTimeout(timer);
    children.delete(child);
  });
  return child;
}

export async function run(command: string, args: readonly string[], options: Options = {}): Promise<Result> {
  const child = start(command, args, options);
  child.stdin?.end();
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

/** The end of a long output, for the message of a failed check. */
export const tail = (text: string): string => text.trim().slice(-1_500);

/** A process that answers each line with a line, both JSON. */
export class Session {
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;
  private stderr = '';

  constructor(command: string, args: readonly string[], options: Options) {
    this.child = start(command, args, options);
    this.child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      this.stderr += chunk;
    });
    if (this.child.stdout === null) throw new Error('no stdout');
    this.answers = createInterface(this.child.stdout)[Symbol.asyncIterator]();
  }

  async ask<T>(request: Readonly<Record<string, unknown>>): Promise<T> {
    this.child.stdin?.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.answers.next();
    if (done) throw new Error(`the client ended: ${tail(this.stderr)}`);
    return JSON.parse(value) as T;
  }

  end(): void {
    this.child.stdin?.end();
  }
}
