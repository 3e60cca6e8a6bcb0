import { createHash } from 'node:crypto';

/** A file that was sent; its bytes are not kept. */
export interface SentFile {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

/** The parts of a `multipart/form-data` body. */
export interface Form {
  readonly fields: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, SentFile>;
}

const MOST_OF_A_FIELD = 65_536;
const MOST_OF_A_HEAD = 16_384;

export function isForm(contentType: string): boolean {
  return /^multipart\/form-data\b/i.test(contentType);
}

/** Reads a form as it arrives. Parts are found by the boundary in the Content-Type: without it there are none. */
export async function readForm(body: AsyncIterable<Buffer>, contentType: string): Promise<Form> {
  const match = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const reader = new FormReader(match?.[1] ?? match?.[2] ?? '\r\n');
  for await (const bytes of body) reader.add(bytes);
  return reader.form;
}

class FormReader {
  readonly #delimiter: Buffer;
  // A delimiter follows a line break; the first one has none before it.
  #rest: Buffer = Buffer.from('\r\n');
  #part: Part | undefined;
  #isInHead = false;
  readonly #fields = new Map<string, string>();
  readonly #files = new Map<string, SentFile>();

  constructor(boundary: string) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
  }

  /** Without a part that has not ended. */
  get form(): Form {
    return { fields: this.#fields, files: this.#files };
  }

  add(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    while (this.#isInHead ? this.#readHead() : this.#readContent());
  }

  #readHead(): boolean {
    const end = this.#rest.indexOf('\r\n\r\n');
    if (end < 0) {
      if (this.#rest.length > MOST_OF_A_HEAD) this.#rest = Buffer.alloc(0);
      return false;
    }
    this.#part = new Part(this.#rest.toString('utf8', 0, end));
    this.#rest = this.#rest.subarray(end + 4);
    this.#isInHead = false;
    return true;
  }

  #readContent(): boolean {
    const at = this.#rest.indexOf(this.#delimiter);
    if (at < 0) {
      const sure = Math.max(0, this.#rest.length - this.#delimiter.length);
      this.#part?.add(this.#rest.subarray(0, sure));
      this.#rest = this.#rest.subarray(sure);
      return false;
    }
    this.#part?.add(this.#rest.subarray(0, at));
    this.#part?.end(this.#fields, this.#files);
    this.#part = undefined;
    this.#rest = this.#rest.subarray(at + this.#delimiter.length);
    this.#isInHead = true;
    return true;
  }
}

class Part {
  readonly #name: string | undefined;
  readonly #fileName: string | undefined;
  readonly #digest = createHash('sha256');
  readonly #text: Buffer[] = [];
  #size = 0;

  constructor(head: string) {
    const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? '';
    this.#name = /;\s*name="([^"]*)"/i.exec(disposition)?.[1];
    this.#fileName = /;\s*filename="([^"]*)"/i.exec(disposition)?.[1];
  }

  add(bytes: Buffer): void {
    this.#size += bytes.length;
    this.#digest.update(bytes);
    // A copy: the buffer that it is part of is much larger.
    if (this.#fileName === undefined && this.#size <= MOST_OF_A_FIELD) this.#text.push(Buffer.from(bytes));
  }

  end(fields: Map<string, string>, files: Map<string, SentFile>): void {
    if (this.#name === undefined) return;
    if (this.#fileName === undefined) fields.set(this.#name, Buffer.concat(this.#text).toString('utf8'));
    else files.set(this.#name, { name: this.#fileName, size: this.#size, sha256: this.#digest.digest('hex') });
  }
}
