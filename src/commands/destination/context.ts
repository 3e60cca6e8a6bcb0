import type { Output } from '../../airbyte/output.ts';
import { DestinationConfig } from '../../config/destination.ts';
import { openForm } from '../../config/open_form.ts';
import type { HttpClient } from '../../http/client.ts';
import type { PlanOptions } from '../../write/plan.ts';
import { clientOptions, type LoginOptions, loadForm, withLogin } from '../connection.ts';

/** Reads the configuration of the destination. */
export const loadDestination = (path: string, out: Output): DestinationConfig =>
  loadForm(openForm(DestinationConfig), path, out);

/** Logs in, does the work, and closes all connections. A dry run sends no write, whatever the work is. */
export const withDestination = <T>(
  config: DestinationConfig,
  login: LoginOptions<T>,
  work: (client: HttpClient) => Promise<T>,
): Promise<T> => withLogin({ ...clientOptions(config, login.out), readOnly: config.dry_run }, login, work);

/** How the configuration says what streams become. */
export const planOptions = (config: DestinationConfig): PlanOptions => ({
  mappings: config.mappings,
  matchAttribute: config.match_attribute,
  allowRemoval: config.allow_removal,
});

/** How the configuration says that rows are written. */
export const writeOptions = (config: DestinationConfig) => ({
  options: {
    dryRun: config.dry_run,
    skipApproval: config.approval === 'skip',
    matchAttribute: config.match_attribute,
    timeZone: config.time_zone,
    documentHosts: config.document_hosts,
  },
  settleSeconds: config.settle_seconds,
  clearOnNull: config.clear_on_null,
  allowRemoval: config.allow_removal,
  onReject: config.on_reject ?? (config.report.folder === undefined ? 'retry' : 'report'),
  rejectLimit: config.reject_limit,
});
