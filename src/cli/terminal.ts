import type { Writable } from 'node:stream';
import { Output } from '../airbyte/output.ts';
import type { LogLevel } from '../airbyte/protocol.ts';
import type { ConnectorError } from '../errors.ts';
import { printable } from '../printable.ts';

/** For a person instead of a platform: what would be messages are sentences on stderr, and stdout holds the answer alone. */
export class TerminalOutput extends Output {
  override readonly forEyes = true;
  readonly #notes: Writable;

  constructor(sink: Writable, notes: Writable) {
    super(sink);
    this.#notes = notes;
  }

  override async log(level: LogLevel, message: string): Promise<void> {
    if (this.wants(level)) this.#note(message);
  }

  override async error(error: ConnectorError): Promise<void> {
    this.#note(error.message);
  }

  #note(text: string): void {
    this.#notes.write(`${printable(this.masker.mask(text))}\n`);
  }
}
