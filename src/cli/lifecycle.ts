import type { Messages } from '../airbyte/messages.ts';
import type { Outcome } from '../commands/command.ts';
import { ConnectorError } from '../errors.ts';
import { onSignal } from './signals.ts';

/** A stalled reader must not keep a stopped connector alive. */
const LONGEST_GOODBYE_MS = 700;

/** How a command ends. */
export interface Ending {
  /** A failure is its answer: a connection status, with exit code 0. */
  readonly failureIsAnswer?: boolean;
  /** After a signal it is not done, whatever it returns. Without this, a command that has answered is. */
  readonly signalCutsShort?: boolean;
  /** After a signal it may finish what is under way for this long. */
  readonly graceMs?: number;
}

/**
 * Runs one command, then ends the process. Handles signals, a reader that disconnects and unexpected errors, sets the
 * exit code, and flushes stdout before the end.
 */
export async function runCommand(
  ending: Ending,
  out: Messages,
  command: (signal: AbortSignal) => Promise<Outcome>,
): Promise<void> {
  const stop = new AbortController();
  // Counts as failed until the command is done.
  process.exitCode = 1;
  redirectConsole(out);

  let stopped: number | undefined;
  onSignal((signal, code) => {
    stopped = code;
    // A failure during or after a signal counts as stopped.
    if (process.exitCode !== 0) process.exitCode = code;
    stop.abort(new ConnectorError('transient_error', `Stopped by ${signal}.`));
    // The only exit that does not wait for stdout, which may have no reader.
    setTimeout(() => process.exit(code), (ending.graceMs ?? 0) + LONGEST_GOODBYE_MS).unref();
  });
  const failed = () => stopped ?? 1;

  let broken = false;
  out.sink.onBroken((error) => {
    broken = true;
    stop.abort(new ConnectorError('system_error', 'stdout is closed.'));
    // EPIPE means that the reader left. A full disk can only be reported on stderr.
    if (error.code !== 'EPIPE') process.stderr.write(`The connector cannot write its output: ${error.message}\n`);
  });

  let crash: Promise<void> | undefined;
  const lastResort = (cause: unknown) => {
    if (broken || stopped !== undefined) return;
    crash ??= fail(ending, out, ConnectorError.from(cause)).then(() => out.sink.close());
    stop.abort(cause);
  };
  process.on('uncaughtException', lastResort);
  process.on('unhandledRejection', lastResort);
  // The command waits for something that can no longer happen.
  const stuck = () => lastResort(new Error('nothing is left to wait for'));
  process.once('beforeExit', stuck);

  let outcome: number;
  try {
    outcome = await command(stop.signal);
  } catch (error) {
    outcome = broken || stopped !== undefined || crash ? 1 : await fail(ending, out, ConnectorError.from(error));
  }
  process.off('beforeExit', stuck);
  await crash;
  const cutShort = stopped !== undefined && ending.signalCutsShort;
  const done = outcome === 0 && !broken && !crash && !cutShort;
  process.exitCode = done ? 0 : failed();
  const written = !broken && (await out.sink.flush());
  if (!written) process.exitCode = failed();
  // Leaving it to the event loop would restore the default action of signals first.
  process.exit();
}

/** Unless it is an answer, a failure is an error with an exit code. */
async function fail({ failureIsAnswer }: Ending, out: Messages, error: ConnectorError): Promise<Outcome> {
  if (failureIsAnswer) {
    await out.connectionStatus('FAILED', error.message);
    return 0;
  }
  await out.fail(error);
  return 1;
}

/** Logs what a library prints: stdout is for the protocol, and stderr may have no reader. */
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
