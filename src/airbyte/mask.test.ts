import { describe, expect, test } from 'vitest';
import { Masker } from './mask.ts';

const SECRET = 'pä"p\\i/se cret+~42';

function masked(text: string, secret = SECRET): string {
  const masker = new Masker();
  masker.add(secret);
  return masker.mask(text);
}

describe('a secret is masked', () => {
  test.each([
    ['as it is', SECRET],
    ['JSON-escaped', JSON.stringify(SECRET).slice(1, -1)],
    ['JSON-escaped twice', JSON.stringify(JSON.stringify(SECRET).slice(1, -1)).slice(1, -1)],
    ['URL-encoded', encodeURIComponent(SECRET)],
    ['form-encoded', new URLSearchParams({ a: SECRET }).toString().slice(2)],
  ])('%s', (_, form) => {
    expect(masked(`before ${form} after`)).toBe('before **** after');
  });

  test('everywhere, however often it occurs', () => {
    expect(masked(`${SECRET}${SECRET} and ${SECRET}`)).toBe('******** and ****');
  });

  const lengths = ['sixsix', 'sevense', 'eighteig', 'a longer one, with ümläuts'];
  const neighbours = ['', 'x', 'xy', 'xyz', 'some-client-id:'];
  test.each(lengths.flatMap((secret) => neighbours.map((before) => ({ secret, before }))))(
    'in base64 of "$before$secret…", except for what its neighbours affect',
    ({ secret, before }) => {
      for (const encoding of ['base64', 'base64url'] as const) {
        for (const after of ['', '!', '!!', '!!!']) {
          const whole = Buffer.from(before + secret + after).toString(encoding);
          const rest = masked(whole, secret).split('****');

          expect(rest, `${encoding} ${whole}`).toHaveLength(2);
          // At each end at most one more character than the neighbours affect: less than a byte of the secret.
          const [start = '', end = ''] = rest;
          expect(start.length).toBeLessThanOrEqual(Math.ceil((Buffer.byteLength(before) * 8) / 6) + 1);
          expect(end.replaceAll('=', '').length).toBeLessThanOrEqual(Math.ceil((after.length * 8) / 6) + 1);
        }
      }
    },
  );
});

test('other text stays', () => {
  expect(masked('{"status":403,"title":"Forbidden"}')).toBe('{"status":403,"title":"Forbidden"}');
});

test('a secret of less than six characters is not masked: it would mask ordinary words', () => {
  expect(masked('a person has persons', 'perso')).toBe('a person has persons');
  expect(masked('a person has persons', 'person')).toBe('a **** has ****s');
});

test('a secret that contains another one is masked completely, whichever was added first', () => {
  for (const secrets of [
    ['secret-one', 'secret-one-longer'],
    ['secret-one-longer', 'secret-one'],
  ]) {
    const masker = new Masker();
    for (const secret of secrets) masker.add(secret);

    expect(masker.mask('<secret-one-longer>')).toBe('<****>');
  }
});

test('a secret with a lone surrogate is masked', () => {
  expect(masked('<broken\ud800secret>', 'broken\ud800secret')).toBe('<****>');
});
