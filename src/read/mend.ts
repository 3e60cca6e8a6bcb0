import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Change, JsonSchema } from '../protocol.ts';
import { isDay, isTimestamp } from '../times.ts';
import { isObject, type Row, scalarText } from './row.ts';
import { ADDITIONAL_FIELDS } from './selection.ts';

/** A record above this size breaks some readers; destinations keep less still. In bytes. */
const LONGEST_LINE = 10 * 1024 * 1024;
/** How `JSON.stringify` writes a surrogate that stands alone. */
const LONE_SURROGATE = /\\ud[89a-f]/;

/** Holds rows against their schema and makes them fit: what cannot be kept becomes null and is named. */
export class Mender {
  readonly #validate: ValidateFunction;
  readonly #primaryKey: string;

  constructor(schema: JsonSchema, primaryKey: string) {
    const ajv = new Ajv({
      allErrors: true,
      formats: { date: isDay, 'date-time': isTimestamp },
      // The schemas are our own and tested; checking and optimising them takes longer than it saves.
      strict: false,
      strictNumbers: true,
      meta: false,
      validateSchema: false,
      code: { optimize: false },
      // Else a column called `constructor` would be in every row.
      ownProperties: Object.keys(schema.properties ?? {}).some((name) => name in Object.prototype),
    });
    this.#validate = ajv.compile(schema);
    this.#primaryKey = primaryKey;
  }

  /** The row as JSON text. It is changed where it must be; the changes are added to `changes`. */
  write(row: Row, changes: Change[]): string {
    if (!this.#validate(row)) this.#fit(row, changes);
    if (isObject(row.additional_fields)) finite(row.additional_fields, ADDITIONAL_FIELDS, changes);
    let fitting = row;
    let text = JSON.stringify(fitting);
    if (text.includes('\\ud') && LONE_SURROGATE.test(text)) {
      fitting = wellFormed(row, '', changes) as Row;
      text = JSON.stringify(fitting);
    }
    while (isTooLong(text) && this.#shorten(fitting, changes)) text = JSON.stringify(fitting);
    return text;
  }

  #fit(row: Row, changes: Change[]): void {
    for (const error of this.#validate.errors ?? []) this.#fitValue(row, error, changes);
    if (this.#validate(row)) return;
    // What is still wrong cannot be null where it stands: its top-level member goes.
    for (const error of this.#validate.errors ?? []) {
      const [, name = ''] = error.instancePath.split('/');
      if (row[name] !== null && !isRightNumber(valueAt(row, error.instancePath), error))
        this.#null(row, name, name, changes);
    }
  }

  #fitValue(row: Row, error: ErrorObject, changes: Change[]): void {
    const path = error.instancePath.slice(1).split('/').map(unescapePointer);
    const parent = valueAt(row, error.instancePath.slice(0, error.instancePath.lastIndexOf('/')));
    const name = path.at(-1) ?? '';
    const value = valueAt(row, error.instancePath);
    if (parent === undefined || value === null || isRightNumber(value, error)) return;
    const isKey = path.length === 1 && name === this.#primaryKey;
    const isId = (name === 'id' || name.endsWith('_id')) && wantsText(error);
    if ((isKey || isId) && isScalar(value)) (parent as Row)[name] = scalarText(value);
    else this.#null(parent as Row, name, path.join('.'), changes);
  }

  #null(holder: Row, name: string, field: string, changes: Change[]): void {
    if (name === this.#primaryKey && holder[name] !== undefined && isScalar(holder[name])) return;
    holder[name] = null;
    changes.push({ field, change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' });
  }

  /** Takes out the longest member; false if only the key is left. */
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

/** A number that a double cannot hold is an object to ajv, and right wherever a number is. */
function isRightNumber(value: unknown, error: ErrorObject): boolean {
  if (!JSON.isRawJSON(value) || error.keyword !== 'type') return false;
  const types = ([] as unknown[]).concat(error.params.type);
  return types.includes('number') || (types.includes('integer') && /^-?\d+$/.test(value.rawJSON));
}

const wantsText = ({ keyword, params }: ErrorObject): boolean =>
  keyword === 'type' && ([] as unknown[]).concat(params.type).includes('string');

const isScalar = (value: unknown): boolean =>
  (typeof value !== 'object' && value !== undefined && value !== '') || JSON.isRawJSON(value);

function valueAt(row: Row, pointer: string): unknown {
  let value: unknown = row;
  for (const step of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Row)[unescapePointer(step)];
  }
  return value;
}

const unescapePointer = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');

/** Makes numbers that are too big for any reader null, where no schema says that they are numbers. */
function finite(holder: Row, path: string, changes: Change[]): void {
  for (const [name, value] of Object.entries(holder)) {
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
      holder[name] = null;
      changes.push({ field: `${path}.${name}`, change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' });
    } else if (typeof value === 'object' && value !== null && !JSON.isRawJSON(value))
      finite(value as Row, `${path}.${name}`, changes);
  }
}

/** The same value with U+FFFD for every surrogate that stands alone. */
function wellFormed(value: unknown, path: string, changes: Change[]): unknown {
  if (typeof value === 'string') {
    if (value.isWellFormed()) return value;
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
