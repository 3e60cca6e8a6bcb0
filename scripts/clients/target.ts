// What the clients run: the built executable, or the image.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type GivenOptions, type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { DESTINATION_IMAGE, IMAGE, ROOT } from '../engine.ts';

export type Kind = 'executable' | 'image';

const targets = new Set<Target>();

/** Removes what failed checks have left. */
export async function closeAll(): Promise<void> {
  for (const target of [...targets]) await target.close();
}

/** A folder for each group of checks, with both programs in it, and accounts. */
export class Target {
  readonly kind: Kind;
  readonly folder: string;
  /** Runs the source with its arguments. Files must be in `folder`. */
  readonly program: string;
  /** Runs the destination with its arguments, as the user who runs this: its report goes into `folder`, too. */
  readonly destination: string;
  /** Noon today, so that the answers do not depend on the minute: a clock that is further off is not trusted. */
  readonly now: Date;
  private readonly sandboxes: Sandbox[] = [];

  constructor(kind: Kind) {
    targets.add(this);
    this.kind = kind;
    this.now = new Date();
    this.now.setUTCHours(12, 0, 0, 0);
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'source-personio-clients-'));
    // The image's user reads the files in it.
    fs.chmodSync(this.folder, 0o755);
    const user = `--user ${process.getuid?.()}:${process.getgid?.()}`;
    this.program = this.script('source-personio', this.starts('main.js', ':ro', IMAGE));
    this.destination = this.script(
      'destination-personio',
      this.starts('destination.js', ` ${user}`, DESTINATION_IMAGE),
    );
  }

  private starts(file: string, options: string, image: string): string {
    return this.kind === 'executable'
      ? `exec '${process.execPath}' '${path.join(ROOT, 'dist', file)}' "$@"`
      : `exec docker run --rm -i --network host --log-driver none -v '${this.folder}:${this.folder}'${options} ${image} "$@"`;
  }

  /**
   * The sandbox address for containers: clients that run `docker run` themselves cannot be given the host's network.
   */
  get environment(): NodeJS.ProcessEnv {
    const bin = path.join(this.folder, 'bin');
    fs.mkdirSync(bin, { recursive: true });
    // tap-airbyte mounts a folder that only its own user may read; this cannot be configured either.
    const run = `exec "$docker" run --network host --user "$(id -u):$(id -g)" "$@"`;
    const others = `PATH=\${PATH#*:}; docker=$(command -v docker)`;
    this.script('bin/docker', `${others}\nif [ "$1" = run ]; then shift; ${run}; fi\nexec "$docker" "$@"`);
    return { ...process.env, PATH: `${bin}:${process.env.PATH}`, TMPDIR: this.folder };
  }

  file(name: string, content: unknown): string {
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  }

  script(name: string, body: string): string {
    const file = this.file(name, `#!/bin/sh\n${body}\n`);
    fs.chmodSync(file, 0o755);
    return file;
  }

  async sandbox(options: GivenOptions = {}): Promise<Sandbox> {
    const sandbox = await startSandbox({ seed: 7, now: this.now, limits: { on: false }, ...options });
    this.sandboxes.push(sandbox);
    return sandbox;
  }

  async close(): Promise<void> {
    targets.delete(this);
    for (const sandbox of this.sandboxes) await sandbox.close();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
