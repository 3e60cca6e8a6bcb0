import { Writable } from 'node:stream';
import type { Dice } from '../sandbox/data/dice.ts';
import { fixedSchema } from '../src/account/available.ts';
import { parseCatalog } from '../src/airbyte/catalog.ts';
import { Output } from '../src/airbyte/output.ts';
import type { StreamState, SyncMode } from '../src/airbyte/protocol.ts';
import { parseStates } from '../src/airbyte/state.ts';
import { withContext } from '../src/commands/context.ts';
import { parseConfig } from '../src/config/parse.ts';
import type { ConnectorError } from '../src/errors.ts';
import type { JsonSchema } from '../src/json_schema.ts';
import { allStreams } from '../src/streams/index.ts';
import type { Stream } from '../src/streams/stream.ts';
import { failAll, read as readAll } from '../src/sync/sync.ts';
import type { Json } from './connector.ts';

/** Accepts output up to a point; what happens then is up to the test. */
class Pipe extends Writable {
  text = '';
  readonly #onGrowth: (text: string) => void;

  constructor(onGrowth: (text: string) => void, highWaterMark: number) {
    super({ highWaterMark, decodeStrings: false });
    this.#onGrowth = onGrowth;
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.text += chunk;
    this.#onGrowth(this.text);
    setImmediate(done);
  }
}

/** States at any safe point, not only after thousands of records. */
class EagerOutput extends Output {
  readonly #dice: Dice;

  constructor(sink: Writable, dice: Dice) {
    super(sink);
    this.#dice = dice;
  }

  override async checkpoint(stream: string, state: () => StreamState): Promise<void> {
    if (this.#dice.chance(0.3)) await this.state(stream, state());
  }
}

/** Pages of a few rows, so that a small account has many. */
function streamsWithSmallPages(dice: Dice): Stream[] {
  const streams = allStreams();
  for (const stream of streams) {
    for (const each of [stream, stream.parent]) if (each) Object.assign(each, { pageSize: dice.between(2, 9) });
  }
  return streams;
}

export interface Round {
  readonly config: object;
  readonly names: readonly string[];
  readonly mode: SyncMode;
  readonly state: string;
  readonly dice: Dice;
  /** What else the catalog says about every stream. */
  readonly entry?: Json;
  /** The selection for a stream: by default the columns of every account. */
  readonly schema?: (name: string) => JsonSchema;
  /** Sees the output so far; `kill` cuts it there, `stop` acts like SIGTERM. */
  readonly onGrowth?: (length: number, act: { kill(at: number): void; stop(): void }, text: string) => void;
}

/** One sync in this process; its output, and whether it reports success. */
export async function sync({
  config,
  names,
  mode,
  state,
  dice,
  entry,
  schema = (name) => fixedSchema({ name }),
  onGrowth,
}: Round): Promise<{ stdout: string; done: boolean }> {
  const abort = new AbortController();
  let cut = Number.POSITIVE_INFINITY;
  const stop = () => abort.abort(new Error('stopped'));
  const kill = (at: number) => {
    cut = Math.min(cut, at);
    stop();
  };
  const pipe = new Pipe((text) => onGrowth?.(text.length, { kill, stop }, text), dice.pick([1000, 16_384]));
  const out = new EagerOutput(pipe, dice);
  const parsed = parseConfig(config);
  const entryOf = (name: string) => ({ stream: { name, json_schema: schema(name) }, sync_mode: mode, ...entry });
  const configured = parseCatalog({ streams: names.map(entryOf) }, 'catalog');
  const { signal } = abort;
  const options = {
    out,
    signal,
    onFailedLogin: (error: ConnectorError) => failAll(error, { configured, out, signal }),
  };
  const done = await withContext(parsed, options, async ({ client, window, openPrivacy }) => {
    const privacy = await openPrivacy(names);
    const { states } = parseStates(state, 'state', (name) => names.includes(name));
    const streams = streamsWithSmallPages(dice);
    return await readAll({ config: parsed, configured, states, streams, client, window, privacy, out, signal });
  });
  await out.sink.flush();
  return { stdout: pipe.text.slice(0, cut), done: done && cut === Number.POSITIVE_INFINITY };
}
