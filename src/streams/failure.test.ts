import { expect, test } from 'vitest';
import { ApiError } from '../http/api_error.ts';
import type { Reason } from '../http/judge.ts';
import {
  isBadParameter,
  isExpiredLink,
  isForgottenLink,
  isGone,
  isOfOneParent,
  isRefusal,
  isRefusalOrBadRequest,
  isServerFault,
  isWithoutChildren,
} from './failure.ts';

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
  { predicate: isRefusalOrBadRequest, statuses: [400, 401, 403, 412] },
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

test('a token that is refused says nothing of the parent that was asked for', () => {
  expect(isWithoutChildren(new ApiError('unauthorized', 403, 2))).toBe(false);
});

test('a failed login is no judgement about any stream, whatever it was answered with', () => {
  for (const { predicate } of kinds)
    for (const [reason, status] of answers)
      expect(predicate(new ApiError(reason, status, 1, { login: true })), `${reason} ${status}`).toBe(false);
});
