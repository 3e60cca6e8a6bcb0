import { createHmac } from 'node:crypto';

/**
 * The hash of a text or a whole number, computed as described in docs/privacy.md and without the connector's own code.
 */
export function hashOf(key: string, value: unknown): string {
  return createHmac('sha256', key).update(String(value), 'utf8').digest().subarray(0, 16).toString('base64url');
}
