/** The lines of a terminal after these bytes. Understands line breaks, "up N lines" and "erase below". */
export function screen(bytes: string): string[] {
  const lines = [''];
  let at = 0;
  for (const [piece] of bytes.matchAll(/\r|\n|\p{Cc}\[\d*[A-Za-z]|\P{Cc}+|\p{Cc}/gu)) {
    const [, count = '', verb] = /^\p{Cc}\[(\d*)([A-Za-z])$/u.exec(piece) ?? [];
    if (verb === 'A') at -= Number(count);
    else if (verb === 'J') lines.splice(at, lines.length, '');
    else if (piece === '\n') lines[++at] ??= '';
    else if (/^\p{Cc}/u.test(piece) && piece !== '\r')
      throw new Error(`The screen does not know ${JSON.stringify(piece)}.`);
    else if (piece !== '\r') lines[at] = piece + (lines[at] ?? '').slice(piece.length);
    if (at < 0) throw new Error('Above the first line.');
  }
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
