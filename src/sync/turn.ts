import { hash } from 'node:crypto';
import type { StreamState } from '../airbyte/protocol.ts';
import { type Instant, instantOf } from '../times.ts';

/**
 * The position in the rotation in which all parents are visited, changed or not. A hash of its id places each parent on
 * a circle. Empty if no parent was skipped since all of them were visited.
 */
export interface Turn {
  /** The next share begins here: 8 hex digits. */
  readonly from: string;
  /** When the share before it was read. */
  readonly at: Instant;
}

/** Nobody was skipped. */
export const NOBODY: Turn = { from: '', at: '' };

/** A part of the circle: its end is excluded, and it may wrap around zero. */
export interface Share {
  readonly from: string;
  readonly to: string;
}

const CIRCLE = 2 ** 32;
const FIRST = '00000000';
const DAY_MS = 86_400_000;
/** A share is not read before it is this part of the circle: each one needs a list of all parents. */
const SMALLEST_PART = 1 / 200;
/** Syncs at regular intervals may come seconds late. A delay below this part of an interval does not count. */
const LATE = 0.02;

/** As stored in the state. */
export const turnState = ({ from, at }: Turn) => ({ reread_from: from, reread_at: at });

/** Reads it from a state; undefined if it is invalid. */
export function readTurn(state: StreamState = {}): Turn | undefined {
  const from = state.reread_from ?? '';
  const at = state.reread_at ?? '';
  if (from === '' && at === '') return NOBODY;
  const instant = typeof at === 'string' ? instantOf(at) : undefined;
  const isValid = typeof from === 'string' && /^[0-9a-f]{8}$/.test(from) && instant !== undefined;
  return isValid ? { from, at: instant } : undefined;
}

/** True if parents may have been skipped since all were visited. */
export const hasSkipped = ({ from }: Turn): boolean => from !== '';

/** Where the next share begins: nobody was skipped until the cursor, or no share was read after it. */
export const turnFrom = ({ from, at }: Turn, since: Instant): Turn =>
  from === '' ? { from: FIRST, at: since } : { from, at: at < since ? at : since };

/**
 * The share that is due. If syncs continue at the interval since the last share, their shares add up to the whole
 * circle within `days`. Undefined while that would be hardly anybody; `all` if two such syncs would be too late.
 */
export function shareOf({ from, at }: Turn, now: Instant, days: number): Share | 'all' | undefined {
  const elapsedMs = Date.parse(now) - Date.parse(at);
  const part = elapsedMs / (days * DAY_MS);
  if (part < SMALLEST_PART) return undefined;
  const syncs = Math.floor(1 / part + LATE);
  if (syncs < 2) return 'all';
  const to = (Number.parseInt(from, 16) + Math.ceil(CIRCLE / syncs)) % CIRCLE;
  return { from, to: to.toString(16).padStart(8, '0') };
}

export function isInShare(id: string, { from, to }: Share): boolean {
  const place = hash('sha256', id).slice(0, 8);
  return from < to ? place >= from && place < to : place >= from || place < to;
}
