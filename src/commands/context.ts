import type { Warn } from '../account/available.ts';
import type { Output } from '../airbyte/output.ts';
import { parseConfig, secretsOf } from '../config/parse.ts';
import { API_URL } from '../config/requests.ts';
import type { Config } from '../config/source.ts';
import { isCloud, trustsEverybody } from '../environment.ts';
import { ConnectorError } from '../errors.ts';
import { readJson } from '../files.ts';
import { type Api, SILENT, type Watcher } from '../http/api.ts';
import { type ClientOptions, HttpClient } from '../http/client.ts';
import type { Doubt } from '../http/clock.ts';
import type { Host } from '../http/hosts.ts';
import { openPrivacy, type Privacy } from '../privacy/privacy.ts';
import { toLoginError } from '../streams/failure.ts';
import { allStreams } from '../streams/index.ts';
import { stillWaiting } from '../streams/network_failure.ts';
import type { SyncWindow } from '../streams/partition.ts';
import type { Stream } from '../streams/stream.ts';
import { syncWindow } from '../sync/window.ts';

/** A login that takes longer is worth a notice: retries may take minutes. */
const PATIENCE_MS = 10_000;

/** What every command that connects to Personio needs. */
export interface Context {
  readonly config: Config;
  readonly client: HttpClient;
  /** For requests that belong to no stream. */
  readonly api: Api;
  readonly streams: readonly Stream[];
  /** Present if neither clock can be trusted. */
  readonly doubt: Doubt | undefined;
  /** What is read of a stream without a state. */
  readonly window: SyncWindow;
  readonly warn: Warn;
  readonly signal: AbortSignal;
  /** Prepares the privacy settings for the streams with these names. */
  openPrivacy(wanted: readonly string[], api?: Api): Promise<Privacy>;
}

interface ContextOptions<T> {
  readonly out: Output;
  readonly signal: AbortSignal;
  /** Maximum number of requests, including logins. */
  readonly mostRequests?: number;
  /** Observes waits that belong to no stream. */
  readonly watcher?: Watcher;
  /** Handles a failed login; without it, the error is thrown. */
  readonly onFailedLogin?: (error: ConnectorError, host: Host) => Promise<T>;
}

/** Logs in, does the work, and closes all connections. */
export async function withContext<T>(
  config: Config,
  { out, signal, mostRequests, watcher = SILENT, onFailedLogin = (error) => Promise.reject(error) }: ContextOptions<T>,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const client = new HttpClient({ ...clientOptions(config, out), mostRequests }, signal);
  try {
    const notice = setTimeout(() => void out.log('WARN', stillWaiting(client.host)), PATIENCE_MS).unref();
    const time = await client
      .serverTime(watcher)
      .catch(toLoginError)
      .finally(() => clearTimeout(notice));
    if (time instanceof ConnectorError) return await onFailedLogin(time, client.host);
    const api = client.api(watcher, signal);
    const streams = allStreams();
    const warn: Warn = async (message, stream) => {
      if (stream === undefined) await out.log('WARN', message);
      else out.notices.add('WARN', stream, message);
    };
    return await work({
      config,
      client,
      api,
      streams,
      doubt: time.doubt,
      window: syncWindow(config, time),
      warn,
      signal,
      openPrivacy: (wanted, through = api) => openPrivacy(config.privacy, { api: through, streams, wanted, warn }),
    });
  } finally {
    await out.notices.say();
    await client.close();
  }
}

/**
 * Reads the configuration, and checks that certificates are verified. Secrets are masked before anything is reported
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

/** The options of the HTTP client for this configuration. */
function clientOptions(config: Config, out: Output): ClientOptions {
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

/** The configured addresses, by the titles of their settings. */
function addressSettings(config: Config): Record<string, string> {
  const feed = feedUrl(config);
  return {
    ...(new URL(config.api_url).host !== new URL(API_URL).host && { 'API URL': config.api_url }),
    ...(feed !== undefined && { [config.jobs_url === undefined ? 'Company Subdomain' : 'Jobs URL']: feed }),
  };
}

/** The address of the company's job site, if it is configured. */
function feedUrl({ jobs_url: url, company_subdomain: subdomain }: Config): string | undefined {
  return url ?? (subdomain === undefined ? undefined : `https://${subdomain}.jobs.personio.de`);
}
