/** The first file that runs: it must load, and say one sentence, on any Node. Everything else comes on demand. */

import { SIGNALS } from './signals.ts';

// Until a command runs there is nothing to bring to an end. As the first process of a container Node would not hear them.
for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => process.exit(code));

const needed = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major < needed) {
  const message = `The connector needs Node ${needed} or newer; this is Node ${process.versions.node}.`;
  const error = { message, failure_type: 'config_error' };
  process.stdout.write(
    `${JSON.stringify({ type: 'TRACE', trace: { type: 'ERROR', emitted_at: Date.now(), error } })}\n`,
  );
  process.exitCode = 1;
} else {
  // An old Node could not even parse a top-level await.
  void import('./cli.ts').then(({ run }) => run(process.argv.slice(2)));
}
