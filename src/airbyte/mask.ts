/** Secrets shorter than this are not masked: they would mask ordinary words. */
const SHORTEST = 6;

/** Knows the secrets of this run and masks them in text, in every form in which they could appear. */
export class Masker {
  readonly #forms = new Set<string>();

  add(secret: string): void {
    if (secret.length < SHORTEST) return;
    for (const form of forms(secret)) if (form.length >= SHORTEST) this.#forms.add(form);
  }

  mask(text: string): string {
    let masked = text;
    // Longest first, so that no part of a longer form is left.
    for (const form of [...this.#forms].sort((a, b) => b.length - a.length)) masked = masked.replaceAll(form, '****');
    return masked;
  }
}

/**
 * The secret as it is, JSON-escaped once and twice and in other writers' ways, URL-encoded, and in base64 at each of
 * its three possible offsets.
 */
function* forms(secret: string): Generator<string> {
  const escaped = JSON.stringify(secret).slice(1, -1);
  yield secret;
  yield escaped;
  yield JSON.stringify(escaped).slice(1, -1);
  yield escaped.replaceAll('/', '\\/');
  yield escaped.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const encoded = encodeURIComponent(secret.toWellFormed());
  const strict = encoded.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  for (const form of [encoded, strict]) {
    yield form;
    yield form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  }
  yield new URLSearchParams([['', secret]]).toString().slice(1);
  for (const encoding of ['base64', 'base64url'] as const) {
    for (const offset of [0, 1, 2]) {
      const text = Buffer.from(' '.repeat(offset) + secret)
        .toString(encoding)
        .replaceAll('=', '');
      // The first and last characters also depend on the neighbours; the middle is the secret's own.
      const firstOwn = [0, 2, 3][offset] ?? 0;
      const bits = (offset + Buffer.byteLength(secret)) * 8;
      yield text.slice(firstOwn, Math.floor(bits / 6));
    }
  }
}
