import { describe, expect, test } from 'vitest';
import { ApiError } from '../http/api_error.ts';
import type { Reason } from '../http/judge.ts';
import { PagingError, ShortListError } from '../streams/pager.ts';
import { type Decision, decide, type FailedRead } from './decide.ts';

const FRESH: FailedRead = { resumed: false, answered: false };
const RESUMED = { resumed: true };
const ANSWERED = { answered: true };
const ONE = { ofParents: 'one' } as const;
const SEVERAL = { ofParents: 'several' } as const;
const NAMED = { ...ONE, mayBeGone: true };
const MAY_REFUSE = { ...ONE, mayRefuse: true };

const answer = (reason: Reason, status: number) => new ApiError(reason, status, 1);
const [bad, forbidden, missing, gone, unprocessable, failing, elsewhere] = [
  answer('refused', 400),
  answer('forbidden', 403),
  answer('not_found', 404),
  answer('refused', 410),
  answer('refused', 422),
  answer('server', 500),
  answer('redirected', 302),
];
const short = new ShortListError(8, 27);

describe('the decision about a failed read', () => {
  test.each<[string, unknown, Partial<FailedRead>, Decision]>([
    ['a list that came back short', short, {}, 'again'],
    ['a list that came back short twice', short, { tried: ['again'] }, 'give_up'],
    ['a short list after a lost link', short, { tried: ['restart'] }, 'again'],
    ['a saved link that is refused', bad, RESUMED, 'restart'],
    ['a saved link that is not found', missing, RESUMED, 'restart'],
    ['a saved link that is gone', gone, RESUMED, 'restart'],
    ['a saved link that is not understood', unprocessable, RESUMED, 'restart'],
    ['a saved link to another server', elsewhere, RESUMED, 'restart'],
    ['a saved link, refused because a right is missing', forbidden, RESUMED, 'give_up'],
    ['a saved link that was lost before', bad, { ...RESUMED, tried: ['restart'] }, 'give_up'],
    ['a saved link, if the server fails', failing, RESUMED, 'give_up'],
    ['a later page that is refused', bad, ANSWERED, 'restart'],
    ['a later page that is not found', missing, ANSWERED, 'restart'],
    ['a later page that is gone', gone, ANSWERED, 'restart'],
    ['a later page that is not understood', unprocessable, ANSWERED, 'give_up'],
    ['a later page on another server', elsewhere, ANSWERED, 'give_up'],
    ['a later page that is lost again', missing, { ...ANSWERED, tried: ['restart'] }, 'give_up'],
    ['a later page of a parent', missing, { ...ONE, ...ANSWERED }, 'restart'],
    ['a later page of a parent, lost again', missing, { ...ONE, ...ANSWERED, tried: ['restart'] }, 'give_up'],
    [
      'a later page of a parent that may refuse, lost again',
      bad,
      { ...MAY_REFUSE, ...ANSWERED, tried: ['restart'] },
      'give_up',
    ],
    ['a first page that is refused', bad, {}, 'give_up'],
    ['a first page that is not found', missing, {}, 'give_up'],
    ['parents that share a request, one of them gone', missing, SEVERAL, 'apart'],
    ['parents that share a request, one of them refused', bad, SEVERAL, 'apart'],
    ['parents that share a request, if the server fails', failing, SEVERAL, 'apart'],
    ['parents that share a request, without the right', forbidden, SEVERAL, 'give_up'],
    ['a parent that is gone', missing, ONE, 'gone'],
    ['a parent that is refused', bad, ONE, 'give_up'],
    ['a parent that was only named, and is gone', missing, NAMED, 'gone'],
    ['a parent that was only named, with an invalid id', bad, NAMED, 'gone'],
    ['a parent that was only named, without the right', forbidden, NAMED, 'give_up'],
    ['a parent that was only named, if the server fails', failing, NAMED, 'skip'],
    ['a later page of a parent that was only named', bad, { ...NAMED, ...ANSWERED }, 'restart'],
    ['a parent that may refuse, and is forbidden', forbidden, MAY_REFUSE, 'empty'],
    ['a parent that may refuse, and is refused', bad, MAY_REFUSE, 'empty'],
    ['a parent that may refuse, and is not understood', unprocessable, MAY_REFUSE, 'empty'],
    ['a parent that may refuse, and is not found', missing, MAY_REFUSE, 'empty'],
    ['a parent that may refuse, if the server fails', failing, MAY_REFUSE, 'skip'],
    ['a parent for which the server fails', failing, ONE, 'skip'],
    ['a window for which the server fails', failing, { span: 30 }, 'probe_ends'],
    ['a window of two days for which the server fails', failing, { span: 1 }, 'probe_ends'],
    ['a part of a window for which the server fails', failing, { span: 30, isPart: true }, 'halve'],
    ['a day for which the server fails', failing, { span: 0, isPart: true }, 'skip'],
    ['something that cannot be split', failing, {}, 'give_up'],
    ['pages that form a loop', new PagingError('/v2/persons'), ANSWERED, 'give_up'],
    ['a rate limit', answer('throttled', 429), { span: 30 }, 'give_up'],
    ['no response', answer('unreachable', 0), { ...ONE }, 'give_up'],
    ['a response that is not a page', answer('unexpected', 200), ONE, 'give_up'],
    ['an unexpected error', new Error('x'), { ...MAY_REFUSE, ...RESUMED }, 'give_up'],
  ])('%s', (_, error, read, decision) => {
    expect(decide(error, { ...FRESH, ...read })).toBe(decision);
  });

  test.each([400, 401, 403, 404, 410, 422, 500])('a login that fails with %i decides nothing', (status) => {
    for (const reason of ['refused', 'unauthorized', 'forbidden', 'not_found', 'server'] as const) {
      const error = new ApiError(reason, status, 1, { login: true });
      for (const read of [RESUMED, ANSWERED, SEVERAL, ONE, MAY_REFUSE, { span: 30 }, { span: 0, isPart: true }])
        expect(decide(error, { ...FRESH, ...read })).toBe('give_up');
    }
  });
});
