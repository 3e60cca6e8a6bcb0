import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { stagingFolder } from '../../environment.ts';
import { ConnectorError } from '../../errors.ts';
import { DownloadError, type DownloadReason, download, fileAddress } from '../../http/download.ts';
import { textOf } from '../../row.ts';
import type { Values } from '../members.ts';
import { Reject, type RejectCode } from '../reject.ts';
import type { Run } from '../run.ts';
import { bytesOfBase64, sizeOfBase64 } from './documents_base64.ts';
import { extensionFor, extensionIn, fileNameOf } from './documents_types.ts';

const MOST_BYTES = 30 * 1024 * 1024;
const TOO_LARGE = 'The file is larger than 30 MB, which is what Personio takes.';

/** Where the file of a row comes from. */
type Source =
  | { readonly kind: 'content'; readonly bytes: Buffer }
  | { readonly kind: 'url'; readonly url: URL }
  | { readonly kind: 'path'; readonly path: string };

export interface GivenFile {
  readonly source: Source;
  /** Unknown until the file was fetched, perhaps. */
  readonly extension: string | undefined;
}

export interface LoadedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

const textIn = (values: Values, member: string): string | undefined => textOf(values[member]);

/** The file of a row; undefined if it has none. Throws Reject for one that cannot be uploaded, as far as that can be seen. */
export function givenFile(values: Values, hosts: readonly string[]): GivenFile | undefined {
  const [member, another] = ['content', 'file_url', 'file_path'].filter((each) => textIn(values, each) !== undefined);
  if (member === undefined) return undefined;
  if (another !== undefined)
    throw new Reject('bad_value', 'The row has two files: one is possible.', { member: another });
  const source = sourceOf(member, String(values[member]), hosts);
  const from = source.kind === 'url' ? source.url.pathname : source.kind === 'path' ? source.path : undefined;
  const extension =
    extensionIn(textIn(values, 'file_name')) ??
    extensionFor(textIn(values, 'content_type')) ??
    extensionIn(from) ??
    extensionIn(textIn(values, values.file_name === undefined ? 'title' : 'file_name'));
  const asked = ['file_name', 'content_type'].find((each) => textIn(values, each) !== undefined);
  if (extension === undefined && (asked !== undefined || source.kind !== 'url')) throw unknownKind(asked);
  return { source, extension };
}

const unknownKind = (member = 'content_type') =>
  new Reject('bad_value', 'Personio accepts no such file, or its kind is unknown: name it with its extension.', {
    member,
  });

function sourceOf(member: string, value: string, hosts: readonly string[]): Source {
  if (member === 'content') return { kind: 'content', bytes: checked(contentIn(value), member) };
  if (member === 'file_path') return { kind: 'path', path: staged(value) };
  try {
    return { kind: 'url', url: fileAddress(value, hosts) };
  } catch (error) {
    throw rejectOf(error);
  }
}

function contentIn(text: string): Buffer {
  const size = sizeOfBase64(text);
  if (size !== undefined && size > MOST_BYTES) throw tooLarge('content');
  const bytes = bytesOfBase64(text, size);
  if (!bytes) throw new Reject('bad_value', 'The content must be base64.', { member: 'content' });
  return bytes;
}

export async function loaded(
  { source, extension }: GivenFile,
  values: Values,
  { options, signal }: Pick<Run, 'options' | 'signal'>,
): Promise<LoadedFile> {
  let kind = extension;
  let bytes: Buffer;
  if (source.kind === 'content') bytes = source.bytes;
  else if (source.kind === 'path') bytes = checked(await read(source.path), undefined);
  else {
    try {
      const file = await download(source.url, { hosts: options.documentHosts, mostBytes: MOST_BYTES, signal });
      bytes = checked(file.bytes, 'file_url');
      kind ??= extensionFor(file.contentType);
    } catch (error) {
      throw rejectOf(error);
    }
  }
  if (kind === undefined) throw unknownKind('file_name');
  return { name: fileNameOf(String(values.file_name ?? values.title), kind), bytes };
}

function checked(bytes: Buffer, member: string | undefined): Buffer {
  if (bytes.length === 0) throw new Reject('bad_value', 'The file is empty.', { member });
  return bytes;
}

const tooLarge = (member?: string) => new Reject('too_large', TOO_LARGE, { member });

/** Where a platform that shares files between a source and its destination puts them. */
const STAGED = '/staging/files';

/** The path of a file. Where there is a folder for such files, no other file of this machine may leave it. */
function staged(file: string): string {
  const folder = stagingFolder() ?? (existsSync(STAGED) ? STAGED : undefined);
  const real = path.resolve(file);
  if (folder === undefined || real.startsWith(path.resolve(folder) + path.sep)) return real;
  throw new Reject('bad_value', 'The file that the record refers to is not in the staging folder.');
}

/** A file that the platform has put there. */
async function read(from: string): Promise<Buffer> {
  const file = await open(from).catch(() => undefined);
  if (!file) throw new Reject('bad_value', 'The file that the record refers to cannot be read.');
  try {
    if ((await file.stat()).size > MOST_BYTES) throw tooLarge();
    return await file.readFile();
  } finally {
    await file.close();
  }
}

const REJECTS: Readonly<Record<Exclude<DownloadReason, 'passing'>, readonly [RejectCode, string]>> = {
  no_address: ['bad_value', 'The address must begin with https://.'],
  host: ['bad_value', 'Files are only fetched from Document Hosts, and this host is not among them.'],
  private: ['bad_value', 'The host has a private address, which Document Hosts does not list.'],
  redirected: ['bad_value', 'The host redirects to another one: give the address of the file itself.'],
  refused: ['unknown_reference', 'The host does not return the file.'],
  too_large: ['too_large', TOO_LARGE],
};

function rejectOf(error: unknown): unknown {
  if (!(error instanceof DownloadError)) return error;
  const { reason, status } = error;
  const answered = status === 0 ? '' : ` (status ${status})`;
  if (reason === 'passing')
    return new ConnectorError(
      'transient_error',
      `documents: the host of a file does not return it at the moment${answered}. Run the sync again later.`,
      { cause: error },
    );
  const [code, sentence] = REJECTS[reason];
  return new Reject(
    code,
    reason === 'refused' && status > 0 ? `The host answers with ${status} instead of the file.` : sentence,
    { member: 'file_url' },
  );
}
