import { isObject, type Json, type JsonObject } from '../json.ts';

/** Members whose text is the day or the time itself: an object with no other members is a wrapper. */
const WRAPPED = ['date', 'date_time', 'date-time'];
const DAY = /^\d{4}-\d\d-\d\d$/;
const ID = /^[1-9]\d{0,14}$/;

/** The body of a page with the same rows in other spellings: each has been observed in some service or some year. */
export function respelled(body: JsonObject): JsonObject {
  const rows = body._data ?? body.data;
  if (!Array.isArray(rows)) return body;
  return { ...body, [body._data === undefined ? 'data' : '_data']: rows.map((row: Json) => inside(row)) };
}

function inside(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => inside(item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      member === undefined ? member : respelledMember(name, member),
    ]),
  );
}

function respelledMember(name: string, value: Json): Json {
  if (JSON.isRawJSON(value)) return value.rawJSON;
  switch (typeof value) {
    case 'number':
      return String(value).replace(/\.(?=\d\d?$)/, ',');
    case 'boolean':
      return value ? 1 : 'False';
    case 'string':
      if (name === 'id' && ID.test(value)) return Number(value);
      return DAY.test(value) && !WRAPPED.includes(name) ? { date: value } : value;
    default:
      return isObject(value) ? (unwrapped(value) ?? inside(value)) : listOf(value);
  }
}

function unwrapped(value: JsonObject): Json | undefined {
  const [only, ...others] = Object.entries(value);
  return only !== undefined && others.length === 0 && WRAPPED.includes(only[0]) ? only[1] : undefined;
}

/** Lists of texts arrive as JSON text. */
function listOf(value: Json): Json {
  const isTexts = Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
  return isTexts ? JSON.stringify(value) : inside(value);
}
