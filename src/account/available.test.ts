import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { ApiError } from '../http/api_error.ts';
import { accountReports } from './available.ts';

const IDS = ['aaaaaaaa-1111-4111-8111-111111111111', 'bbbbbbbb-2222-4222-8222-222222222222'];

/** Two reports; the second one fails like this. */
async function offered(second: ApiError) {
  const warnings: string[] = [];
  const api = fakeApi(({ target }) => {
    if (target === '/v2/reports') return { _data: IDS.map((id) => ({ id, name: `Report ${id[0]}` })) };
    return target.includes(IDS[1] ?? '') ? second : { _data: [], _meta: { columns: [{ name: 'person.email' }] } };
  });
  const warn = async (message: string) => void warnings.push(message);
  const reports = await accountReports(api, warn, { named: true });
  return { names: reports.map(({ stream }) => stream.name), warnings };
}

describe('reports of the account', () => {
  test.each([
    ['forbidden', 403],
    ['refused', 400],
    ['not_found', 404],
  ] as const)('without one that cannot be read (%s), with a warning', async (reason, status) => {
    const { names, warnings } = await offered(new ApiError(reason, status, 1));

    expect(names).toEqual(['report_aaaaaaaa']);
    expect(warnings).toEqual([expect.stringContaining('report_bbbbbbbb: the report "Report b" cannot be read')]);
  });

  test.each([
    ['server', 503],
    ['throttled', 429],
    ['unreachable', 0],
  ] as const)('are not offered at all if one fails temporarily (%s)', async (reason, status) => {
    await expect(offered(new ApiError(reason, status, 1))).rejects.toThrow(reason);
  });
});
