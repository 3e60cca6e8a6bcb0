import { describe, expect, test } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { ApiError } from '../http/api_error.ts';
import type { Reason } from '../http/judge.ts';
import {
  isBadParameter,
  isClosed,
  isClosedReport,
  isExpiredLink,
  isForgottenLink,
  isGone,
  isOfOneParent,
  isRefusal,
  isServerFault,
  isWithoutChildren,
  toConnectorError,
  toLoginError,
} from './failure.ts';
import { PagingError, ShortListError } from './pager.ts';
import { Persons } from './persons.ts';
import { Reports } from './reports.ts';

const answers: readonly (readonly [Reason, number])[] = [
  ['unauthorized', 401],
  ['forbidden', 403],
  ['feature', 412],
  ['not_found', 404],
  ['refused', 400],
  ['refused', 410],
  ['refused', 422],
  ['redirected', 302],
  ['throttled', 429],
  ['server', 500],
  ['server', 503],
  ['unreachable', 0],
  ['garbled', 200],
  ['unexpected', 200],
];

/** Each predicate, and the answers for which it is true. */
const kinds = [
  { predicate: isRefusal, statuses: [401, 403, 412] },
  { predicate: isClosed, statuses: [401, 403, 404, 412] },
  { predicate: isClosedReport, statuses: [400, 401, 403, 404, 412] },
  { predicate: isGone, statuses: [404] },
  { predicate: isBadParameter, statuses: [400, 422] },
  { predicate: isExpiredLink, statuses: [302, 400, 404, 410, 422] },
  { predicate: isForgottenLink, statuses: [400, 404, 410] },
  { predicate: isWithoutChildren, statuses: [400, 403, 404, 422] },
  { predicate: isOfOneParent, statuses: [400, 404, 410, 422, 500, 503] },
  { predicate: isServerFault, statuses: [500, 503] },
];

test.each(kinds)('a kind of failure is true of $statuses and of nothing else', ({ predicate, statuses }) => {
  for (const [reason, status] of answers)
    expect(predicate(new ApiError(reason, status, 1)), `${reason} ${status}`).toBe(statuses.includes(status));
  expect(predicate(new Error('403'))).toBe(false);
  expect(predicate(undefined)).toBe(false);
});

test('a refused token says nothing about the parent that was requested', () => {
  expect(isWithoutChildren(new ApiError('unauthorized', 403, 2))).toBe(false);
});

test('a failed login says nothing about any stream, whatever its status', () => {
  for (const { predicate } of kinds)
    for (const [reason, status] of answers)
      expect(predicate(new ApiError(reason, status, 1, { login: true })), `${reason} ${status}`).toBe(false);
});

const persons = new Persons();

describe('the error that ends a stream has its name, and says who has to act', () => {
  test.each<[Reason, number, string, string]>([
    ['unauthorized', 401, 'config_error', '"personio:persons:read"'],
    ['forbidden', 403, 'config_error', '"personio:persons:read"'],
    ['feature', 412, 'config_error', '"personio:persons:read"'],
    ['feature', 404, 'config_error', 'does not have this feature'],
    ['not_found', 404, 'system_error', '/v2/persons'],
    ['refused', 400, 'system_error', '/v2/persons (400)'],
    ['redirected', 302, 'system_error', 'another server'],
    ['throttled', 429, 'transient_error', 'rate limit'],
    ['server', 503, 'transient_error', '503, 3 attempts'],
    ['unreachable', 0, 'transient_error', '3 attempts'],
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

  test('a lost connection in words; a single attempt is not counted', () => {
    const cause = Object.assign(new Error('reset'), { code: 'ECONNRESET' });

    expect(toConnectorError(new ApiError('unreachable', 0, 1, { cause }), persons).message).toContain(
      'for /v2/persons (connection lost).',
    );
  });

  test('a list that ended before its own total, which may be temporary', () => {
    const error = toConnectorError(new ShortListError(2, 7), persons);

    expect(error.failureType).toBe('transient_error');
    expect(error.message).toMatch(/^persons: .*7 .*2/);
  });

  test('a service that answers 400 if a right is missing', () => {
    const cause = new ApiError('refused', 400, 1);

    expect(toConnectorError(cause, new Reports())).toMatchObject({ failureType: 'config_error' });
    expect(toConnectorError(cause, new Reports()).message).toContain('"personio:reports:read"');
    expect(toConnectorError(cause, persons).failureType).toBe('system_error');
  });

  test('a report that is closed while its right is granted', () => {
    const report = { ...new Reports(), name: 'report_1', service: { badRequestMeans: 'report closed' } as const };
    const { failureType, message } = toConnectorError(new ApiError('refused', 400, 1), report);

    expect(failureType).toBe('config_error');
    expect(message).toBe(
      'report_1: Personio does not return this report (400): it is grouped, or not enabled for the API. Make a flat table of it, or enable it for the API.',
    );
  });

  test('a loop of pages', () => {
    const error = toConnectorError(new PagingError('/v2/persons'), persons);

    expect(error.failureType).toBe('system_error');
    expect(error.message).toMatch(/^persons: /);
  });

  test('an error that is already explained is not changed; an unexpected one is a bug', () => {
    const known = new ConnectorError('transient_error', 'persons: known');

    expect(toConnectorError(known, persons)).toBe(known);
    expect(toConnectorError(new TypeError('x'), persons)).toMatchObject({ failureType: 'system_error' });
  });

  test('an unexpected error names the stream, too', () => {
    expect(toConnectorError(new TypeError('x'), persons).message).toContain('persons');
  });
});

describe('a login that failed', () => {
  test.each(['unauthorized', 'forbidden'] as const)('(%s) means wrong credentials', (reason) => {
    const error = toLoginError(new ApiError(reason, 400, 1));

    expect(error.failureType).toBe('config_error');
    expect(error.message).toContain('Client ID and Client Secret');
  });

  test('in the middle of a stream is reported as such, not as a missing right of the stream', () => {
    const error = toConnectorError(new ApiError('unauthorized', 401, 1, { login: true }), persons);

    expect(error.message).toContain('Client ID and Client Secret');
    expect(error.message).not.toContain('personio:persons:read');
  });

  test('for a temporary reason says so', () => {
    const error = toLoginError(new ApiError('server', 503, 4, { route: '/v1/auth' }));

    expect(error.failureType).toBe('transient_error');
    expect(error.message).toMatch(/^The login failed: .*\/v1\/auth \(503, 4 attempts\)/);
  });
});

test('a failure says nothing about the next sync: not every command has one', () => {
  for (const [reason, status] of answers) {
    const error = new ApiError(reason, status, 3);
    expect(toConnectorError(error, persons).message + toLoginError(error).message).not.toContain('next sync');
  }
  expect(toConnectorError(new ShortListError(2, 7), persons).message).not.toContain('next sync');
});
