import type { StreamName } from '../airbyte/destination_catalog.ts';
import { ConnectorError } from '../errors.ts';
import { parseJson } from '../json.ts';
import { isObject, type Row } from '../row.ts';
import type { Line } from './lines.ts';

/** A message on stdin, as far as a destination needs it. */
export type Message =
  | {
      readonly type: 'record';
      readonly stream: StreamName;
      readonly data: Row;
      /** The file of the record, on a disk that is shared with the source. */
      readonly file: string | undefined;
      /** The size of its line. */
      readonly bytes: number;
    }
  /** Without a stream, it covers all of them. */
  | { readonly type: 'state'; readonly stream: StreamName | undefined; readonly state: Row }
  /** The source has sent all of the stream. */
  | { readonly type: 'complete'; readonly stream: StreamName }
  /** A line that is no message. */
  | { readonly type: 'noise' };

const decoder = new TextDecoder('utf-8', { fatal: true });
const OPENING_BRACE = 0x7b;
const BLANKS = [0x20, 0x09, 0x0d];

/**
 * The message in a line; undefined if it says nothing to a destination. Throws a ConnectorError for a line that begins
 * like a message and is none: it may be a row.
 */
export const messageIn = (line: Line, number: number): Message | undefined =>
  line.read((bytes) => parsed(bytes, number));

function parsed(line: Buffer, number: number): Message | undefined {
  const first = line.findIndex((byte) => !BLANKS.includes(byte));
  if (first < 0) return undefined;
  if (line[first] !== OPENING_BRACE) return { type: 'noise' };
  const broken = (why: string) =>
    new ConnectorError(
      'transient_error',
      `Line ${number} of the input ${why}. It may be a row, so the run stops here.`,
    );
  let message: unknown;
  try {
    message = parseJson(decoder.decode(line));
  } catch {
    throw broken('begins like a message but is not valid JSON');
  }
  // Rows without an envelope, for example.
  if (!isObject(message) || typeof message.type !== 'string') return { type: 'noise' };
  const { type, record, state, trace } = message;
  if (type === 'RECORD') {
    const stream = isObject(record) ? streamIn(record.stream, record.namespace) : undefined;
    if (!isObject(record) || !stream || !isObject(record.data)) throw broken('is a record without a stream or data');
    return { type: 'record', stream, data: record.data, file: fileIn(record.file_reference), bytes: line.length };
  }
  if (type === 'STATE') {
    if (!isObject(state)) throw broken('is a state without content');
    return { type: 'state', stream: describedIn(state.stream), state };
  }
  if (type === 'TRACE' && isObject(trace) && isObject(trace.stream_status)) {
    const stream = describedIn(trace.stream_status);
    if (stream && trace.stream_status.status === 'COMPLETE') return { type: 'complete', stream };
  }
  return undefined;
}

function describedIn(holder: unknown): StreamName | undefined {
  const descriptor = isObject(holder) ? holder.stream_descriptor : undefined;
  return isObject(descriptor) ? streamIn(descriptor.name, descriptor.namespace) : undefined;
}

const streamIn = (name: unknown, namespace: unknown): StreamName | undefined =>
  typeof name === 'string'
    ? { name, namespace: typeof namespace === 'string' && namespace !== '' ? namespace : undefined }
    : undefined;

const fileIn = (reference: unknown): string | undefined =>
  isObject(reference) && typeof reference.staging_file_url === 'string' ? reference.staging_file_url : undefined;
