import type { Warn } from '../account/available.ts';
import type { Output } from '../airbyte/output.ts';
import { sourceForm } from '../config/parse.ts';
import type { Config } from '../config/source.ts';
import { type Api, SILENT } from '../http/api.ts';
import type { HttpClient } from '../http/client.ts';
import type { Doubt } from '../http/clock.ts';
import { openPrivacy, type Privacy } from '../privacy/privacy.ts';
import { allStreams } from '../streams/index.ts';
import type { SyncWindow } from '../streams/partition.ts';
import type { Stream } from '../streams/stream.ts';
import { syncWindow } from '../sync/window.ts';
import { clientOptions, type LoginOptions, loadForm, withLogin } from './connection.ts';

/** What every command that reads from Personio needs. */
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

interface ContextOptions<T> extends LoginOptions<T> {
  /** Maximum number of requests, including logins. */
  readonly mostRequests?: number;
}

/** Logs in, does the work, and closes all connections. */
export async function withContext<T>(
  config: Config,
  { mostRequests, ...login }: ContextOptions<T>,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const { out, signal, watcher = SILENT } = login;
  const options = { ...clientOptions(config, out, feedOf(config)), mostRequests };
  return await withLogin(options, login, async (client, time) => {
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
  });
}

/** Reads the configuration of the source. */
export const loadConfig = (path: string, out: Output): Config => loadForm(sourceForm, path, out);

/** The company's job site, if it is configured. */
function feedOf({ jobs_url: url, company_subdomain: subdomain }: Config) {
  if (url !== undefined) return { url, setting: 'Jobs URL' };
  return subdomain === undefined
    ? undefined
    : { url: `https://${subdomain}.jobs.personio.de`, setting: 'Company Subdomain' };
}
