import { counted } from '../counted.ts';
import type { Messages } from './messages.ts';
import type { LogLevel } from './protocol.ts';

interface Notice {
  readonly level: LogLevel;
  readonly text: string;
  readonly streams: Set<string>;
}

/**
 * Notices that may apply to several streams. Each is reported once for all of them, after all had the chance to add it.
 */
export class Notices {
  readonly #out: Pick<Messages, 'log'>;
  readonly #notices = new Map<string, Notice>();

  constructor(out: Pick<Messages, 'log'>) {
    this.#out = out;
  }

  /** The text is what follows the names of the streams; it reads well after one name and after several. */
  add(level: LogLevel, stream: string, text: string): void {
    const key = `${level} ${text}`;
    const notice = this.#notices.get(key) ?? { level, text, streams: new Set() };
    this.#notices.set(key, notice);
    notice.streams.add(stream);
  }

  /** Reports what was added since the last time. `all`: the total number of streams that are read, if known. */
  async say(all = 0): Promise<void> {
    const notices = [...this.#notices.values()];
    this.#notices.clear();
    for (const { level, text, streams } of notices) {
      const names =
        streams.size > 1 && streams.size === all ? `All ${counted(all, 'stream')}` : [...streams].sort().join(', ');
      await this.#out.log(level, `${names}: ${text}`);
    }
  }
}
