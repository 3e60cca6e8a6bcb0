// A private PostgreSQL server, in a folder that is removed with it.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Skip } from '../checks.ts';
import { Program, tail } from '../process.ts';

const exec = promisify(execFile);
/** The server does not run as root. Every system has this user. */
const NOBODY = 65_534;
/** Where Debian keeps programs that are not on the PATH, separately for each version. */
const PROGRAMS = '/usr/lib/postgresql/*/bin';

export interface PostgresServer {
  readonly port: number;
  readonly user: string;
  readonly close: () => Promise<void>;
}

/**
 * Starts a server whose sessions have a zone of their own, as many do. Throws `Skip` if there is no server to start.
 */
export async function startPostgres(folder: string, timeZone: string): Promise<PostgresServer> {
  const as = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const env = { ...process.env, PATH: [process.env.PATH, ...fs.globSync(PROGRAMS)].join(path.delimiter) };
  fs.mkdirSync(folder);
  if (as.uid !== undefined) fs.chownSync(folder, NOBODY, NOBODY);
  const data = path.join(folder, 'data');
  const user = 'hr';
  const options = { ...as, env, cwd: folder };
  try {
    await exec('initdb', ['-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Skip('no PostgreSQL server is installed');
    throw error;
  }
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    timezone: timeZone,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = new Program('postgres', ['-D', data, ...flags], { ...options, isServer: true });
  await ready(server);
  return {
    port,
    user,
    close: async () => {
      // Open sessions are cut.
      server.child.kill('SIGINT');
      await server.ended;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

async function ready(server: Program): Promise<void> {
  while (!server.stderr.includes('ready to accept connections')) {
    if (server.child.exitCode !== null) throw new Error(`PostgreSQL ended: ${tail(server.stderr)}`);
    await sleep(50);
  }
}
