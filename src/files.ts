import { readFileSync, statSync } from 'node:fs';
import { ConnectorError } from './errors.ts';

/**
 * Reads a text file that the user named. Throws a config_error with the reason if it cannot be read. The system's own
 * error is left out, because it quotes the path, which may contain anything.
 */
export function readText(path: string, what: string): string {
  try {
    return decoded(readFileSync(path));
  } catch (cause) {
    throw new ConnectorError('config_error', `${fileName(path, what)} ${obstacle(path, cause)}.`);
  }
}

/**
 * UTF-8 or, as written by PowerShell's `>`, UTF-16; with or without a byte order mark. JSON starts with an ASCII
 * character.
 */
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
    // The parser's own message would quote the file, and perhaps a secret in it.
    throw new ConnectorError('config_error', `${fileName(path, what)} is not valid JSON.`);
  }
}

/**
 * The name of a file in messages: its path, unless that may be the content itself, which is easily passed by mistake.
 */
function fileName(path: string, what: string): string {
  return isPath(path) ? `The ${what} file ${path}` : `The ${what} file`;
}

const LONGEST_PATH = 255;

/** Brackets, quotes, line breaks, and separators between a name and its value. */
const CONTENT = /[\p{Ps}\p{Pe}\p{Quotation_Mark}`\p{Zl}\p{Zp}\p{Cc}:=@;]/u;

function isPath(given: string): boolean {
  return given.length <= LONGEST_PATH && /[/.]/.test(given) && !CONTENT.test(given) && !CONTENT.test(unpacked(given));
}

/** A text without dots may be the content in base64. Otherwise decoding gives random letters, or no text. */
function unpacked(given: string): string {
  const text = /^[\w+/-]{16,}$/.test(given) ? Buffer.from(given, 'base64').toString('utf8') : '';
  return text.includes('\ufffd') ? '' : text;
}

/** Content passed instead of a path fails in one of these ways. */
const MISSING = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'];

function obstacle(path: string, cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code;
  if (MISSING.includes(code ?? ''))
    return isPath(path) ? 'does not exist' : 'does not exist: give the path of a file, not its content';
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
