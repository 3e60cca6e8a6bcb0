// The sandbox in a process of its own, so that its work is not counted as the connector's.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { ChangeOptions } from '../../sandbox/data/change.ts';
import type { LoggedRequest } from '../../sandbox/http/request_log.ts';
import type { GivenSettings } from '../../sandbox/options.ts';
import type { SandboxConfig } from '../../sandbox/server.ts';

export class Server {
  readonly config: SandboxConfig;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, config: SandboxConfig) {
    this.#child = child;
    this.config = config;
  }

  /** Starts `npm run sandbox` with these options. */
  static async start(options: readonly string[]): Promise<Server> {
    const main = path.resolve(import.meta.dirname, '../../sandbox/main.ts');
    // Accounts of 100,000 persons need more than the usual heap.
    const child = spawn(process.execPath, ['--max-old-space-size=8192', main, '--port', '0', ...options], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    process.once('exit', () => child.kill());
    let text = '';
    for await (const chunk of child.stdout.setEncoding('utf8')) {
      text += chunk;
      if (text.trimEnd().endsWith('}')) return new Server(child, JSON.parse(text) as SandboxConfig);
    }
    throw new Error('The sandbox did not start.');
  }

  /** Every request since the start or the last `forget`, without logins. */
  async log(): Promise<LoggedRequest[]> {
    const log = (await this.#control('GET', 'log')) as LoggedRequest[];
    return log.filter(({ stream }) => stream !== null);
  }

  /** The rows of a stream as they are served. */
  async rows(stream: string): Promise<readonly object[]> {
    return (await this.#control('GET', `rows?stream=${stream}`)) as readonly object[];
  }

  async forget(): Promise<void> {
    await this.#control('POST', 'reset-requests');
  }

  /** Updates some of the account's data, now. */
  async change(options: ChangeOptions): Promise<void> {
    await this.#control('POST', 'change', options);
  }

  async configure(settings: GivenSettings): Promise<void> {
    await this.#control('POST', 'settings', settings);
  }

  async stop(): Promise<void> {
    const closed = once(this.#child, 'close');
    this.#child.kill();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #control(method: string, name: string, body?: object): Promise<unknown> {
    const url = `${this.config.api_url}/_sandbox/${name}`;
    const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`The sandbox refused ${name}: ${await response.text()}`);
    return await response.json();
  }
}
