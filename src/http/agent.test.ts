import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { openAgent } from './agent.ts';

const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];

beforeEach(() => {
  for (const name of NAMES) vi.stubEnv(name, undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

async function agentName(): Promise<string> {
  const agent = await openAgent(1, 1000);
  await agent.destroy();
  return agent.constructor.name;
}

test('without a proxy, requests go directly to the server', async () => {
  expect(await agentName()).toBe('Agent');
  vi.stubEnv('HTTPS_PROXY', ' ');
  expect(await agentName()).toBe('Agent');
});

describe.each(NAMES)('%s', (name) => {
  test.each([
    'http://proxy.example:3128',
    'https://proxy.example',
    'HTTP://proxy.example:3128/',
    'proxy.example:3128',
    'proxy.example',
    ' 10.0.0.1:3128\n',
    '[::1]:3128',
    'user:p%40ss@proxy.example:3128',
    'http://user:p%40ss@proxy.example:3128',
    'socks5://proxy.example:1080',
  ])('is the address of a proxy: %j', async (address) => {
    vi.stubEnv(name, address);

    expect(await agentName()).toBe('EnvHttpProxyAgent');
  });

  test.each([
    'http://',
    'http://:3128',
    'proxy.example:port',
    'proxy.example:99999',
    'http:proxy.example:3128',
    'http:/proxy.example:3128',
    'ftp://hush@proxy.example',
    'socks5://',
    'file:///etc/hush',
    'two words:3128',
    'http://user:hush%@proxy.example:3128',
    'http://user:hush%ff@proxy.example:3128',
    'http://user:1/hush@proxy.example:3128',
    'http://user:1#hush@proxy.example:3128',
    'http://user:1?hush@proxy.example:3128',
    'http://proxy.example/hush.pac',
    '{"hush": 1}',
  ])('is not an address, and is named without its value: %j', (address) => {
    vi.stubEnv(name, address);
    let thrown: unknown;
    try {
      // Immediately: nobody would await a promise that fails before the first request.
      void openAgent(1, 1000);
    } catch (error) {
      thrown = error;
    }

    expect(thrown).toBeInstanceOf(ConnectorError);
    const { message, failureType, cause } = thrown as ConnectorError;
    expect(failureType).toBe('config_error');
    expect(message).toContain(`${name} is not the address of a proxy`);
    expect(message).not.toMatch(/hush/);
    expect(cause).toBeUndefined();
  });
});

test('lower case takes precedence over upper case', async () => {
  vi.stubEnv('HTTPS_PROXY', 'http://');
  vi.stubEnv('https_proxy', 'proxy.example:3128');

  expect(await agentName()).toBe('EnvHttpProxyAgent');
});
