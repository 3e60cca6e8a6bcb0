import { parseJson } from '../json.ts';
import type { Reason } from './judge.ts';
import { header, type Reply, unpacked } from './send.ts';

/** The content of a reply and its uncompressed size, or why it cannot be used. */
type Result<T> =
  | { readonly value: T; readonly size: number }
  | { readonly reason: Extract<Reason, 'too_large' | 'garbled' | 'unexpected'> };

/** Reads a successful reply of at most `mostBytes` uncompressed bytes. */
export type BodyReader<T> = (reply: Reply, mostBytes: number) => Result<T>;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** JSON that `parse` accepts. */
export function jsonBody<T>(parse: (body: unknown) => T | undefined): BodyReader<T> {
  return (reply, mostBytes) => {
    const json = decoded(reply, mostBytes, (bytes) => parseJson(utf8.decode(bytes)));
    if ('reason' in json) return json;
    const value = parse(json.value);
    return value === undefined ? { reason: 'unexpected' } : { value, size: json.size };
  };
}

/** What a write is answered with: JSON that `parse` accepts, or nothing. */
export function answerBody<T>(parse: (body: unknown) => T | undefined): BodyReader<T> {
  const read = jsonBody(parse);
  return (reply, mostBytes) => {
    if (reply.body.length > 0) return read(reply, mostBytes);
    const value = parse(undefined);
    return value === undefined ? { reason: 'unexpected' } : { value, size: 0 };
  };
}

export const textBody: BodyReader<string> = (reply, mostBytes) =>
  decoded(reply, mostBytes, (bytes) => utf8.decode(bytes));

export const wholeBody: BodyReader<{ contentType: string | undefined; bytes: Buffer }> = (reply, mostBytes) => {
  const contentType = header(reply.headers, 'content-type');
  // An HTML page in place of a file is not the file.
  if (reply.body.length === 0 || contentType?.startsWith('text/html')) return { reason: 'garbled' };
  return decoded(reply, mostBytes, (bytes) => ({ contentType, bytes }));
};

function decoded<T>({ body }: Reply, mostBytes: number, decode: (bytes: Buffer) => T): Result<T> {
  try {
    const bytes = unpacked(body, mostBytes);
    return { value: decode(bytes), size: bytes.length };
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return { reason: isTooLarge ? 'too_large' : 'garbled' };
  }
}
