import { parseCatalog } from '../catalog.ts';
import type { Command } from '../cli.ts';
import { ConnectorError } from '../errors.ts';
import { readJson, readText } from '../files.ts';
import { keepHeapSmall } from '../heap.ts';
import { HttpClient } from '../http/client.ts';
import { read as readAll } from '../read/read.ts';
import { parseStates } from '../state.ts';
import { allStreams } from '../streams/index.ts';
import { clientOptions, loadConfig } from './connect.ts';

export const read: Command = async (out, files, signal) => {
  const [config, configured, states] = allOrEveryProblem(
    () => loadConfig(files.config, out),
    () => parseCatalog(readJson(files.catalog, 'catalog'), files.catalog),
    () => parseStates(files.state === undefined ? '' : readText(files.state, 'state'), files.state ?? ''),
  );
  keepHeapSmall();
  const client = new HttpClient(clientOptions(config, out), signal);
  try {
    return (await readAll({ config, configured, states, streams: allStreams(), client, out, signal })) ? 0 : 1;
  } finally {
    await client.close();
  }
};

/** The results of all, or one config_error that tells the problems of all. */
function allOrEveryProblem<A, B, C>(a: () => A, b: () => B, c: () => C): [A, B, C] {
  const problems: string[] = [];
  const attempt = <T>(load: () => T): T | undefined => {
    try {
      return load();
    } catch (error) {
      if (!(error instanceof ConnectorError && error.failureType === 'config_error')) throw error;
      problems.push(error.message);
      return undefined;
    }
  };
  const results = [attempt(a), attempt(b), attempt(c)];
  if (problems.length > 0) throw new ConnectorError('config_error', problems.join(' '));
  return results as [A, B, C];
}
