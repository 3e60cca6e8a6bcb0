import { gunzipSync } from 'node:zlib';
import { parseJson } from './json.ts';
import type { Reason } from './judge.ts';
import { header, type Reply } from './send.ts';

/** What a successful reply says, or why it says nothing. */
export type BodyReader<T> = (reply: Reply) => { readonly value: T } | { readonly reason: Reason };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** JSON that `parse` accepts. */
export function jsonBody<T>(parse: (body: unknown) => T | undefined): BodyReader<T> {
  return ({ body }) => {
    let json: unknown;
    try {
      json = parseJson(utf8.decode(unpacked(body)));
    } catch {
      return { reason: 'garbled' };
    }
    const value = parse(json);
    return value === undefined ? { reason: 'unexpected' } : { value };
  };
}

export const textBody: BodyReader<string> = ({ body }) => {
  try {
    return { value: utf8.decode(unpacked(body)) };
  } catch {
    return { reason: 'garbled' };
  }
};

export const wholeBody: BodyReader<{ contentType: string | undefined; bytes: Buffer }> = ({ headers, body }) => {
  // A page for people in the place of a file is none.
  if (body.length === 0 || header(headers, 'content-type')?.startsWith('text/html')) return { reason: 'garbled' };
  try {
    return { value: { contentType: header(headers, 'content-type'), bytes: unpacked(body) } };
  } catch {
    return { reason: 'garbled' };
  }
};

/** A body that begins with gzip's magic number is unpacked, whatever the headers say. Throws if it is damaged. */
function unpacked(body: Buffer): Buffer {
  return body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body;
}
