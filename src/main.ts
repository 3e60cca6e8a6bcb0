#!/usr/bin/env node
/** The entry point. It must load on any Node, if only to print one sentence. Everything else is loaded on demand. */

import { hearSignals } from './cli/signals.ts';

hearSignals();

const needed = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major < needed) {
  const message = `The connector needs Node ${needed} or newer; this is Node ${process.versions.node}.`;
  const error = { message, failure_type: 'config_error' };
  const trace = { type: 'TRACE', trace: { type: 'ERROR', emitted_at: Date.now(), error } };
  if (process.stdin.isTTY && process.stdout.isTTY && !process.argv.includes('--json'))
    process.stderr.write(`${message}\n`);
  else process.stdout.write(`${JSON.stringify(trace)}\n`);
  process.exitCode = 1;
} else {
  // An old Node could not even parse a top-level await.
  void import('./cli/run.ts').then(({ run }) => run(process.argv.slice(2)));
}
