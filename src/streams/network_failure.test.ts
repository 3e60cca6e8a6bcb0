import { afterEach, expect, test, vi } from 'vitest';
import { ApiError } from '../http/api_error.ts';
import type { Host } from '../http/hosts.ts';
import type { Reason } from '../http/judge.ts';
import { toConnectorError, toLoginError } from './failure.ts';
import { stillWaiting, tooSlow } from './network_failure.ts';
import { Persons } from './persons.ts';

const PERSONIO: Host = { name: 'api.personio.de', port: '443' };
const OWN: Host = { name: '127.0.0.1', port: '8080', setting: 'API URL' };
const PROXY: Host = { name: 'proxy.acme.example', port: '3128', setting: 'HTTPS_PROXY', behind: PERSONIO };

function said(reason: Reason, host: Host, code = '', attempts = 1) {
  return toLoginError(new ApiError(reason, 0, attempts, { host, cause: { code }, login: true }));
}

afterEach(() => {
  vi.unstubAllEnvs();
});

test.each<[Reason, Host, string, string, string]>([
  [
    'no_connection',
    PERSONIO,
    'UND_ERR_CONNECT_TIMEOUT',
    'transient_error',
    'No connection to api.personio.de:443 (timed out, 3 attempts). Check the firewall. If this network requires a proxy, check HTTPS_PROXY and NO_PROXY.',
  ],
  [
    'no_connection',
    OWN,
    'EHOSTUNREACH',
    'transient_error',
    'No connection to 127.0.0.1:8080 (API URL) (no route to the host, 3 attempts). Check that the server is running and that API URL is its address.',
  ],
  [
    'unreachable',
    PROXY,
    'UND_ERR_HEADERS_TIMEOUT',
    'transient_error',
    'No complete response from the proxy proxy.acme.example:3128 (HTTPS_PROXY) for /v2/auth/token (nothing for 60 seconds, 3 attempts). Check the network and the proxy.',
  ],
  [
    'wrong_name',
    PERSONIO,
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'config_error',
    'The certificate of api.personio.de:443 is for another host. Something else is answering, such as a login page of the network: check the network and its name server (DNS).',
  ],
])('%s of %j (%s) is a %s', (reason, host, code, failureType, message) => {
  expect(said(reason, host, code, 3)).toMatchObject({ failureType, message });
});

test('a stream that it interrupts is named, and nothing else is added', () => {
  const error = new ApiError('no_host', 0, 1, { host: OWN });

  expect(toConnectorError(error, new Persons()).message).toBe(
    'persons: There is no host named 127.0.0.1. Correct API URL.',
  );
});

test('a certificate that is not trusted although authorities were added', () => {
  vi.stubEnv('NODE_EXTRA_CA_CERTS', '/etc/ssl/acme.pem');

  const { message } = said('untrusted', PERSONIO, 'SELF_SIGNED_CERT_IN_CHAIN');

  expect(message).toContain('NODE_EXTRA_CA_CERTS is set: check that its file can be read');
  expect(message).not.toContain('/etc/ssl');
});

test.each<[Host, string]>([
  [PERSONIO, 'Check the network. If it requires a proxy, check HTTPS_PROXY and NO_PROXY.'],
  [OWN, 'Check that the server is running and that API URL is its address.'],
  [
    { ...PERSONIO, through: { name: 'proxy.acme.example', port: '3128', setting: 'HTTPS_PROXY' } },
    'Check the network and the proxy proxy.acme.example:3128 (HTTPS_PROXY).',
  ],
])('a host that does not answer is named with what to look at: %j', (host, words) => {
  const name = host.setting === undefined ? 'api.personio.de:443' : '127.0.0.1:8080 (API URL)';

  expect(tooSlow(host).message).toBe(`${name} did not answer in time. ${words}`);
  expect(stillWaiting(host)).toBe(`${name} has not answered the login yet; still trying. ${words}`);
});

test.each<[Reason, number, string]>([
  ['not_found', 404, 'config_error'],
  ['redirected', 302, 'config_error'],
  ['garbled', 200, 'transient_error'],
])('an address that leads to something else is the one to correct (%s)', (reason, status, failureType) => {
  const failed = (host: Host) => toLoginError(new ApiError(reason, status, 1, { host, login: true }));

  expect(failed(OWN)).toMatchObject({
    failureType,
    message: `127.0.0.1:8080 (API URL) does not answer the login as Personio's API does (${status}). Check API URL.`,
  });
  expect(failed(PERSONIO).message).not.toContain('API URL');
});
