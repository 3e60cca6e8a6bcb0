import { createHmac } from 'node:crypto';

/** Where a page starts: after a fact (which survives changes), or at an offset (which shifts with them). */
export type Position = { readonly after: number } | { readonly offset: number };

export interface Cursor {
  /** The list it belongs to; it is invalid for others. */
  readonly path: string;
  /** The filters of the first request, as a query without the cursor. */
  readonly query: string;
  readonly at: Position;
  /** When it was created, in milliseconds. */
  readonly made: number;
}

const PREFIX = 'cur_';
const SIGNATURE_LENGTH = 12;
let made = 0;

/** Opaque text. No two are equal, even for the same position, as if the server stored them. */
export function writeCursor(cursor: Cursor): string {
  made++;
  const payload = Buffer.from(JSON.stringify({ ...cursor, nonce: made })).toString('base64url');
  return `${PREFIX}${sign(payload)}${payload}`;
}

/** Undefined for a text that was not made by `writeCursor`. */
export function readCursor(text: string): Cursor | undefined {
  const signature = text.slice(PREFIX.length, PREFIX.length + SIGNATURE_LENGTH);
  const payload = text.slice(PREFIX.length + SIGNATURE_LENGTH);
  if (!text.startsWith(PREFIX) || sign(payload) !== signature) return undefined;
  // The signature is valid, so it is one of ours.
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Cursor;
}

/** Not a secret: with a fixed key, cursors survive a restart, so that resumed syncs can be tested across one. */
function sign(payload: string): string {
  return createHmac('sha256', 'sandbox').update(payload).digest('base64url').slice(0, SIGNATURE_LENGTH);
}
