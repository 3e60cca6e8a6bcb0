import { freeUnused } from '../heap.ts';

/** A longer line has a file in it. Whatever it needs is freed as soon as possible. */
const LONG = 4 * 1024 * 1024;
const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** A line of the input, without its end. */
export class Line {
  readonly size: number;
  #bytes: Buffer | undefined;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.size = bytes.length;
  }

  /** Reads the line, once: its bytes are then free for others. */
  read<T>(reader: (bytes: Buffer) => T): T {
    const value = reader(this.#bytes ?? Buffer.alloc(0));
    this.#bytes = undefined;
    if (this.size > LONG) freeUnused();
    return value;
  }
}

/** The lines of an input of any length. No more is held than the line that arrives. */
export async function* lines(input: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let pieces: Buffer[] = [];
  let size = 0;
  let isFirst = true;
  const keep = (piece: Buffer): void => {
    // What is left of an earlier line must not add to this one.
    if (size <= LONG && size + piece.length > LONG) freeUnused();
    size += piece.length;
    pieces.push(piece);
  };
  const joined = (): Line => {
    const bytes = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
    pieces = [];
    size = 0;
    if (bytes.length > LONG) freeUnused();
    const hasMark = isFirst && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK);
    isFirst = false;
    return new Line(hasMark ? bytes.subarray(3) : bytes);
  };
  for await (const chunk of input) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      keep(chunk.subarray(from, at));
      from = at + 1;
      yield joined();
    }
    // A copy, because a small rest would keep its whole chunk.
    if (from < chunk.length) keep(from === 0 ? chunk : Buffer.from(chunk.subarray(from)));
  }
  if (pieces.length > 0) yield joined();
}
