import { counted, shownNumber } from '../counted.ts';
import { ConnectorError, type FailureType } from '../errors.ts';
import { ApiError } from '../http/api_error.ts';
import type { Doubt } from '../http/clock.ts';
import type { Reason } from '../http/judge.ts';
import { LAST_MS, toInstant } from '../times.ts';
import { details, type Explanation } from './explanation.ts';
import { isNoApi, networkExplanations, noApi } from './network_failure.ts';
import { PagingError, ShortListError, SlowListError } from './pager.ts';
import { quoted } from './rights.ts';
import type { Service, Stream } from './stream.ts';

/** Failures that say something about what was requested, by the client's reason or the server's status. */
interface Kind {
  readonly reasons?: readonly Reason[];
  readonly statuses?: readonly number[];
}

/** True for a failure of that kind. Never true for a login, which says nothing about the stream that needed it. */
const isOf =
  ({ reasons = [], statuses = [] }: Kind) =>
  (error: unknown): error is ApiError =>
    error instanceof ApiError && !error.login && (reasons.includes(error.reason) || statuses.includes(error.status));

/** The credential lacks the right, or the account the feature. */
export const isRefusal = isOf({ reasons: ['unauthorized', 'forbidden', 'feature'] });
/** The right is missing, or the token has expired. */
export const isUnauthorized = isOf({ reasons: ['unauthorized'] });
/** The account lacks the feature, or the credential may not use it. */
export const isUnavailable = isOf({ reasons: ['feature'] });
/** The same, including services that answer 400 instead. */
export const isRefusedBy = (error: unknown, { service }: Pick<Stream, 'service'>): boolean =>
  isRefusal(error) || (service.badRequestMeans === 'right missing' && isOf({ statuses: [400] })(error));
/** A list may not be read, or an old account does not have it at all. */
export const isClosed = isOf({ reasons: ['unauthorized', 'forbidden', 'feature', 'not_found'] });
/** The same for reports: their service answers 400 where others answer 403. */
export const isClosedReport = isOf({ reasons: ['unauthorized', 'forbidden', 'feature', 'not_found'], statuses: [400] });
/** What was requested by its id or path does not exist. */
export const isGone = isOf({ reasons: ['not_found'] });
/** A path in this form may be one that the service does not have. */
export const isUnknownPath = isOf({ reasons: ['not_found', 'feature'], statuses: [400, 405, 422] });
/** A list cannot be read, at least not now: it is unknown whether it has rows. */
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
/** The server fails, perhaps only for a part of what was requested. */
export const isServerFault = isOf({ reasons: ['server'] });

/** A list could not be read to its end, for whatever reason. */
export const isFailedList = (error: unknown): error is Error =>
  [ApiError, PagingError, ShortListError, SlowListError].some((kind) => error instanceof kind);

/** The login failed, which says nothing about what was requested. */
export const isOfLogin = (error: unknown): boolean => error instanceof ApiError && error.login;

/** A failure that the client gives up earlier if smaller parts can be requested. */
export const isGivenUpEarly = isOf({ statuses: [500] });

/** Where rights are granted. */
export const GRANT = 'Grant it in Personio under Settings > Integrations > API credentials';
export const GRANT_THEM = 'Tick them in Personio under Settings > Integrations > API credentials';

/** The endpoint that was requested, and the rights that it needs. */
type Endpoint = Pick<Stream, 'path' | 'scope'> & Partial<Pick<Stream, 'furtherScopes'>>;

/** The rights for people: `the right "…"`, `the rights "…" and "…"`. */
function rights({ scope, furtherScopes = [] }: Endpoint): string {
  return `the right${furtherScopes.length > 0 ? 's' : ''} ${quoted([scope, ...furtherScopes])}`;
}

/** A point in time for people, including times beyond the supported years. */
const shown = (ms: number): string => `${toInstant(Math.min(ms, LAST_MS))}${ms >= LAST_MS ? ' or later' : ''}`;

/** For each reason, what it means for the user and who has to act. */
const explanations: Readonly<Record<Reason, Explanation<Endpoint>>> = {
  ...networkExplanations,
  unauthorized: {
    failureType: 'config_error',
    say: (endpoint, { status }) =>
      `Personio refused access to ${endpoint.path} (${status}). The API credential probably lacks ${rights(endpoint)}. ${GRANT}.`,
  },
  forbidden: {
    failureType: 'config_error',
    say: (endpoint, { status }) =>
      `Personio refused access to ${endpoint.path} (${status}). The API credential lacks ${rights(endpoint)}. ${GRANT}.`,
  },
  feature: {
    failureType: 'config_error',
    say: (endpoint, { status }) =>
      `The account does not have this feature, or the API credential may not use it: ${endpoint.path} returns ${status}. If the account has it, the credential needs ${rights(endpoint)}. ${GRANT}. Otherwise deselect the stream.`,
  },
  not_found: { failureType: 'system_error', say: ({ path }) => `Personio does not know ${path} (404).` },
  refused: {
    failureType: 'system_error',
    say: ({ path }, { status }) => `Personio refused a request to ${path} (${status}). Its API has probably changed.`,
  },
  redirected: {
    failureType: 'system_error',
    say: ({ path }) =>
      `${path} redirects to another server. The connector does not follow it: requests and the access token go to the configured server only.`,
  },
  throttled: {
    failureType: 'transient_error',
    say: (_, { retryAt }) =>
      `Personio's rate limit allows no requests${retryAt === undefined ? '' : ` before ${shown(retryAt)}`}.`,
  },
  server: {
    failureType: 'transient_error',
    say: ({ path }, error) => `Personio's server failed at ${path}${details(error, error.status)}.`,
  },
  too_large: {
    failureType: 'system_error',
    say: ({ path }, { mostBytes = 0 }) =>
      `Personio's response for ${path} is larger than ${mostBytes / 2 ** 20} MB, the limit. Report this, or deselect the stream.`,
  },
  garbled: {
    failureType: 'transient_error',
    say: ({ path }, error) => `Personio's response for ${path} is not JSON${details(error)}.`,
  },
  unexpected: {
    failureType: 'system_error',
    say: ({ path }, error) =>
      `Personio's response for ${path} is not a page of records${details(error)}. Its API has probably changed.`,
  },
};

/** Why a report that is listed has no rows for the connector. */
export const CLOSED_REPORT = 'grouped, or not enabled for the API';

/** What 400 means where a service has its own use for it. */
const badRequests: Readonly<Record<NonNullable<Service['badRequestMeans']>, Explanation<Endpoint>>> = {
  'right missing': explanations.forbidden,
  'report closed': {
    failureType: 'config_error',
    say: (_, { status }) =>
      `Personio does not return this report (${status}): it is ${CLOSED_REPORT}. Make a flat table of it, or enable it for the API.`,
  },
};

/** The members of a stream that describe its requests. */
type Asking = Pick<Stream, 'name' | 'scope' | 'path' | 'service'> & Partial<Pick<Stream, 'furtherScopes' | 'parent'>>;

/**
 * The stream whose endpoint failed, and whose right is missing: a stream with a parent lists that first, and perhaps
 * another list that shows its changes.
 */
export function failedStream<T extends Asking>(stream: T, error: unknown): T | Stream {
  const { parent, path } = stream;
  const route = error instanceof ApiError ? error.route : undefined;
  if (!parent || route === undefined || route === path) return stream;
  const lists = [parent.stream, ...(parent.watch ? [parent.watch.stream] : [])];
  return lists.map((list) => failedStream(list, error)).find((list) => list.path === route) ?? stream;
}

/** Turns whatever ended a stream into an error that names the stream and the remedy. */
export function toConnectorError(error: unknown, stream: Asking): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const asked = failedStream(stream, error);
  const fail = (failureType: FailureType, message: string) =>
    new ConnectorError(failureType, `${stream.name}: ${message}`, { cause: error });
  if (error instanceof PagingError)
    return fail('system_error', `Personio's pages of ${asked.path} link back to a page that was already read.`);
  if (error instanceof ShortListError)
    return fail(
      'transient_error',
      `Personio reported ${counted(error.total, 'record')} but returned ${shownNumber(error.read)}, in two attempts.`,
    );
  if (!(error instanceof ApiError))
    return fail('system_error', 'The connector failed unexpectedly. This is a bug in it.');
  if (error.login) {
    const { failureType, message } = toLoginError(error);
    return fail(failureType, message);
  }
  if (asked.service.isFeed && ['not_found', 'redirected', 'feature'].includes(error.reason))
    return fail(
      'config_error',
      `There is no job feed at the configured address (${error.status || 'it redirects elsewhere'}). Compare Company Subdomain with your career page's address, and check that Personio publishes the feed, under Recruiting > Career page.`,
    );
  if (asked.service.isFeed && ['garbled', 'unexpected'].includes(error.reason))
    return fail(
      'transient_error',
      `The configured address does not return a job feed${details(error)}. If this persists, compare Company Subdomain with your career page's address.`,
    );
  const { badRequestMeans } = asked.service;
  const isPeculiar = error.status === 400 && badRequestMeans !== undefined;
  const { failureType, say } = isPeculiar ? badRequests[badRequestMeans] : explanations[error.reason];
  return fail(failureType, say({ ...asked, path: error.route ?? asked.path }, error));
}

/** A failed login affects all streams alike. If no server answered, the message does not blame the login. */
export function toLoginError(error: unknown): ConnectorError {
  if (!(error instanceof ApiError)) return ConnectorError.from(error);
  const login = { scope: '', path: error.route ?? '/v2/auth/token' };
  if (['unauthorized', 'forbidden'].includes(error.reason)) {
    const message =
      'Personio refused the login: Client ID and Client Secret do not match, or the credential was revoked. Compare them with Personio, Settings > Integrations > API credentials.';
    return new ConnectorError('config_error', message, { cause: error });
  }
  if (isNoApi(error)) return noApi(error);
  const { failureType, say } = explanations[error.reason];
  return new ConnectorError(failureType, `${error.status === 0 ? '' : 'The login failed: '}${say(login, error)}`, {
    cause: error,
  });
}

/** Why neither clock is trusted. */
export const clocksDiffer = ({ host, server, machine }: Doubt): string =>
  `The clock of ${host} (${shown(server)}) and this machine's clock (${shown(machine)}) differ by more than a day, so neither is trusted. Set this machine's clock if it is wrong.`;
