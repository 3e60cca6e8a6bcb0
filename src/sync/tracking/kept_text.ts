import { type Instant, LAST_MS, toInstant } from '../../times.ts';

/** The encoding. A text of another one is not read: the stream sends everything once more. */
const VERSION = '1';
/** No stream keeps more in its state. */
export const MOST_KEPT = 200 * 1024;
const PARTS = 7;

/** What a stream keeps of its rows from one sync to the next: one text member of its state. */
export interface Kept {
  /** A fingerprint of the conditions under which it was made: what was kept under others counts for nothing. */
  readonly conditions: string;
  /** When its list was compared last; empty for never, as with the other times. */
  readonly comparedAt: Instant;
  /** Up to when webhook events were looked at. */
  readonly lookedAt: Instant;
  /** Since when no removal is told, because what was found is not to be believed. */
  readonly refusedAt: Instant;
  /** No record had a later cursor. */
  readonly highest: Instant;
  /** How many rows there are, as far as known. */
  readonly count: number;
  /** What is kept of each row. */
  readonly body: string;
}

export const NOTHING_KEPT: Kept = {
  conditions: '',
  comparedAt: '',
  lookedAt: '',
  refusedAt: '',
  highest: '',
  count: 0,
  body: '',
};

/** Empty where there is nothing to keep; undefined for what is too long to be kept. */
export function keptText({
  conditions,
  comparedAt,
  lookedAt,
  refusedAt,
  highest,
  count,
  body,
}: Kept): string | undefined {
  const times = [comparedAt, lookedAt, refusedAt, highest].map(short);
  if (body === '' && times.every((time) => time === '')) return '';
  const text = [VERSION, conditions, ...times, count.toString(36), body].join('.');
  return text.length > MOST_KEPT ? undefined : text;
}

/** Undefined for what no sync of this version wrote. */
export function parseKept(text: unknown): Kept | undefined {
  if (typeof text !== 'string' || text.length > MOST_KEPT) return undefined;
  const [version, ...parts] = text.split('.');
  if (version !== VERSION || parts.length < PARTS - 1) return undefined;
  const [conditions = '', comparedAt, lookedAt, refusedAt, highest, count = '', ...body] = parts;
  const times = [comparedAt, lookedAt, refusedAt, highest].map(long);
  const rows = Number.parseInt(count, 36);
  if (times.includes(undefined) || !Number.isSafeInteger(rows)) return undefined;
  const [compared = '', looked = '', refused = '', high = ''] = times;
  return {
    conditions,
    comparedAt: compared,
    lookedAt: looked,
    refusedAt: refused,
    highest: high,
    count: rows,
    body: body.join('.'),
  };
}

const short = (at: Instant): string => (at === '' ? '' : (Date.parse(at) / 1000).toString(36));

function long(text = ''): Instant | undefined {
  if (text === '') return '';
  const ms = Number.parseInt(text, 36) * 1000;
  return /^[0-9a-z]{1,8}$/.test(text) && ms <= LAST_MS ? toInstant(ms) : undefined;
}
