import { triedServer } from './connects.ts';

/** Why there was no response. */
export type SilenceReason =
  | 'unreachable' // no response, or an incomplete one
  | 'no_connection' // refused, timed out, no route
  | 'unresolved' // the server's name was not found
  | 'proxy_login' // a proxy requires a name and password
  | 'proxy_denied' // a proxy forbids the connection
  | 'proxy_failed' // a proxy cannot connect
  | 'untrusted' // a certificate of an unknown authority
  | 'wrong_name' // a certificate for another host
  | 'expired' // a certificate that has expired, by this machine's clock
  | 'not_yet_valid' // a certificate that is not valid yet, by this machine's clock
  | 'no_tls'; // the server does not speak TLS

/** By the code of the error. */
const REASONS: Readonly<Record<string, SilenceReason>> = {
  ENOTFOUND: 'unresolved',
  ECONNREFUSED: 'no_connection',
  UND_ERR_CONNECT_TIMEOUT: 'no_connection',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted',
  CERT_CHAIN_TOO_LONG: 'untrusted',
  CERT_REJECTED: 'untrusted',
  CERT_REVOKED: 'untrusted',
  CERT_SIGNATURE_FAILURE: 'untrusted',
  CERT_UNTRUSTED: 'untrusted',
  INVALID_CA: 'untrusted',
  INVALID_PURPOSE: 'untrusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrong_name',
  UND_ERR_PRX_TLS: 'wrong_name',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not_yet_valid',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'no_tls',
  ERR_SSL_WRONG_VERSION_NUMBER: 'no_tls',
};

/** Families of codes. */
const PREFIXES: readonly (readonly [string, SilenceReason])[] = [
  ['EAI_', 'unresolved'],
  ['UND_ERR_SOCKS5', 'proxy_failed'],
];

/** Statuses that may be temporary, among those that blame the request. */
const PASSING = [408, 425, 429];

/** Why a request has no response. Any reason but `unreachable` means that it was never sent. */
export function silenceReason(error: Error | undefined): SilenceReason {
  if (!error) return 'unreachable';
  const status = proxyStatus(error);
  if (status === 407) return 'proxy_login';
  if (status !== undefined) return status < 500 && !PASSING.includes(status) ? 'proxy_denied' : 'proxy_failed';
  const code = codeOf(error);
  const reason = REASONS[code] ?? PREFIXES.find(([prefix]) => code.startsWith(prefix))?.[1];
  return reason ?? (triedServer(error) ? 'no_connection' : 'unreachable');
}

/** The status with which a proxy answered instead of forwarding the request. undici has it only in the message. */
export function proxyStatus({ message }: Error): number | undefined {
  const status = /^Proxy .*\((\d{3})\)/.exec(message)?.[1];
  return status === undefined ? undefined : Number(status);
}

export const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException | undefined)?.code ?? '');
