import { describe, expect, test } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { ApiError } from '../http/api_error.ts';
import type { Reason } from '../http/judge.ts';
import { toConnectorError, toLoginError } from './explain.ts';
import { PagingError, ShortListError } from './pager.ts';
import { Persons } from './persons.ts';
import { Reports } from './reports.ts';

const persons = new Persons();

describe('what ended a stream is told with its name, and with who has to act', () => {
  test.each<[Reason, number, string, string]>([
    ['unauthorized', 401, 'config_error', '"personio:persons:read"'],
    ['forbidden', 403, 'config_error', '"personio:persons:read"'],
    ['feature', 412, 'config_error', '"personio:persons:read"'],
    ['feature', 404, 'config_error', 'does not have this feature'],
    ['not_found', 404, 'system_error', '/v2/persons'],
    ['refused', 400, 'system_error', '/v2/persons (400)'],
    ['redirected', 302, 'system_error', 'another server'],
    ['throttled', 429, 'transient_error', 'rate limit'],
    ['server', 503, 'transient_error', '503, asked 3 times'],
    ['unreachable', 0, 'transient_error', 'asked 3 times'],
    ['garbled', 200, 'transient_error', 'not JSON'],
    ['unexpected', 200, 'system_error', 'not a page of records'],
  ])('%s (%i)', (reason, status, failureType, words) => {
    const cause = new ApiError(reason, status, 3);

    const error = toConnectorError(cause, persons);

    expect(error.failureType).toBe(failureType);
    expect(error.message).toMatch(/^persons: /);
    expect(error.message).toContain(words);
    expect(error.cause).toBe(cause);
  });

  test('a missing right with the place where it is granted', () => {
    for (const reason of ['unauthorized', 'forbidden', 'feature'] as const)
      expect(toConnectorError(new ApiError(reason, 403, 1), persons).message).toContain(
        'Settings > Integrations > API credentials',
      );
  });

  test('a rate limit with the time when it ends', () => {
    const retryAt = Date.parse('2026-02-12T00:00:00Z');

    expect(toConnectorError(new ApiError('throttled', 429, 1, { retryAt }), persons).message).toContain(
      '2026-02-12T00:00:00',
    );
  });

  test('a lost connection with its code', () => {
    const cause = Object.assign(new Error('reset'), { code: 'ECONNRESET' });

    expect(toConnectorError(new ApiError('unreachable', 0, 1, { cause }), persons).message).toContain(
      'ECONNRESET, asked once',
    );
  });

  test('a list that ended before its own total, which may pass', () => {
    const error = toConnectorError(new ShortListError(2, 7), persons);

    expect(error.failureType).toBe('transient_error');
    expect(error.message).toMatch(/^persons: .*7 .*2/);
  });

  test('a service that says 400 where a right is missing', () => {
    const cause = new ApiError('refused', 400, 1);

    expect(toConnectorError(cause, new Reports())).toMatchObject({ failureType: 'config_error' });
    expect(toConnectorError(cause, new Reports()).message).toContain('"personio:reports:read"');
    expect(toConnectorError(cause, persons).failureType).toBe('system_error');
  });

  test('a loop of pages', () => {
    const error = toConnectorError(new PagingError('/v2/persons'), persons);

    expect(error.failureType).toBe('system_error');
    expect(error.message).toMatch(/^persons: /);
  });

  test('what is explained already stays as it is; what nobody expected is a bug', () => {
    const known = new ConnectorError('transient_error', 'persons: known');

    expect(toConnectorError(known, persons)).toBe(known);
    expect(toConnectorError(new TypeError('x'), persons)).toMatchObject({ failureType: 'system_error' });
  });

  test('what nobody expected names the stream too', () => {
    expect(toConnectorError(new TypeError('x'), persons).message).toContain('persons');
  });
});

describe('a login that failed', () => {
  test.each(['unauthorized', 'forbidden'] as const)('(%s) is one of wrong credentials', (reason) => {
    const error = toLoginError(new ApiError(reason, 400, 1));

    expect(error.failureType).toBe('config_error');
    expect(error.message).toContain('Client ID and Client Secret');
  });

  test('in the middle of a stream is told as one, not as a missing right of the stream', () => {
    const error = toConnectorError(new ApiError('unauthorized', 401, 1, { login: true }), persons);

    expect(error.message).toContain('Client ID and Client Secret');
    expect(error.message).not.toContain('personio:persons:read');
  });

  test('for a passing reason says so', () => {
    const error = toLoginError(new ApiError('server', 503, 4));

    expect(error.failureType).toBe('transient_error');
    expect(error.message).toMatch(/^The login failed: .*\/v2\/auth\/token \(503, asked 4 times\)/);
  });
});
