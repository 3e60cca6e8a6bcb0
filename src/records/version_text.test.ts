import { describe, expect, test } from 'vitest';
import { versionText } from './version_text.ts';

const text = (value: unknown): string => versionText(JSON.stringify(value));
const areSame = (one: unknown, other: unknown): boolean => text(one) === text(other);

describe('two records are equal', () => {
  test.each<[string, unknown, unknown]>([
    ['with equal values', { id: '1', name: 'A' }, { id: '1', name: 'A' }],
    [
      'with members in another order, also nested ones',
      { id: '1', name: 'A', more: [{ a: 1, b: { c: 2, d: 3 } }] },
      { more: [{ b: { d: 3, c: 2 }, a: 1 }], name: 'A', id: '1' },
    ],
    ['except for their links', { id: '1', _meta: { links: 1 } }, { id: '1', _meta: { links: 2 } }],
    ['if one has no links', { id: '1', _meta: {} }, { id: '1' }],
    [
      'except for nested links',
      { id: '1', a: { _meta: 1, b: [{ _meta: [1], c: 2 }] } },
      { id: '1', a: { b: [{ _meta: 7, c: 2 }] } },
    ],
    [
      'except for the signature of S3',
      { url: 'https://s3.test/a?X-Amz-Date=1&X-Amz-Signature=a' },
      { url: 'https://s3.test/a?X-Amz-Date=2&X-Amz-Signature=b' },
    ],
    [
      '… of Google',
      { url: 'https://g.test/a?X-Goog-Expires=1&X-Goog-Signature=a' },
      { url: 'https://g.test/a?X-Goog-Expires=2&X-Goog-Signature=b' },
    ],
    ['… of Azure', { url: 'https://b.test/a?sv=1&se=2026&sig=a%2F' }, { url: 'https://b.test/a?sv=1&se=2027&sig=b' }],
    [
      '… of CloudFront',
      { url: 'https://c.test/a?Expires=1&Signature=a&Key-Pair-Id=K' },
      { url: 'https://c.test/a?Expires=2&Signature=b&Key-Pair-Id=K' },
    ],
    ['… by a token', { url: 'https://p.test/a?size=1&token=a' }, { url: 'https://p.test/a?size=1&token=b' }],
    [
      '… in lists and nested members',
      { a: [{ b: ['https://c.test/a?Signature=a'] }] },
      { a: [{ b: ['https://c.test/a?Signature=b'] }] },
    ],
  ])('%s', (_, one, other) => {
    expect(areSame(one, other)).toBe(true);
  });
});

describe('two records are different', () => {
  const signed = 'https://s3.test/a?X-Amz-Signature=a';
  test.each<[string, unknown, unknown]>([
    ['with another value', { id: '1', name: 'A' }, { id: '1', name: 'B' }],
    ['with another value next to links', { name: 'A', _meta: 1 }, { name: 'B', _meta: 1 }],
    ['with another value next to a signed URL', { name: 'A', url: signed }, { name: 'B', url: signed }],
    ['with null instead of nothing', { id: '1', name: null, _meta: 1 }, { id: '1', _meta: 1 }],
    ['with a number instead of text', { id: 1, _meta: 1 }, { id: '1', _meta: 1 }],
    ['with another path of a signed URL', { url: signed }, { url: signed.replace('/a', '/b') }],
    ['with another host of a signed URL', { url: signed }, { url: signed.replace('s3', 's4') }],
    [
      'with the query of a URL that is not signed',
      { url: 'https://a.test/?page=1' },
      { url: 'https://a.test/?page=2' },
    ],
    ['with text that only mentions signatures', { note: 'why?sig=1' }, { note: 'why?sig=2' }],
    ['with a URL inside a text', { note: `see ${signed}` }, { note: `see ${signed}b` }],
    ['with a member of a similar name', { metadata: 1 }, { metadata: 2 }],
    ['with similar text', { note: '"_meta"', a: 1 }, { note: '"_meta"', a: 2 }],
    ['with another order of a list', { a: [1, 2], _meta: 1 }, { a: [2, 1], _meta: 1 }],
    [
      'with large numbers that are almost equal',
      '{"_meta":1,"n":9007199254740993}',
      '{"_meta":1,"n":9007199254740992}',
    ],
  ])('%s', (_, one, other) => {
    const asText = (value: unknown) => (typeof value === 'string' ? versionText(value) : text(value));
    expect(asText(one)).not.toBe(asText(other));
  });

  test('with a member whose name is special in JavaScript', () => {
    const one = versionText('{"_meta":1,"__proto__":{"a":1},"constructor":2}');
    const other = versionText('{"_meta":1,"__proto__":{"a":2},"constructor":2}');

    expect(one).not.toBe(other);
    expect(JSON.parse(one)).not.toHaveProperty('_meta');
  });
});
