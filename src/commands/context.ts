import type { Output } from '../airbyte/output.ts';
import { API_URL, type Config, parseConfig, secretsOf } from '../config/source.ts';
import { isCloud, trustsEverybody } from '../environment.ts';
import { ConnectorError } from '../errors.ts';
import { readJson } from '../files.ts';
import type { ClientOptions } from '../http/client.ts';

/**
 * Reads the configuration, and sees that the process may connect at all. The secrets are masked before anything is said
 * about it.
 */
export function loadConfig(path: string, out: Output): Config {
  const input = readJson(path, 'configuration');
  for (const secret of secretsOf(input)) out.masker.add(secret);
  const warn = (message: string) => void out.log('WARN', message);
  const config = parseConfig(input, warn);
  if (trustsEverybody()) {
    const problem =
      'NODE_TLS_REJECT_UNAUTHORIZED is 0: certificates are not checked, so others could read the secret and the data.';
    if (isCloud()) throw new ConnectorError('config_error', `${problem} Remove it.`);
    warn(`${problem} Remove it; NODE_EXTRA_CA_CERTS adds a certificate of your own.`);
  }
  return config;
}

/** How the HTTP client is to be for this configuration. */
export function clientOptions(config: Config, out: Output): ClientOptions {
  return {
    apiUrl: config.api_url,
    clientId: config.client_id,
    clientSecret: config.client_secret,
    headers: {
      ...(config.partner_id !== undefined && { 'x-personio-partner-id': config.partner_id }),
      ...(config.application_id !== undefined && { 'x-personio-app-id': config.application_id }),
    },
    feedUrl: feedUrl(config),
    settings: addressSettings(config),
    maxConcurrency: config.max_concurrency,
    retrySeconds: config.retry_seconds,
    room: () => out.sink.ready(),
    onToken: (token) => out.masker.add(token),
  };
}

/** The addresses that the user gave, by the titles of their settings. */
function addressSettings(config: Config): Record<string, string> {
  const feed = feedUrl(config);
  return {
    ...(new URL(config.api_url).host !== new URL(API_URL).host && { 'API URL': config.api_url }),
    ...(feed !== undefined && { [config.jobs_url === undefined ? 'Company Subdomain' : 'Jobs URL']: feed }),
  };
}

/** Where the company publishes its positions, if the configuration says so. */
function feedUrl({ jobs_url: url, company_subdomain: subdomain }: Config): string | undefined {
  return url ?? (subdomain === undefined ? undefined : `https://${subdomain}.jobs.personio.de`);
}
