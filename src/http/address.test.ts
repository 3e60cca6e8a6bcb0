import { describe, expect, test } from 'vitest';
import { addressOf } from './address.ts';

const base = { origin: 'https://api.example', path: '/gateway/' };

describe('an address equals the link as resolved by URL', () => {
  test.each([
    '/v2/persons',
    '/v2/persons/12/employments?limit=50&updated_at.gt=2026-01-01T00%3A00%3A00Z',
    '/v2/a%2Fb?cursor=eyJ-_.~*+,=',
    'https://api.example/v2/persons?cursor=abc',
    'https://api.example',
    'https://api.example:443/v2/persons',
    'https://API.example/v2/persons',
    'https://api.example@other.example/v2',
    'https://api.example.other.example/v2',
    'https://other.example/v2/persons',
    'http://api.example/v2/persons',
    '//other.example/v2',
    '/\\other.example/v2',
    '/v2//persons/',
    '/v2/../v1/./persons',
    '/v2/%2e%2e/persons',
    '/v2/...',
    '/v2/pérsons?name=Ü "<>\'',
    '/v2/per\tsons\n',
    ' /v2/persons ',
    '/v2/persons#part',
    '/v2/persons?',
    '?cursor=abc',
    'persons',
    '',
    'data:text/plain,x',
  ])('%j', (link) => {
    const url = new URL(link, base.origin + base.path);

    expect(addressOf(link, base)).toEqual({ origin: url.origin, path: url.pathname + url.search });
  });

  test('and is undefined if URL fails', () => {
    expect(addressOf('https://:x', base)).toBeUndefined();
  });
});
