import type { Answer } from '../http/answer.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Turn } from './turn.ts';

/** Responses with status 200 or 201 that are not what was requested. */
const LIES = {
  html: () => ({ headers: { 'content-type': 'text/html' }, raw: '<html><body>Please log in</body></html>' }),
  nothing: () => ({ raw: '' }),
  truncated: (_json: JsonObject, text: string) => ({ raw: text.slice(0, Math.floor(text.length * 0.7)) }),
  nan: (_json: JsonObject, text: string) => ({ raw: text.replace('{"id":', '{"ratio":NaN,"id":') }),
  bom: (_json: JsonObject, text: string) => ({ raw: `\ufeff${text}` }),
  'invalid utf-8': (_json: JsonObject, text: string) => ({ raw: spoil(Buffer.from(text)) }),
  'data null': (json: JsonObject) => ({ json: { ...json, _data: null } }),
  'data missing': (json: JsonObject) => ({ json: { ...json, _data: undefined } }),
  'data object': (json: JsonObject) => ({ json: { ...json, _data: { rows: json._data ?? null } } }),
  'data of texts': (json: JsonObject) => ({ json: { ...json, _data: ['a', 'b'] } }),
  'bare list': (json: JsonObject) => ({ json: json._data ?? [] }),
  'more behind it': (_json: JsonObject, text: string) => ({ raw: `${text}{"_data":[]}` }),
  problem: () => ({ json: { errors: [{ title: 'Something went wrong', detail: 'All the same it says 200.' }] } }),
  'no content': () => ({ status: 204, raw: '' }),
  'no id': (json: JsonObject) => ({ json: { ...json, ...WITHOUT_ID } }),
  'success false': () => ({ json: { success: false, error: { code: 0, message: 'Something went wrong.' } } }),
} as const satisfies Record<string, (json: JsonObject, text: string) => Partial<Answer>>;

const WITHOUT_ID = { id: undefined, _data: undefined, data: undefined };

export const lieActs = {
  async lie(turn: Turn, { how }: { readonly how: keyof typeof LIES }): Promise<void> {
    const { json, ...answer } = turn.answer();
    if (answer.status > 201 || !isObject(json))
      return await turn.send({ ...answer, ...(json === undefined ? {} : { json }) });
    await turn.send({ ...answer, ...LIES[how](json, JSON.stringify(json)) });
  },
};

/**
 * Puts a byte that is invalid in UTF-8 after the first quotation mark of the second half, i.e. into a name or a text.
 */
function spoil(bytes: Buffer): Buffer {
  const at = bytes.indexOf('"', bytes.length >>> 1) + 1;
  return Buffer.concat([bytes.subarray(0, at), Buffer.from([0xc3, 0x28, 0xff]), bytes.subarray(at)]);
}
