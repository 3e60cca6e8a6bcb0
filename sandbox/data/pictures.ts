import { crc32, deflateSync } from 'node:zlib';
import { Dice } from './dice.ts';
import type { Person } from './facts.ts';
import type { Fact } from './table.ts';

export interface Picture {
  readonly type: string;
  readonly body: Uint8Array;
}

const SIZE = 8;

/** Most people have one. */
export function makePicture({ seed }: { readonly seed: number }, serial: number): Fact {
  return { serial, updated: 0, revision: 0, removed: !new Dice(seed, 26, serial).chance(0.6) };
}

export function hasPicture({ picture }: Person): boolean {
  return !picture.removed;
}

/** A small square in its own colour; every third claims to be a JPEG. */
export function pictureOf({ picture: { serial, revision } }: Person): Picture {
  if (serial % 3 === 2) return { type: 'image/jpeg', body: jpegOf(serial, revision) };
  const blue = (160 + revision) & 255;
  const row = [0, ...Array.from({ length: SIZE }, () => [serial & 255, (serial >> 8) & 255, blue]).flat()];
  const pixels = Buffer.from(Array.from({ length: SIZE }, () => row).flat());
  const head = Buffer.alloc(13);
  head.writeUInt32BE(SIZE, 0);
  head.writeUInt32BE(SIZE, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const body = [signature, chunk('IHDR', head), chunk('IDAT', deflateSync(pixels)), chunk('IEND', Buffer.alloc(0))];
  return { type: 'image/png', body: Buffer.concat(body) };
}

function chunk(name: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(data.length, 0);
  whole.set(named, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
}

/** Starts and ends like a JPEG, with a comment in between: nothing checks more than that. */
function jpegOf(serial: number, revision: number): Buffer {
  const comment = Buffer.from(`sandbox ${serial}${revision > 0 ? ` (${revision})` : ''}`, 'latin1');
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xfe, 0, comment.length + 2]);
  return Buffer.concat([head, comment, Buffer.from([0xff, 0xd9])]);
}
