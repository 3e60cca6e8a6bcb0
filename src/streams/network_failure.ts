import { extraAuthorities } from '../environment.ts';
import { ConnectorError } from '../errors.ts';
import type { ApiError } from '../http/api_error.ts';
import type { Host } from '../http/hosts.ts';
import type { Reason } from '../http/judge.ts';
import { codeOf, type SilenceReason } from '../http/silence.ts';
import { toInstant } from '../times.ts';
import { details, type Explanation } from './explanation.ts';

type NetworkReason = SilenceReason | 'no_host';

/** Names a host: `api.personio.de:443`, `the proxy proxy.acme.example:3128 (HTTPS_PROXY)`, `127.0.0.1:8080 (API URL)`. */
function the(host: Host | undefined): string {
  if (!host) return 'Personio';
  return `${host.behind ? 'the proxy ' : ''}${addressOf(host)}${host.setting === undefined ? '' : ` (${host.setting})`}`;
}

/** The same at the beginning of a sentence. */
const The = (host: Host | undefined): string => the(host).replace(/^the /, 'The ');

const addressOf = ({ name, port }: Host): string => `${name}:${port}`;

/** The meaning of socket errors. For any other error, its code is shown. */
const WORDS: Readonly<Record<string, string>> = {
  '': 'connection lost',
  EACCES: 'not permitted on this machine',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection lost',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no network',
  EPERM: 'not permitted on this machine',
  EPIPE: 'connection lost',
  SLOW_ANSWER: 'the response took too long',
  UND_ERR_BODY_TIMEOUT: 'the response stopped for 60 seconds',
  UND_ERR_CONNECT_TIMEOUT: 'timed out',
  UND_ERR_HEADERS_TIMEOUT: 'nothing for 60 seconds',
  UND_ERR_PRX_CONN: 'connection lost',
  UND_ERR_SOCKET: 'connection lost',
};

function causeOf({ cause, status }: ApiError): string | number {
  if (status !== 0) return status;
  const code = codeOf(cause);
  return WORDS[code] ?? code;
}

/** What to check if a host does not accept connections. */
function lookAt(host: Host | undefined): string {
  if (host?.behind)
    return `Check that the proxy is running and that ${host.setting} is its address. To go without it, add ${host.behind.name} to NO_PROXY.`;
  if (host?.setting !== undefined) return `Check that the server is running and that ${host.setting} is its address.`;
  return 'Check the firewall. If this network requires a proxy, check HTTPS_PROXY and NO_PROXY.';
}

const slow = (host: Host, what: string): string => {
  const { through, setting } = host;
  const network = 'Check the network. If it requires a proxy, check HTTPS_PROXY and NO_PROXY.';
  const direct = setting === undefined ? network : lookAt(host);
  return `${the(host)} ${what}. ${through ? `Check the network and the proxy ${the(through)}.` : direct}`;
};

/** A command that waits for a fixed time got no answer in it. */
export const tooSlow = (host: Host): ConnectorError =>
  new ConnectorError('transient_error', slow(host, 'did not answer in time'));

/** A notice for those who wait for a login. */
export const stillWaiting = (host: Host): string => slow(host, 'has not answered the login yet; still trying');

/** Failures of a login that no server of Personio causes. */
const FOREIGN: readonly Reason[] = ['not_found', 'refused', 'redirected', 'feature', 'garbled', 'unexpected'];

/** True if the server at an address of the user's answers, but not like Personio. */
export const isNoApi = ({ reason, host }: ApiError): boolean => host?.setting !== undefined && FOREIGN.includes(reason);

/** What is not JSON may be the page of a gateway that is down for a while. */
export const noApi = (error: ApiError): ConnectorError =>
  new ConnectorError(
    error.reason === 'garbled' ? 'transient_error' : 'config_error',
    `${The(error.host)} does not answer the login as Personio's API does${details(error, error.status)}. Check ${error.host?.setting}.`,
    { cause: error },
  );

/** Advice for a server whose address is not configured, so that something else must be answering. */
const SOMETHING_ELSE =
  'Something else is answering, such as a login page of the network: check the network and its name server (DNS).';

const correct = (host: Host | undefined, what: string): string =>
  host?.setting === undefined ? SOMETHING_ELSE : `Check ${what} in ${host.setting}.`;

/** A certificate that is not valid at this time: either the clock or the certificate is wrong. */
const untimely = (words: string): Explanation<unknown> => ({
  failureType: 'config_error',
  say: (_, { host }) =>
    `By this machine's clock (${toInstant(Date.now())}), the certificate of ${the(host)} ${words}. Set the clock if it is wrong. Otherwise the certificate has to be replaced on that server.`,
});

/** Why no server answered, and what to check. Settings and variables are named, but not their values. */
export const networkExplanations: Readonly<Record<NetworkReason, Explanation<{ readonly path: string }>>> = {
  unreachable: {
    failureType: 'transient_error',
    say: ({ path }, error) =>
      `No complete response from ${the(error.host)} for ${path}${details(error, causeOf(error))}. Check the network${error.host?.behind ? ' and the proxy' : ''}.`,
  },
  no_connection: {
    failureType: 'transient_error',
    say: (_, error) => `No connection to ${the(error.host)}${details(error, causeOf(error))}. ${lookAt(error.host)}`,
  },
  unresolved: {
    failureType: 'transient_error',
    say: (_, error) =>
      `The address of ${the(error.host)} cannot be looked up${details(error, codeOf(error.cause))}. Check the network and its name server (DNS).${error.host?.behind ? '' : ' If this network requires a proxy, set HTTPS_PROXY.'}`,
  },
  no_host: {
    failureType: 'config_error',
    say: (_, { host }) => `There is no host named ${host?.name}. Correct ${host?.setting}.`,
  },
  proxy_login: {
    failureType: 'config_error',
    say: (_, { host }) =>
      `${The(host)} requires a name and password, or rejects those in its address (407). Write the address like http://name:password@proxy.example:3128.`,
  },
  proxy_denied: {
    failureType: 'config_error',
    say: (_, { host }) =>
      `${The(host)} does not allow connections to ${host?.behind?.name} (${host?.status}). Have them allowed there, or add ${host?.behind?.name} to NO_PROXY.`,
  },
  proxy_failed: {
    failureType: 'transient_error',
    say: (_, error) =>
      `${The(error.host)} did not connect to ${error.host?.behind?.name}${details(error, error.host?.status ?? codeOf(error.cause))}. Check whether the proxy can reach it.`,
  },
  untrusted: {
    failureType: 'config_error',
    say: (_, { host, cause }) =>
      `The certificate of ${the(host)} is not trusted (${codeOf(cause)}). ${
        extraAuthorities()
          ? 'NODE_EXTRA_CA_CERTS is set: check that its file can be read and contains the certificate of the authority that issued it.'
          : 'If your company inspects its traffic, set NODE_EXTRA_CA_CERTS to a file with the certificate of its authority.'
      }`,
  },
  wrong_name: {
    failureType: 'config_error',
    say: (_, { host }) => `The certificate of ${the(host)} is for another host. ${correct(host, 'the host name')}`,
  },
  expired: untimely('has expired'),
  not_yet_valid: untimely('is not valid yet'),
  no_tls: {
    failureType: 'config_error',
    say: (_, { host }) => `${The(host)} does not speak TLS. ${correct(host, 'the port, and https:// or http://,')}`,
  },
};
