import type { Writable } from 'node:stream';
import { Output, type Progress } from '../airbyte/output.ts';
import type { LogLevel } from '../airbyte/protocol.ts';
import type { ConnectorError } from '../errors.ts';
import { printable } from '../printable.ts';

interface TerminalOptions {
  /** Answers are text if the command has one for people. */
  readonly forEyes: boolean;
  /** Logs are sentences on stderr. */
  readonly logs: boolean;
  /** Errors are sentences on stderr. */
  readonly errors: boolean;
  readonly progress?: Progress | undefined;
}

/**
 * What a command prints. For people, some of it is plain text instead of messages. Sentences go to stderr, so that
 * stdout contains only the answer.
 */
export class TerminalOutput extends Output {
  override readonly forEyes: boolean;
  readonly #stderr: Writable;
  readonly #options: TerminalOptions;

  constructor(stdout: Writable, stderr: Writable, options: TerminalOptions) {
    super(stdout, options.progress);
    this.forEyes = options.forEyes;
    this.#stderr = stderr;
    this.#options = options;
  }

  override async log(level: LogLevel, message: string): Promise<void> {
    if (!this.#options.logs) await super.log(level, message);
    else if (this.wants(level)) this.#say(message);
  }

  override async error(error: ConnectorError, stream?: string): Promise<void> {
    if (this.#options.errors) this.#say(error.message);
    else await super.error(error, stream);
  }

  /** This is the answer of a check, so it goes to stdout. */
  override async connectionStatus(status: 'SUCCEEDED' | 'FAILED', message: string): Promise<void> {
    if (this.forEyes) await this.text(`${status === 'FAILED' ? '✗' : '✓'} ${printable(message)}\n`);
    else await super.connectionStatus(status, message);
  }

  #say(text: string): void {
    this.#stderr.write(`${printable(this.masker.mask(text))}\n`);
  }
}
