import { asJsonText, type Fitter, fitterOf } from '../convert.ts';
import { UNREADABLE } from '../json.ts';
import type { JsonSchema } from '../json_schema.ts';
import { type Change, isKey, isObject, type Row } from '../row.ts';

/** In bytes. A larger record breaks some readers, and destinations have even lower limits. */
const LONGEST_LINE = 10 * 1024 * 1024;
/** A lone surrogate as `JSON.stringify` writes it. */
const LONE_SURROGATE = /\\ud[89a-f]/;

/** Makes rows conform to their schema: values that cannot be kept become null and are reported. */
export class SchemaConformer {
  readonly #fitSent: Fitter;
  readonly #fitLeaving: Fitter;
  readonly #primaryKey: string;

  /** `leaving` is the schema of the row when it is written, if that is different. */
  constructor(schema: JsonSchema, primaryKey: string, leaving = schema) {
    this.#fitSent = fitterOf(schema);
    this.#fitLeaving = leaving === schema ? this.#fitSent : fitterOf(leaving);
    this.#primaryKey = primaryKey;
  }

  /** Converts what can be converted without loss. True if the whole row fits afterwards. */
  fit(row: Row): boolean {
    let isFit = true;
    this.#fitSent(row, (value) => {
      isFit = false;
      return value;
    });
    return isFit;
  }

  /**
   * The row as JSON text. A row that does not fit is changed where necessary, and the changes are added to `changes`.
   */
  write(row: Row, fits: boolean, changes: Change[]): string {
    if (!fits) this.#null(row, changes);
    let fitting = row;
    let text = JSON.stringify(fitting);
    if (text.includes('\\ud') && LONE_SURROGATE.test(text)) {
      fitting = wellFormed(row, '', changes) as Row;
      text = JSON.stringify(fitting);
    }
    while (isTooLong(text) && this.#shorten(fitting, changes)) text = JSON.stringify(fitting);
    return text;
  }

  #null(row: Row, changes: Change[]): void {
    this.#fitLeaving(row, (value, schema, path) => {
      const isPrimaryKey = path.length === 1 && path[0] === this.#primaryKey;
      // Without a key the row could not be identified, so a key of another type is better.
      if (isPrimaryKey && isKey(value)) return value;
      const text = isPrimaryKey ? undefined : asJsonText(value, schema);
      if (text !== undefined) return text;
      changes.push({ field: path.join('.'), change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' });
      return null;
    });
  }

  /** Removes the longest member; false if only the key is left. */
  #shorten(row: Row, changes: Change[]): boolean {
    const sizes = Object.entries(row)
      .filter(([name, value]) => name !== this.#primaryKey && value !== null && value !== undefined)
      .map(([name, value]) => ({ name, size: JSON.stringify(value)?.length ?? 0 }));
    const longest = sizes.sort((a, b) => b.size - a.size)[0];
    if (!longest) return false;
    row[longest.name] = null;
    changes.push({ field: longest.name, change: 'NULLED', reason: 'SOURCE_RECORD_SIZE_LIMITATION' });
    return true;
  }
}

/** UTF-8 takes up to three bytes for a UTF-16 unit. */
const isTooLong = (text: string): boolean => text.length * 3 > LONGEST_LINE && Buffer.byteLength(text) > LONGEST_LINE;

/** The value with U+FFFD for each lone surrogate, and null for unreadable values. */
function wellFormed(value: unknown, path: string, changes: Change[]): unknown {
  if (typeof value === 'string') {
    if (value.isWellFormed()) return value;
    if (value === UNREADABLE) {
      changes.push({ field: path, change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' });
      return null;
    }
    changes.push({ field: path, change: 'TRUNCATED', reason: 'SOURCE_SERIALIZATION_ERROR' });
    return value.toWellFormed();
  }
  const inner = (name: string) => (path === '' ? name : `${path}.${name}`);
  if (Array.isArray(value)) return value.map((item, index) => wellFormed(item, inner(String(index)), changes));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const safe = name.toWellFormed();
      return [safe, wellFormed(item, inner(safe), changes)];
    }),
  );
}
