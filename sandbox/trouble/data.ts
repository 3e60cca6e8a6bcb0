import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Turn } from './turn.ts';

/** A placeholder for digits that a JavaScript number cannot hold, until the response is text. */
const BIG = '@@big@@';
const BIG_NUMBER = '9007199254740993123';
const HUGE = '@@huge@@';
const HUGE_NUMBER = '1e400';

/** A placeholder for values that are nested too deeply to write. */
const DEEP = '@@deep@@';
const DEEP_LEVELS = 6000;

/** A placeholder for member names that are special in an object literal. */
const PROTO = '@@proto@@';

/** Ids, references and times of change stay, so that a client can still identify its rows. */
const KEPT = new Set(['id', 'person', 'updated_at', '_meta', 'employments', 'date', 'type']);

const EDITS = {
  nulls: (row: JsonObject) => mapMembers(row, (_name, value, index) => (index % 2 === 0 ? null : value)),
  'all null': (row: JsonObject) => mapMembers(row, () => null),
  missing: (row: JsonObject) => mapMembers(row, (_name, value, index) => (index % 2 === 0 ? undefined : value)),
  'unknown members': (row: JsonObject) => ({ ...row, shoe_size: 43, office_dog: { name: 'Rüdiger', since: null } }),
  'new enum values': (row: JsonObject) =>
    mapMembers(row, (name, value) => (/status|gender|unit|category|interval/.test(name) ? 'SOMETHING_NEW' : value)),
  'wrong types': (row: JsonObject) =>
    mapMembers(row, (_name, value, index) => (index % 2 === 0 ? value : typeof value === 'string' ? 17 : 'seventeen')),
  'big numbers': (row: JsonObject) => ({ ...row, big_number: BIG, nested: { big_number: BIG } }),
  'huge exponents': (row: JsonObject) => ({ ...row, huge_number: HUGE, nested: { huge_number: HUGE } }),
  'numeric ids': (row: JsonObject) => (/^\d{1,15}$/.test(String(row.id)) ? { ...row, id: Number(row.id) } : row),
  'no created_at': ({ created_at: _, ...row }: JsonObject) => row,
  'no ids': (row: JsonObject) => ({ ...row, id: null }),
  'names of objects': (row: JsonObject) => ({ ...row, [PROTO]: { polluted: true }, constructor: 'x', toString: 'y' }),
  'names of ours': (row: JsonObject) => ({ ...row, additional_fields: { theirs: 1 }, shoe_size: 43 }),
  'deep nesting': (row: JsonObject) => ({ ...row, deep: nested(500) }),
  'deeper nesting': (row: JsonObject) => ({ ...row, deep: DEEP, nested: { deep: [DEEP], big_number: BIG } }),
  'lone surrogates': (row: JsonObject) => mapTexts(row, (text) => `${text}\ud800!`),
  'control characters': (row: JsonObject) => mapTexts(row, (text) => `${text}\u0000\u0007\u001b[31m\u2028\u2029\u0085`),
  'long strings': (row: JsonObject) => ({ ...row, essay: 'ä'.repeat(1_000_000) }),
  'dates out of range': (row: JsonObject) =>
    mapMembers(row, (name, value) =>
      /_date$|_at$/.test(name) && typeof value === 'string' ? '+275760-09-13T00:00:00Z' : value,
    ),
  'dates of year 0': (row: JsonObject) =>
    mapMembers(row, (name, value) => (/_date$|_at$/.test(name) && typeof value === 'string' ? '0000-00-00' : value)),
} as const satisfies Record<string, (row: JsonObject) => JsonObject>;

interface RecordOptions {
  readonly edit: keyof typeof EDITS;
  /** Only every n-th row of a page. */
  readonly every?: number;
}

/** Rows that differ from the reference. */
export const dataActs = {
  async records(turn: Turn, { edit, every = 1 }: RecordOptions): Promise<void> {
    const { json, ...answer } = turn.answer();
    const rows = isObject(json) ? json._data : undefined;
    if (!isObject(json) || !Array.isArray(rows)) {
      return await turn.send({ ...answer, ...(json === undefined ? {} : { json }) });
    }
    const edited = rows.map((row: Json, index) => (isObject(row) && index % every === 0 ? EDITS[edit](row) : row));
    const text = JSON.stringify({ ...json, _data: edited });
    const raw = text
      .replaceAll(`"${BIG}"`, BIG_NUMBER)
      .replaceAll(`"${HUGE}"`, HUGE_NUMBER)
      .replaceAll(`"${DEEP}"`, '['.repeat(DEEP_LEVELS) + ']'.repeat(DEEP_LEVELS))
      .replaceAll(PROTO, '__proto__');
    await turn.send({ ...answer, raw });
  },
};

function nested(levels: number): Json {
  let value: Json = 'bottom';
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

function mapMembers(
  row: JsonObject,
  change: (name: string, value: Json | undefined, index: number) => Json | undefined,
): JsonObject {
  return Object.fromEntries(
    Object.entries(row).map(([name, value], index) => [name, KEPT.has(name) ? value : change(name, value, index)]),
  );
}

function mapTexts(row: JsonObject, change: (text: string) => string): JsonObject {
  return mapMembers(row, (name, value) =>
    typeof value === 'string' && !/_at$|_date$|_time$|_id$|status/.test(name) ? change(value) : value,
  );
}
