import { ApiError } from '../http/api_error.ts';
import type { Reason } from '../http/judge.ts';

/** Failed requests that say something of what was asked for, by the client's reason or the server's status. */
interface Kind {
  readonly reasons?: readonly Reason[];
  readonly statuses?: readonly number[];
}

/** True for a failure of that kind; never for a login, which says nothing of the stream that happened to need it. */
const isOf =
  ({ reasons = [], statuses = [] }: Kind) =>
  (error: unknown): error is ApiError =>
    error instanceof ApiError && !error.login && (reasons.includes(error.reason) || statuses.includes(error.status));

/** The credential lacks the right, or the account the feature. */
export const isRefusal = isOf({ reasons: ['unauthorized', 'forbidden', 'feature'] });
/** Some services answer 400 where others answer 403. */
export const isRefusalOrBadRequest = isOf({ reasons: ['unauthorized', 'forbidden', 'feature'], statuses: [400] });
/** What was asked for by its id or path does not exist. */
export const isGone = isOf({ reasons: ['not_found'] });
/** A path in this form may be one that the service does not have. */
export const isUnknownPath = isOf({ reasons: ['not_found', 'feature'], statuses: [400, 405, 422] });
/** A list cannot be read, or not now: whether it has rows is not known. */
export const isUnreadable = isOf({
  reasons: ['unauthorized', 'forbidden', 'feature', 'not_found', 'server'],
  statuses: [400],
});
/** A parameter is not understood: its name, its spelling, or its value. */
export const isBadParameter = isOf({ statuses: [400, 422] });
/** A link of an earlier sync is no longer honoured, or leads to the server of that time. */
export const isExpiredLink = isOf({ reasons: ['redirected'], statuses: [400, 404, 410, 422] });
/** A link of this sync is no longer honoured. */
export const isForgottenLink = isOf({ statuses: [400, 404, 410] });
/** How a service answers for a parent that cannot have children. */
export const isWithoutChildren = isOf({ reasons: ['forbidden', 'not_found'], statuses: [400, 422] });
/** One of several parents that share a request can be the cause. */
export const isOfOneParent = isOf({ reasons: ['not_found', 'refused', 'server'] });
/** The server fails, and may fail for a part of what was asked for only. */
export const isServerFault = isOf({ reasons: ['server'] });
