import { createHmac } from 'node:crypto';
import type { PrivacySettings } from './policy.ts';

/** What the tests of privacy share. */
export const KEY = 'sixteen letters!';

/** Settings that let everything leave, but for what is given. */
export const settingsOf = (given: Partial<PrivacySettings> = {}): PrivacySettings => ({
  ...{ preset: 'everything', drop: [], hash: [], hash_key: KEY, sensitive_absence_types: [], keep: [] },
  ...given,
});

/** The hash of a text or whole number as the documentation has it, apart from the program's own. */
export const hashOf = (value: unknown, key = KEY): string =>
  createHmac('sha256', Buffer.from(key, 'utf8'))
    .update(Buffer.from(String(value), 'utf8'))
    .digest()
    .subarray(0, 16)
    .toString('base64url');
