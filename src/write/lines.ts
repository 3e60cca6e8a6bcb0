const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** The lines of an input of any length, without their ends. No more is held than the line that arrives. */
export async function* lines(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let isFirst = true;
  const joined = (last: Buffer): Buffer => {
    const line = pieces.length === 0 ? last : Buffer.concat([...pieces, last]);
    pieces = [];
    const hasMark = isFirst && line.subarray(0, 3).equals(BYTE_ORDER_MARK);
    isFirst = false;
    return hasMark ? line.subarray(3) : line;
  };
  for await (const chunk of input) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      yield joined(chunk.subarray(from, at));
      from = at + 1;
    }
    // A copy, because a small rest would keep its whole chunk.
    if (from < chunk.length) pieces.push(from === 0 ? chunk : Buffer.from(chunk.subarray(from)));
  }
  if (pieces.length > 0) yield joined(Buffer.alloc(0));
}
