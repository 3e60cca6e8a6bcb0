import type { Program } from './program.ts';
import { hearSignals } from './signals.ts';

const NEEDED = 24;

/**
 * Starts a program. This file must load on any Node, if only to print one sentence. Everything else is loaded on demand.
 */
export function start(load: () => Promise<Program>): void {
  hearSignals();
  const major = Number(process.versions.node.split('.')[0]);
  if (major < NEEDED) refuse();
  // An old Node could not even parse a top-level await.
  else void Promise.all([import('./run.ts'), load()]).then(([{ run }, program]) => run(process.argv.slice(2), program));
}

function refuse(): void {
  const message = `The connector needs Node ${NEEDED} or newer; this is Node ${process.versions.node}.`;
  const error = { message, failure_type: 'config_error' };
  const trace = { type: 'TRACE', trace: { type: 'ERROR', emitted_at: Date.now(), error } };
  if (process.stdin.isTTY && process.stdout.isTTY && !process.argv.includes('--json'))
    process.stderr.write(`${message}\n`);
  else process.stdout.write(`${JSON.stringify(trace)}\n`);
  process.exitCode = 1;
}
