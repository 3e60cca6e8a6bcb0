import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { ConnectorError } from '../../errors.ts';

/** Runs this program with other arguments and yields the lines of its output. Throws if it fails. */
export async function* runProgram(args: readonly string[], signal: AbortSignal): AsyncGenerator<string> {
  const [main = ''] = process.argv.slice(1);
  // The settings of this machine, such as a proxy, are not meant for the sandbox.
  const env = { PATH: process.env.PATH };
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'], signal });
  const ended = once(child, 'close');
  // A failure is thrown below, after the last line.
  ended.catch(() => {});
  yield* createInterface({ input: child.stdout });
  const [code] = await ended;
  if (code !== 0)
    throw new ConnectorError('system_error', `The demo stopped: ${args[0]} ended with exit code ${code}.`);
}
