import type { Dispatcher } from 'undici';
// Not from 'undici': its index loads fetch, WebSocket, caches and mocks, which takes longer than a check's own work.
import Agent from 'undici/lib/dispatcher/agent.js';
import { proxyIn } from './proxies.ts';
import type { publicLookup } from './public_lookup.ts';

const TIMEOUTS = { headersTimeout: 60_000, bodyTimeout: 60_000 };

/**
 * Sends requests through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name, if any. Throws a config_error
 * immediately if one of them is not an address. `lookup` resolves the names of servers that are asked without a proxy.
 */
export function openAgent(
  connections: number,
  connectTimeout: number,
  lookup?: ReturnType<typeof publicLookup>,
): Promise<Dispatcher> {
  const options = { connections, connectTimeout, ...TIMEOUTS, ...(lookup && { connect: { lookup } }) };
  const [httpProxy = '', httpsProxy = ''] = [proxyIn('HTTP_PROXY'), proxyIn('HTTPS_PROXY')].map(
    (proxy) => proxy?.url.href,
  );
  if (httpProxy === '' && httpsProxy === '') return Promise.resolve(new Agent(options));
  return import('undici').then(
    ({ default: undici }) => new undici.EnvHttpProxyAgent({ ...options, httpProxy, httpsProxy }),
  );
}
