import { once } from 'node:events';
import { isImage } from '../environment.ts';
import { ConnectorError } from '../errors.ts';
import type { Command } from './command.ts';
import { wayHere } from './ways.ts';

/** Serves an account with invented people until a signal arrives. Prints the config to read it with. */
export const sandbox: Command = async (out, { rest }, signal) => {
  const { HELP, openSandbox } = await import('../../sandbox/command_line.ts');
  // The container's 127.0.0.1 cannot be reached from outside.
  const defaults = isImage() ? { host: '0.0.0.0' } : {};
  const opened = await openSandbox(rest, defaults).catch((error: unknown) => {
    throw new ConnectorError('config_error', error instanceof Error ? error.message : String(error));
  });
  if (!opened) {
    await out.sink.write(`source-personio sandbox [options]\n\n${HELP}`);
    return 0;
  }
  const ended = once(signal, 'abort');
  await out.sink.write(`${JSON.stringify(opened.config, null, 2)}\n`);
  await out.log('INFO', 'The sandbox is ready. The config for it is on stdout. Stop it with Ctrl-C.');
  await out.log('INFO', `In another terminal: ${wayHere().run('preview').join(' ')}`);
  await ended;
  await opened.close();
  return 0;
};
