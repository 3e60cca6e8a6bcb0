import type { Dispatcher } from 'undici';
// Not from 'undici': its index loads fetch, WebSocket, caches and mocks, which takes longer than a check's own work.
import Agent from 'undici/lib/dispatcher/agent.js';

const TIMEOUTS = { connect: { timeout: 10_000 }, headersTimeout: 60_000, bodyTimeout: 60_000 };

/** Sends through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name, if any. */
export async function openAgent(connections: number): Promise<Dispatcher> {
  const options = { connections, ...TIMEOUTS };
  const proxied = ['HTTP_PROXY', 'HTTPS_PROXY'].some((name) => process.env[name] || process.env[name.toLowerCase()]);
  if (!proxied) return new Agent(options);
  const { default: undici } = await import('undici');
  return new undici.EnvHttpProxyAgent(options);
}
