const BLANK = 32;
const PADDING = '='.charCodeAt(0);

/** How many bytes a base64 text has, which may have line breaks; undefined if it cannot be one. */
export function sizeOfBase64(text: string): number | undefined {
  let digits = 0;
  // Without a copy of the text, which may be as large as the largest file.
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > BLANK && code !== PADDING) digits++;
  }
  return digits % 4 === 1 ? undefined : Math.floor((digits * 3) / 4);
}

/** Undefined unless the text is base64 of that size: the decoder skips everything else. */
export function bytesOfBase64(text: string, size: number | undefined): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === size ? bytes : undefined;
}
