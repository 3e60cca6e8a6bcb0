import { type Instant, LAST_MS, toInstant } from '../../times.ts';

/** The version of the encoding. A text of another version is ignored: the stream sends everything again. */
const VERSION = '1';
/** No stream keeps more than this in its state. */
export const MOST_KEPT = 200 * 1024;
const PARTS = 7;

/** What a stream remembers about its rows from one sync to the next: one text member of its state. */
export interface Kept {
  /** A fingerprint of the conditions under which it was made: under other conditions it is worthless. */
  readonly conditions: string;
  /** When its list was last compared; empty for never, as with the other times. */
  readonly comparedAt: Instant;
  /** Up to when webhook events were looked at. */
  readonly lookedAt: Instant;
  /** Since when removals have been withheld, because the findings are not believed. */
  readonly refusedAt: Instant;
  /** No record had a later cursor. */
  readonly highest: Instant;
  /** The number of rows, as far as known. */
  readonly count: number;
  /** What is kept about each row. */
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

/** Empty if there is nothing to keep; undefined if it is too long to keep. */
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

/** Undefined for a text that no sync of this version wrote. */
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
