import { ConnectorError } from './errors.ts';
import type { StreamState } from './protocol.ts';
import { isObject } from './read/row.ts';

/** What earlier syncs left behind, by stream name. */
export type States = ReadonlyMap<string, StreamState>;

/** What stands between the states in the output of a read. */
const OTHER_MESSAGES: readonly unknown[] = ['RECORD', 'LOG', 'TRACE'];

/**
 * Reads a state file in any layout that a known runner writes: an array of STREAM messages or of their inner parts, with
 * or without envelope, as objects or as JSON text; a GLOBAL or LEGACY message; a map from stream name to state; JSON
 * lines as this connector prints them, where the last state of a stream counts. Empty means none. Throws a config_error
 * for anything else: an unreadable state must never become a silent full sync.
 */
export function parseStates(text: string, path: string): States {
  const states = new Map<string, StreamState>();
  if (text.trim() === '') return states;
  if (!collect(parse(text, path), states, path)) {
    throw new ConnectorError(
      'config_error',
      `The state file ${path} has no layout that the connector knows. Remove it to start afresh.`,
    );
  }
  return states;
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      return lines.map((line) => JSON.parse(line)).filter((message) => !OTHER_MESSAGES.includes(message?.type));
    } catch {
      throw new ConnectorError('config_error', `The state file ${path} is not valid JSON. Remove it to start afresh.`);
    }
  }
}

/** Adds every stream state found in `value`; false if something in it cannot be a state. */
function collect(value: unknown, into: Map<string, StreamState>, path: string): boolean {
  if (value === null) return true;
  if (typeof value === 'string') return value.trim() === '' || collect(parse(value, path), into, path);
  if (Array.isArray(value)) return value.every((item) => collect(item, into, path));
  if (!isObject(value)) return false;
  if (isObject(value.state) && (value.type === 'STATE' || Object.keys(value).length === 1))
    return collect(value.state, into, path);
  if (Array.isArray(value.airbyte_state)) return collect(value.airbyte_state, into, path);
  if (isObject(value.stream)) return collect(value.stream, into, path);
  if (isObject(value.stream_descriptor)) return keep(value.stream_descriptor.name, value.stream_state, into);
  const global = value.global ?? value.global_;
  if (isObject(global)) return collect(global.stream_states ?? [], into, path);
  if (isObject(value.data)) return collect(value.data, into, path);
  return Object.entries(value).every(([name, state]) => keep(name, state, into));
}

function keep(name: unknown, state: unknown, into: Map<string, StreamState>): boolean {
  if (typeof name !== 'string') return false;
  // Null resets a stream; so does a state without content.
  if (state === null || state === undefined) {
    into.delete(name);
    return true;
  }
  if (!isObject(state)) return false;
  into.set(name, state);
  return true;
}
