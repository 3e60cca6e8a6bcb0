import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { namedHost } from './hosts.ts';

const SETTINGS = {
  'API URL': 'https://api.acme.example/personio',
  'Company Subdomain': 'https://acme.jobs.personio.de',
};

beforeEach(() => {
  for (const name of ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY']) vi.stubEnv(name, '');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test.each([
  ['api.acme.example', 'API URL'],
  ['acme.jobs.personio.de', 'Company Subdomain'],
])('%s is named by %s', (host, setting) => {
  expect(namedHost(host, SETTINGS)).toEqual({ host, setting });
});

test.each([
  ['HTTPS_PROXY', 'http://user:secret@proxy.acme.example:3128'],
  ['https_proxy', 'http://proxy.acme.example'],
  ['HTTP_PROXY', 'proxy.acme.example:8080'],
])('a proxy is named by its variable: %s', (variable, address) => {
  vi.stubEnv(variable, address);

  expect(namedHost('proxy.acme.example', SETTINGS)).toEqual({ host: 'proxy.acme.example', setting: variable });
});

test('any other host is named by nobody', () => {
  vi.stubEnv('HTTPS_PROXY', 'http://[');

  expect(namedHost('api.personio.de', SETTINGS)).toBeUndefined();
});
