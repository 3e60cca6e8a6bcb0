import { gunzipSync } from 'node:zlib';

/**
 * A body that begins with gzip's magic number is unpacked, whatever the headers say. Throws if it is damaged, or as soon
 * as there is more than `mostBytes` of it: a small body may unpack to a thousand times its size.
 */
export function unpacked(body: Buffer, mostBytes: number): Buffer {
  return body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body, { maxOutputLength: mostBytes }) : body;
}
