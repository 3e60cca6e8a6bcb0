import { parseJson } from '../json.ts';
import { unpacked } from './gzip.ts';
import type { Reason } from './judge.ts';
import { header, type Reply } from './send.ts';

/** What a successful reply says, or why it says nothing; unpacked it has at most that many bytes. */
export type BodyReader<T> = (
  reply: Reply,
  mostBytes: number,
) => { readonly value: T } | { readonly reason: Extract<Reason, 'too_large' | 'garbled' | 'unexpected'> };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** JSON that `parse` accepts. */
export function jsonBody<T>(parse: (body: unknown) => T | undefined): BodyReader<T> {
  return ({ body }, mostBytes) => {
    let json: unknown;
    try {
      json = parseJson(utf8.decode(unpacked(body, mostBytes)));
    } catch (error) {
      return { reason: reasonOf(error) };
    }
    const value = parse(json);
    return value === undefined ? { reason: 'unexpected' } : { value };
  };
}

export const textBody: BodyReader<string> = ({ body }, mostBytes) => {
  try {
    return { value: utf8.decode(unpacked(body, mostBytes)) };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
};

export const wholeBody: BodyReader<{ contentType: string | undefined; bytes: Buffer }> = (
  { headers, body },
  mostBytes,
) => {
  // A page for people in the place of a file is none.
  if (body.length === 0 || header(headers, 'content-type')?.startsWith('text/html')) return { reason: 'garbled' };
  try {
    return { value: { contentType: header(headers, 'content-type'), bytes: unpacked(body, mostBytes) } };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
};

const reasonOf = (error: unknown): 'too_large' | 'garbled' =>
  (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'garbled';
