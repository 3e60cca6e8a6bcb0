import type { Messages } from '../airbyte/messages.ts';
import type { Outcome } from '../commands/command.ts';
import { ConnectorError } from '../errors.ts';
import { onSignal } from './signals.ts';

/** A reader that has stalled must not keep a stopped connector alive. */
const LONGEST_GOODBYE_MS = 700;

/**
 * Runs one command with all that a process owes its caller: signals, a reader that goes away, errors that nobody
 * expected, an exit code that is true, and a stdout that has been emptied before the end. Ends the process.
 */
export async function runCommand(
  name: string | undefined,
  out: Messages,
  command: (signal: AbortSignal) => Promise<Outcome>,
): Promise<void> {
  const stop = new AbortController();
  // Until a command has come to its end, the process has failed.
  process.exitCode = 1;
  redirectConsole(out);

  let stopped: number | undefined;
  onSignal((signal, code) => {
    stopped = code;
    // At whatever moment: what has failed, or would have, was stopped.
    if (process.exitCode !== 0) process.exitCode = code;
    stop.abort(new ConnectorError('transient_error', `Stopped by ${signal}.`));
    // The one exit that does not wait for stdout: it may be that nobody reads it.
    setTimeout(() => process.exit(code), LONGEST_GOODBYE_MS).unref();
  });
  const failed = () => stopped ?? 1;

  let broken = false;
  out.sink.onBroken((error) => {
    broken = true;
    stop.abort(new ConnectorError('system_error', 'stdout is closed.'));
    // A reader that left knows; a disk that is full cannot be told of anywhere else.
    if (error.code !== 'EPIPE') process.stderr.write(`The connector cannot write its output: ${error.message}\n`);
  });

  let crash: Promise<void> | undefined;
  const lastResort = (cause: unknown) => {
    if (broken || stopped !== undefined) return;
    crash ??= fail(name, out, ConnectorError.from(cause)).then(() => out.sink.close());
    stop.abort(cause);
  };
  process.on('uncaughtException', lastResort);
  process.on('unhandledRejection', lastResort);
  // The command waits for something that can no longer come.
  const stuck = () => lastResort(new Error('nothing is left to wait for'));
  process.once('beforeExit', stuck);

  let outcome: number;
  try {
    outcome = await command(stop.signal);
  } catch (error) {
    outcome = broken || stopped !== undefined || crash ? 1 : await fail(name, out, ConnectorError.from(error));
  }
  process.off('beforeExit', stuck);
  await crash;
  // A command that has given its answer has done its work, whatever comes after.
  const done = outcome === 0 && !broken && !crash && !(stopped !== undefined && name === 'read');
  process.exitCode = done ? 0 : failed();
  const written = !broken && (await out.sink.flush());
  if (!written) process.exitCode = failed();
  // Not left to the event loop: on that way a signal would find its default again.
  process.exit();
}

/** A failed check is an answer; any other failure is an error trace and an exit code. */
async function fail(name: string | undefined, out: Messages, error: ConnectorError): Promise<Outcome> {
  if (name === 'check') {
    await out.connectionStatus('FAILED', error.message);
    return 0;
  }
  await out.fail(error);
  return 1;
}

/** Whatever a library prints becomes a LOG message: stdout is for the protocol, and stderr may be read by nobody. */
function redirectConsole(out: Messages): void {
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    console[method] = (...words: unknown[]) => {
      void out.log('DEBUG', words.map(String).join(' '));
    };
  }
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    void out.log('DEBUG', `${warning.name}: ${warning.message}`);
  });
}
