// The Docker engine and the image under test.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { Skip } from './checks.ts';

const exec = promisify(execFile);
export const ROOT = path.resolve(import.meta.dirname, '..');
export const IMAGE = 'source-personio:test';
export const DESTINATION_IMAGE = 'destination-personio:test';

export async function docker(args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await exec('docker', args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.trim();
}

/** The version of the engine, if one answers. */
export async function engineVersion(): Promise<string | undefined> {
  return docker(['version', '--format', '{{.Server.Version}}']).catch(() => undefined);
}

/** Builds the image of the source, with the client's default builder unless specified. */
export const buildImage = (env: NodeJS.ProcessEnv = {}): Promise<undefined> => build(['--tag', IMAGE], env);

export const buildDestinationImage = (): Promise<undefined> =>
  build(['--tag', DESTINATION_IMAGE, '--target', 'destination']);

async function build(options: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<undefined> {
  try {
    await docker(['build', '--quiet', ...options, '.'], env);
  } catch (error) {
    const { stderr } = error as { stderr: string };
    if (/buildx component is missing|legacy builder (is|was) (removed|no longer)/.test(stderr)) {
      throw new Skip('the docker client here has no such builder');
    }
    console.log(stderr.trim());
    throw new Error('docker build failed');
  }
}
