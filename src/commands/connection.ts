import type { Output } from '../airbyte/output.ts';
import type { OpenForm } from '../config/open_form.ts';
import { API_URL } from '../config/requests.ts';
import { isCloud, trustsEverybody } from '../environment.ts';
import { ConnectorError } from '../errors.ts';
import { readJson } from '../files.ts';
import { SILENT, type Watcher } from '../http/api.ts';
import { type ClientOptions, HttpClient } from '../http/client.ts';
import type { Time } from '../http/clock.ts';
import type { Host } from '../http/hosts.ts';
import { toLoginError } from '../streams/failure.ts';
import { stillWaiting } from '../streams/network_failure.ts';

/** A login that takes longer is worth a notice: retries may take minutes. */
const PATIENCE_MS = 10_000;

/** The settings of every program about its connection to Personio. */
interface Settings {
  readonly client_id: string;
  readonly client_secret: string;
  readonly partner_id?: string | undefined;
  readonly application_id?: string | undefined;
  readonly api_url: string;
  readonly max_concurrency: number;
  readonly retry_seconds: number;
}

/** The address of the job site, and the setting that it comes from. */
interface Feed {
  readonly url: string;
  readonly setting: string;
}

export interface LoginOptions<T> {
  readonly out: Output;
  readonly signal: AbortSignal;
  /** Observes waits that belong to no stream. */
  readonly watcher?: Watcher;
  /** Handles a failed login; without it, the error is thrown. */
  readonly onFailedLogin?: (error: ConnectorError, host: Host) => Promise<T>;
}

/** Logs in, does the work, and closes all connections. */
export async function withLogin<T>(
  options: ClientOptions,
  { out, signal, watcher = SILENT, onFailedLogin = (error) => Promise.reject(error) }: LoginOptions<T>,
  work: (client: HttpClient, time: Time) => Promise<T>,
): Promise<T> {
  const client = new HttpClient(options, signal);
  try {
    const notice = setTimeout(() => void out.log('WARN', stillWaiting(client.host)), PATIENCE_MS).unref();
    const time = await client
      .serverTime(watcher)
      .catch(toLoginError)
      .finally(() => clearTimeout(notice));
    return time instanceof ConnectorError ? await onFailedLogin(time, client.host) : await work(client, time);
  } finally {
    await out.notices.say();
    await client.close();
  }
}

/**
 * Reads the configuration, and checks that certificates are verified. Secrets are masked before anything is reported
 * about it.
 */
export function loadForm<C>({ parse, secretsOf }: OpenForm<C>, path: string, out: Output): C {
  const input = readJson(path, 'configuration');
  for (const secret of secretsOf(input)) out.masker.add(secret);
  const warn = (message: string) => void out.log('WARN', message);
  const config = parse(input, warn);
  if (trustsEverybody()) {
    const problem =
      'NODE_TLS_REJECT_UNAUTHORIZED is 0: certificates are not checked, so others could read the secret and the data.';
    if (isCloud()) throw new ConnectorError('config_error', `${problem} Remove it.`);
    warn(`${problem} Remove it; NODE_EXTRA_CA_CERTS adds a certificate of your own.`);
  }
  return config;
}

/** The options of the HTTP client for this configuration. */
export function clientOptions(config: Settings, out: Output, feed?: Feed): ClientOptions {
  return {
    apiUrl: config.api_url,
    clientId: config.client_id,
    clientSecret: config.client_secret,
    headers: {
      ...(config.partner_id !== undefined && { 'x-personio-partner-id': config.partner_id }),
      ...(config.application_id !== undefined && { 'x-personio-app-id': config.application_id }),
    },
    feedUrl: feed?.url,
    settings: {
      ...(new URL(config.api_url).host !== new URL(API_URL).host && { 'API URL': config.api_url }),
      ...(feed && { [feed.setting]: feed.url }),
    },
    maxConcurrency: config.max_concurrency,
    retrySeconds: config.retry_seconds,
    room: () => out.sink.ready(),
    onToken: (token) => out.masker.add(token),
  };
}
