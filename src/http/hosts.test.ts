import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { askedHost, failedHost } from './hosts.ts';

const SETTINGS = {
  'API URL': 'https://api.acme.example/personio',
  'Company Subdomain': 'https://acme.jobs.personio.de',
};
const PERSONIO = { name: 'api.personio.de', port: '443' };

const errorOf = (details: object, message = 'x') => Object.assign(new Error(message), details);
const lost = errorOf({ code: 'ECONNRESET' });

beforeEach(() => {
  for (const name of ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY']) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test.each([
  ['https://api.acme.example', 'api.acme.example', '443', 'API URL'],
  ['https://api.acme.example:8443', 'api.acme.example', '8443', 'API URL'],
  ['https://acme.jobs.personio.de', 'acme.jobs.personio.de', '443', 'Company Subdomain'],
  ['http://127.0.0.1:8080', '127.0.0.1', '8080', undefined],
  ['https://api.personio.de', 'api.personio.de', '443', undefined],
])('%s is named with its port and its setting', (origin, name, port, setting) => {
  expect(failedHost(lost, origin, SETTINGS)).toEqual({ name, port, setting });
});

describe('behind a proxy', () => {
  test.each([
    ['its name is not found', { code: 'ENOTFOUND', hostname: 'proxy.acme.example' }, ''],
    ['it refuses the connection', { code: 'ECONNREFUSED', port: 3128 }, ''],
    ['it breaks off', { code: 'UND_ERR_PRX_CONN' }, 'Proxy Connection failed'],
    ['its certificate is for another host', { code: 'UND_ERR_PRX_TLS' }, ''],
    ['it has another protocol', { code: 'UND_ERR_SOCKS5_VERSION' }, ''],
  ])('the proxy is to blame where %s', (_, details, message) => {
    vi.stubEnv('HTTPS_PROXY', 'http://user:secret@proxy.acme.example:3128');

    const host = failedHost(errorOf(details, message), 'https://api.personio.de', SETTINGS);

    expect(host).toEqual({
      name: 'proxy.acme.example',
      port: '3128',
      setting: 'HTTPS_PROXY',
      behind: { ...PERSONIO, setting: undefined },
      status: undefined,
    });
  });

  test.each(['Proxy response (407) !== 200 when HTTP Tunneling', 'Proxy Authentication Required (407)'])(
    'its answer is kept: %s',
    (message) => {
      vi.stubEnv('https_proxy', 'proxy.acme.example');

      const host = failedHost(errorOf({ code: 'UND_ERR_ABORTED' }, message), 'https://api.personio.de', SETTINGS);

      expect(host).toMatchObject({ name: 'proxy.acme.example', port: '80', setting: 'https_proxy', status: 407 });
    },
  );

  test('the server is to blame for what happens on the connection to it', () => {
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.acme.example:3128');

    for (const code of ['ECONNRESET', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED'])
      expect(failedHost(errorOf({ code }), 'https://api.personio.de', {})).toEqual(PERSONIO);
  });

  test('HTTP_PROXY also applies to https; HTTPS_PROXY does not apply to http', () => {
    const refused = errorOf({ code: 'ECONNREFUSED', port: 3128 });
    vi.stubEnv('HTTP_PROXY', 'http://proxy.acme.example:3128');

    expect(failedHost(refused, 'https://api.personio.de', {})).toMatchObject({ setting: 'HTTP_PROXY' });

    vi.stubEnv('HTTP_PROXY', undefined);
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.acme.example:3128');

    expect(failedHost(refused, 'http://api.acme.example', SETTINGS)).toMatchObject({ setting: 'API URL' });
  });
});

test('an IPv6 address is the same with and without brackets', () => {
  vi.stubEnv('HTTPS_PROXY', 'http://proxy.acme.example:3128');

  expect(failedHost(errorOf({ hostname: '::1' }), 'https://[::1]', {})).toEqual({ name: '[::1]', port: '443' });
});

test('the server that is asked has the proxy in front of it, without name and password', () => {
  vi.stubEnv('HTTPS_PROXY', 'http://user:secret@proxy.acme.example:3128');

  expect(askedHost('https://api.acme.example', SETTINGS)).toEqual({
    name: 'api.acme.example',
    port: '443',
    setting: 'API URL',
    through: { name: 'proxy.acme.example', port: '3128', setting: 'HTTPS_PROXY' },
  });
});
