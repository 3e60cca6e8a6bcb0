import { readFileSync, statSync } from 'node:fs';
import { ConnectorError } from './errors.ts';

/** Reads a text file that the user named. Throws a config_error that says what stands in the way. */
export function readText(path: string, what: string): string {
  try {
    return decoded(readFileSync(path));
  } catch (cause) {
    throw new ConnectorError('config_error', `The ${what} file ${path} ${obstacle(path, cause)}.`, { cause });
  }
}

/** UTF-8 or, as PowerShell's `>` writes it, UTF-16; with or without a byte order mark. JSON begins with an ASCII character. */
function decoded(bytes: Buffer): string {
  const [first, second] = bytes;
  const littleEndian = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const bigEndian = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && second !== undefined);
  return new TextDecoder(littleEndian ? 'utf-16le' : bigEndian ? 'utf-16be' : 'utf-8').decode(bytes);
}

/** Reads a JSON file that the user named. */
export function readJson(path: string, what: string): unknown {
  const text = readText(path, what);
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message would quote the file, and with it perhaps a secret.
    throw new ConnectorError('config_error', `The ${what} file ${path} is not valid JSON.`);
  }
}

function obstacle(path: string, cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EISDIR') return 'is a folder';
  if (code !== 'EACCES' && code !== 'EPERM') return `cannot be read (${code ?? 'unknown reason'})`;
  const user = `user ${process.getuid?.() ?? '?'}`;
  const mode = fileMode(path);
  const why =
    mode === undefined
      ? `a folder above it is closed to ${user}`
      : `its mode is ${mode}, the connector runs as ${user}`;
  return `cannot be read: ${why}. Open it for that user, or run the container with --user "$(id -u):$(id -g)"`;
}

function fileMode(path: string): string | undefined {
  try {
    return (statSync(path).mode & 0o777).toString(8).padStart(4, '0');
  } catch {
    return undefined;
  }
}
