import type { Dispatcher } from 'undici';
// Not from 'undici': its index loads fetch, WebSocket, caches and mocks, which takes longer than a check's own work.
import Agent from 'undici/lib/dispatcher/agent.js';
import { ConnectorError } from '../errors.ts';
import { parseAddress } from './hosts.ts';

const TIMEOUTS = { connect: { timeout: 10_000 }, headersTimeout: 60_000, bodyTimeout: 60_000 };

/**
 * Sends through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name, if any. Throws a config_error at once where one
 * of them is not an address.
 */
export function openAgent(connections: number): Promise<Dispatcher> {
  const options = { connections, ...TIMEOUTS };
  const [httpProxy, httpsProxy] = [proxyAddress('HTTP_PROXY'), proxyAddress('HTTPS_PROXY')];
  if (httpProxy === '' && httpsProxy === '') return Promise.resolve(new Agent(options));
  return import('undici').then(
    ({ default: undici }) => new undici.EnvHttpProxyAgent({ ...options, httpProxy, httpsProxy }),
  );
}

/** What the variable says, in small letters or, failing that, in capitals. Empty if it says nothing. */
function proxyAddress(variable: string): string {
  const name = process.env[variable.toLowerCase()] === undefined ? variable : variable.toLowerCase();
  const value = process.env[name]?.trim() ?? '';
  if (value === '') return '';
  const url = parseAddress(value);
  if (url && isProxy(url)) return url.href;
  // It may hold a password.
  throw new ConnectorError(
    'config_error',
    `${name} is not the address of a proxy. Write it like http://proxy.example:3128, with special characters of a name or password encoded (%40 for @).`,
  );
}

const PROTOCOLS = ['http:', 'https:', 'socks5:', 'socks:'];

/** A path, a query or a hash is what becomes of a name or password with a special character. */
function isProxy({ protocol, hostname, pathname, search, hash, username, password }: URL): boolean {
  if (!PROTOCOLS.includes(protocol) || hostname === '' || !['', '/'].includes(pathname) || search + hash !== '')
    return false;
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
