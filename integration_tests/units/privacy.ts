import { createHmac } from 'node:crypto';
import { ApiError } from '../../src/http/api_error.ts';
import type { PrivacySettings } from '../../src/privacy/policy.ts';
import { fakeApi } from './fake_api.ts';

/** What the tests of privacy share. */
export const KEY = 'sixteen letters!';

/** Settings that let everything through, except as given. */
export const settingsOf = (given: Partial<PrivacySettings> = {}): PrivacySettings => ({
  ...{ preset: 'everything', drop: [], hash: [], hash_key: KEY, sensitive_absence_types: [], keep: [] },
  ...given,
});

/** The hash of a text or whole number as documented, computed without the program's code. */
export const hashOf = (value: unknown, key = KEY): string =>
  createHmac('sha256', Buffer.from(key, 'utf8'))
    .update(Buffer.from(String(value), 'utf8'))
    .digest()
    .subarray(0, 16)
    .toString('base64url');

/** Answers with the rows of a list by its route, and refuses the others; keeps the requests. */
export function listsApi(lists: Readonly<Record<string, readonly object[] | Error | undefined>>) {
  const asked: string[] = [];
  const api = fakeApi(({ route }) => {
    asked.push(route);
    const rows = lists[route] ?? new ApiError('forbidden', 403, 1);
    if (rows instanceof Error) return rows;
    return route.startsWith('/v1/')
      ? { success: true, data: rows, metadata: { total_elements: rows.length } }
      : { _data: rows };
  });
  return { ...api, asked };
}
