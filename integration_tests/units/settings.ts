import { parseConfig } from '../../src/config/parse.ts';
import { ConnectorError } from '../../src/errors.ts';

export const EVERYTHING = { preset: 'everything', drop: [], hash: [], sensitive_absence_types: [], keep: [] };
export const CREDENTIALS = { client_id: 'papi-id', client_secret: 'papi-secret' };

/** The message that refuses this configuration; empty if it is accepted. */
export function problemsOf(input: unknown): string {
  try {
    parseConfig(input);
  } catch (error) {
    if (error instanceof ConnectorError && error.failureType === 'config_error') return error.message;
    throw error;
  }
  return '';
}
