import { triedServer } from './connects.ts';
import { proxyFor } from './proxies.ts';
import { codeOf, proxyStatus } from './silence.ts';

/** A server that was asked. */
export interface Host {
  readonly name: string;
  readonly port: string;
  /** The setting or environment variable with its address; undefined for Personio's own. */
  readonly setting?: string | undefined;
  /** If it is a proxy, the server behind it. */
  readonly behind?: Host;
  /** A proxy in front of it, unless NO_PROXY exempts it. */
  readonly through?: Host | undefined;
  /** What the proxy answered instead of passing the request on. */
  readonly status?: number | undefined;
}

/** The configured addresses, by the titles of their settings. */
type Settings = Readonly<Record<string, string>>;

/** The server that caused the error of a request to `origin`: that one, or the proxy in front of it. */
export function failedHost(error: Error, origin: string, settings: Settings): Host {
  const { through, ...behind } = askedHost(origin, settings);
  if (!through || !(isOfProxy(error) || isElsewhere(error, behind))) return behind;
  return { ...through, behind, status: proxyStatus(error) };
}

/** The server that a request to `origin` asks. */
export function askedHost(origin: string, settings: Settings): Host {
  const target = new URL(origin);
  const host = hostAt(target);
  const setting = Object.keys(settings).find((title) => URL.parse(settings[title] ?? '')?.hostname === host.name);
  const proxy = proxyFor(target.protocol);
  return { ...host, setting, ...(proxy && { through: { ...hostAt(proxy.url), setting: proxy.variable } }) };
}

const PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443', 'socks:': '1080', 'socks5:': '1080' };

const hostAt = ({ hostname: name, port, protocol }: URL): Host => ({ name, port: port || (PORTS[protocol] ?? '') });

const isOfProxy = (error: Error): boolean =>
  proxyStatus(error) !== undefined || /^UND_ERR_(?:PRX|SOCKS5)/.test(codeOf(error));

/** The failed connection was to a server other than the host. */
function isElsewhere(error: Error & { hostname?: string; port?: number }, host: Host): boolean {
  const tried = triedServer(error);
  const name = error.hostname ?? tried?.hostname ?? host.name;
  const port = error.port ?? (tried?.port || host.port);
  return unbracketed(name) !== unbracketed(host.name) || String(port) !== host.port;
}

/** URLs write IPv6 addresses in brackets, sockets do not. */
const unbracketed = (name: string): string => name.replace(/^\[|\]$/g, '');
