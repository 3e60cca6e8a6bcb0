import { type Reader, safe, type Writer } from './bytes.ts';
import { isUuid, UUID_BYTES, uuidBytes, uuidText } from './uuid.ts';

/** A compact form for some texts that restores them exactly. `last` is the text before it in the sorted list. */
interface Form {
  readonly has: (text: string) => boolean;
  readonly write: (writer: Writer, text: string, last: string | undefined) => void;
  readonly read: (reader: Reader, last: string | undefined) => string;
}

/** Numbers that a double holds exactly, in their usual notation. */
const NUMBER = /^(?:0|[1-9]\d{0,14})$/;
const HASH_BYTES = 16;
/** The hash of an id. Only these last characters can result from 16 bytes. */
const HASH = /^[\w-]{21}[AQgw]$/;

/** A text is written in the first form that fits. */
const FORMS: readonly Form[] = [
  {
    has: (text) => NUMBER.test(text),
    // The difference from the previous number: usually one byte.
    write: (writer, text, last = '0') => writer.varint(Number(text) - Number(last)),
    read: (reader, last = '0') => String(safe(Number(last) + reader.varint())),
  },
  {
    has: isUuid,
    write: (writer, text) => writer.raw(uuidBytes(text)),
    read: (reader) => uuidText(reader.raw(UUID_BYTES)),
  },
  {
    has: (text) => HASH.test(text),
    write: (writer, text) => writer.raw(Buffer.from(text, 'base64url')),
    read: (reader) => reader.raw(HASH_BYTES).toString('base64url'),
  },
  {
    has: () => true,
    write: (writer, text) => writer.string(text),
    read: (reader) => reader.string(),
  },
];

/** Sorts numbers by value, and other texts in a fixed order. */
const byLength = (one: string, other: string): number => one.length - other.length || (one < other ? -1 : 1);

/** Writes distinct texts, and returns them in the order written, which is always the same. */
export function writeNames(writer: Writer, names: Iterable<string>): string[] {
  const byForm = Map.groupBy(names, (name) => FORMS.findIndex(({ has }) => has(name)));
  writer.varint([...byForm.keys()].reduce((flags, index) => flags + 2 ** index, 0));
  return FORMS.flatMap((form, index) => {
    const texts = byForm.get(index)?.sort(byLength);
    if (!texts) return [];
    writer.varint(texts.length);
    for (const [place, text] of texts.entries()) form.write(writer, text, texts[place - 1]);
    return texts;
  });
}

/** Reads what `writeNames` wrote, in the same order. */
export function readNames(reader: Reader): string[] {
  const flags = reader.varint();
  return FORMS.flatMap((form, index) => {
    if (Math.floor(flags / 2 ** index) % 2 === 0) return [];
    const texts: string[] = [];
    for (let left = reader.varint(); left > 0; left--) texts.push(form.read(reader, texts.at(-1)));
    return texts;
  });
}
