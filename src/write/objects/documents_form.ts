import { randomUUID } from 'node:crypto';

/** A large piece would have to leave before the timeout of the connection. */
const PIECE_BYTES = 256 * 1024;

/** As browsers write names in forms. */
const quoted = (name: string): string =>
  `"${name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')}"`;

/** A form with a file. The file's bytes are not copied. */
export function formOf(
  fields: Readonly<Record<string, string>>,
  file: { readonly name: string; readonly bytes: Buffer },
): { contentType: string; parts: Buffer[] } {
  const boundary = `personio-${randomUUID()}`;
  const head = (disposition: string, more = '') =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n`;
  const texts = Object.entries(fields).map(([name, value]) => `${head(`name=${quoted(name)}`)}${value}\r\n`);
  const start = head(`name="file"; filename=${quoted(file.name)}`, 'Content-Type: application/octet-stream\r\n');
  const parts: Buffer[] = [Buffer.from(texts.join('') + start)];
  for (let at = 0; at < file.bytes.length; at += PIECE_BYTES) parts.push(file.bytes.subarray(at, at + PIECE_BYTES));
  parts.push(Buffer.from(`\r\n--${boundary}--\r\n`));
  return { contentType: `multipart/form-data; boundary=${boundary}`, parts };
}
