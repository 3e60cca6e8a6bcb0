import { ConnectorError } from '../errors.ts';
import { isObject, type Row } from '../row.ts';
import { valuesOf } from './json_lines.ts';
import type { StreamState } from './protocol.ts';

/** The states of earlier syncs, by stream name. */
export type States = ReadonlyMap<string, StreamState>;

interface StateFile {
  readonly states: States;
  /** Something in the file was left out because it is truncated or not JSON. */
  readonly torn: boolean;
}

/** Types of objects that hold states. Records, logs and so on may come between them. */
const STATE_TYPES = ['STATE', 'STREAM', 'GLOBAL', 'LEGACY'];

/** Members that hold states, the newer ones last: of Airbyte's messages and API, of PyAirbyte, Meltano and Singer. */
const WRAPPERS = [
  ...['state', 'data', 'connectionState', 'stream', 'stream_state', 'streamState'],
  ...['global', 'global_', 'globalState', 'stream_states', 'streamStates'],
  ...[
    'completed',
    'completed_state',
    'partial',
    'partial_state',
    'singer_state',
    'value',
    'bookmarks',
    'airbyte_state',
  ],
];

/**
 * Reads a state file in any layout that a known runner writes: descriptors of streams with their states, a map from
 * stream name to state, and lists, messages, wrappers and texts that hold these; JSON lines as this connector prints
 * them, where the last state of a stream counts. Empty means none. Throws a config_error for a file that names no
 * stream: an unreadable state must never become a silent full sync.
 */
export function parseStates(text: string, path: string, isStream: (name: string) => boolean): StateFile {
  const { values, torn } = valuesOf(text);
  const reader = new StateReader(isStream);
  const understood = reader.take(values) && (reader.named || (!torn && !reader.foreign));
  if (understood) return { states: reader.states, torn };
  const why = torn ? 'is not valid JSON' : 'has an unknown layout';
  throw new ConnectorError('config_error', `The state file ${path} ${why}. Remove it to start from the beginning.`);
}

class StateReader {
  readonly states = new Map<string, StreamState>();
  /** True if a stream was named, even if only to reset it. */
  named = false;
  /** True if there was anything else. */
  foreign = false;
  readonly #isStream: (name: string) => boolean;

  constructor(isStream: (name: string) => boolean) {
    this.#isStream = isStream;
  }

  /** False if the place of a state holds something that cannot be one. */
  take(values: readonly unknown[]): boolean {
    // In the order of the file, and without recursion: a file may be nested arbitrarily deep.
    const pending = values.toReversed();
    while (pending.length > 0) {
      const inner = this.#open(pending.pop());
      if (!inner) return false;
      for (const each of inner.toReversed()) pending.push(each);
    }
    return true;
  }

  /** Collects the stream states in the value; returns what else to look at, or undefined if it cannot be a state. */
  #open(value: unknown): readonly unknown[] | undefined {
    if (value === null) return [];
    if (Array.isArray(value)) return value;
    if (typeof value === 'string') {
      const { values, torn } = valuesOf(value);
      return torn ? undefined : values;
    }
    if (!isObject(value)) return undefined;
    const descriptor = value.stream_descriptor ?? value.streamDescriptor;
    if (isObject(descriptor)) return this.#keep(descriptor.name, value.stream_state ?? value.streamState);
    return this.#openMap(value);
  }

  #openMap(value: Row): readonly unknown[] | undefined {
    const { type } = value;
    if (typeof type === 'string' && !STATE_TYPES.includes(type.toUpperCase())) {
      this.foreign = true;
      return [];
    }
    const wrapped = WRAPPERS.filter((name) => Object.hasOwn(value, name));
    // Statistics and the like may be next to a type or a wrapper.
    const isMap = wrapped.length === 0 && type === undefined;
    for (const [name, state] of Object.entries(value)) {
      if (wrapped.includes(name)) continue;
      if (this.#isStream(name)) {
        if (!this.#keep(name, state)) return undefined;
      } else if (isMap || !isBlank(state)) {
        this.foreign = true;
        if (isMap && isObject(state)) this.states.set(name, state);
      }
    }
    return wrapped.map((name) => value[name]);
  }

  #keep(name: unknown, state: unknown): readonly [] | undefined {
    if (typeof name !== 'string') return undefined;
    // Null resets a stream.
    if (state === null || state === undefined) this.states.delete(name);
    else if (isObject(state)) this.states.set(name, state);
    else return undefined;
    this.named = true;
    return [];
  }
}

function isBlank(value: unknown): boolean {
  if (isObject(value)) return Object.keys(value).length === 0;
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
