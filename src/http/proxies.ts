import { ConnectorError } from '../errors.ts';

/** A proxy, and the environment variable that holds its address. */
export interface Proxy {
  readonly variable: string;
  readonly url: URL;
}

/** The proxy of requests with this protocol, unless NO_PROXY exempts their host. */
export const proxyFor = (protocol: string): Proxy | undefined =>
  (protocol === 'https:' ? proxyIn('HTTPS_PROXY') : undefined) ?? proxyIn('HTTP_PROXY');

/**
 * The proxy that a variable names. Lower case wins over upper case, as in curl. Throws a config_error if the value is not
 * the address of a proxy.
 */
export function proxyIn(name: 'HTTP_PROXY' | 'HTTPS_PROXY'): Proxy | undefined {
  const variable = process.env[name.toLowerCase()] === undefined ? name : name.toLowerCase();
  const value = process.env[variable]?.trim() ?? '';
  if (value === '') return undefined;
  // Without a scheme it is http, as in curl.
  const url = URL.parse(value.includes('://') ? value : `http://${value}`);
  if (url && isProxy(url)) return { variable, url };
  // The value may hold a password, so it is not printed.
  throw new ConnectorError(
    'config_error',
    `${variable} is not the address of a proxy. Write it like http://proxy.example:3128, with special characters of a name or password encoded (%40 for @).`,
  );
}

const PROTOCOLS = ['http:', 'https:', 'socks5:', 'socks:'];

/** A path, a query or a hash is what remains of a name or password with a special character. */
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
