/** A server that the user named, and the setting or variable that names it. */
export interface NamedHost {
  readonly host: string;
  readonly setting: string;
}

const PROXIES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/**
 * Who named a host that does not exist: one of the settings, given with their addresses, or a variable for a proxy.
 * Undefined for any other host: nobody can correct that.
 */
export function namedHost(host: string, settings: Readonly<Record<string, string>>): NamedHost | undefined {
  const variables = PROXIES.map((name) => [name, process.env[name] ?? ''] as const);
  const named = [...Object.entries(settings), ...variables].find(
    ([, address]) => parseAddress(address)?.hostname === host,
  );
  return named && { host, setting: named[0] };
}

/** As curl has it: without a scheme it is http. */
export const parseAddress = (address: string): URL | null =>
  URL.parse(address.includes('://') ? address : `http://${address}`);
