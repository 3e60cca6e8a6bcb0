import { describe, expect, test } from 'vitest';
import { listsApi, settingsOf } from '../../integration_tests/units/privacy.ts';
import { fixedSchema } from '../account/available.ts';
import { FIXED } from '../account/report_columns.ts';
import { ReportRows } from '../account/reports.ts';
import { ApiError } from '../http/api_error.ts';
import type { Row } from '../row.ts';
import { allStreams } from '../streams/index.ts';
import type { PrivacySettings } from './policy.ts';
import { openPrivacy } from './privacy.ts';

const STREAMS = allStreams();
const ATTRIBUTES = '/v1/company/employees/attributes';
const PERSONS = '/v2/persons';
const REPORTS = '/v2/reports';
const REPORT = '/v2/reports/{id}';
const TYPES = '/v2/absence-types';
const TYPES_V1 = '/v1/company/time-off-types';

const LIST = [
  { key: 'first_name', label: 'Vorname', type: 'standard' },
  { key: 'dynamic_1', label: 'Konfession', type: 'standard', options: ['evangelisch'] },
  { key: 'dynamic_2', label: 'Badge', type: 'standard', universal_id: 'badge_number' },
  { key: 'dynamic_3', type: 'standard' },
];
const PEOPLE = [{ id: '1', custom_attributes: [{ id: 'shirt', label: 'T-shirt', type: 'string', value: 'M' }] }];

type Lists = Parameters<typeof listsApi>[0];

/** Applies these settings in an account with these lists. */
async function opened(given: Partial<PrivacySettings>, lists: Lists, wanted: readonly string[] = ['persons']) {
  const api = listsApi(lists);
  const warnings: string[] = [];
  const warn = async (message: string) => {
    warnings.push(message);
  };
  const privacy = await openPrivacy(settingsOf(given), { api, streams: STREAMS, wanted, warn });
  return { privacy, warnings, asked: api.asked };
}

const privacyOf = ({ privacy }: Awaited<ReturnType<typeof opened>>, name: string) => {
  const stream = STREAMS.find((each) => each.name === name);
  return stream && privacy.of(stream, fixedSchema(stream));
};

const ACCOUNT: Lists = { [ATTRIBUTES]: LIST, [PERSONS]: PEOPLE, [REPORTS]: [] };

describe('settings that change nothing', () => {
  test('send no request and affect no stream', async () => {
    const all = await opened({}, {}, ['persons', 'absence_periods', 'report_1']);

    expect(all.asked).toEqual([]);
    expect(STREAMS.filter(({ name }) => privacyOf(all, name))).toEqual([]);
    expect(all.privacy.hidesReportNames).toBe(false);
  });

  test.each<Partial<PrivacySettings>>([
    { preset: 'no_special_categories' },
    { drop: ['persons.email'] },
    { hash: ['persons.email'] },
    { keep: ['dynamic_1'] },
  ])('are only the empty ones: %j', async (given) => {
    expect(privacyOf(await opened(given, ACCOUNT), 'persons')).toBeDefined();
  });
});

describe('the account’s attributes', () => {
  test('are not requested for rules that match fields of every account, if no stream shows attributes', async () => {
    const { asked } = await opened({ drop: ['*.comment'], hash: ['persons.id'] }, {}, ['absence_periods']);

    expect(asked).toEqual([]);
  });

  test.each(['persons', 'employees', 'person_custom_attributes', 'employee_attributes', 'report_3a7d82eb'])(
    'are requested if %s is read',
    async (name) => {
      const { asked } = await opened({ drop: ['*.comment'] }, ACCOUNT, [name]);

      expect(asked).toEqual([ATTRIBUTES]);
    },
  );

  test('are also looked for in rows if a rule or keep may match an attribute that Personio does not list', async () => {
    expect((await opened({ drop: ['shirt'] }, ACCOUNT)).asked).toEqual([ATTRIBUTES, PERSONS]);
    expect((await opened({ keep: ['shirt'] }, ACCOUNT)).asked).toEqual([ATTRIBUTES, PERSONS]);
  });

  test('are hidden by any of their names, in all streams', async () => {
    for (const rule of ['dynamic_2', 'badge_number', 'persons.badge_number']) {
      const row: Row = { id: '1', custom_attributes: [{ id: 'x', global_id: 2, value: 'secret' }] };
      privacyOf(await opened({ drop: [rule] }, ACCOUNT), 'persons')?.apply(row);
      expect(row.custom_attributes, rule).toEqual([]);
    }
    const employee: Row = { id: 1, dynamic_1: 'evangelisch', dynamic_2: '77' };
    privacyOf(await opened({ preset: 'no_special_categories' }, ACCOUNT, ['employees']), 'employees')?.apply(employee);
    expect(employee).toEqual({ id: 1, dynamic_1: undefined, dynamic_2: '77' });
  });

  test('are recognised by their columns in both streams', async () => {
    const lists = { ...ACCOUNT, [ATTRIBUTES]: [{ key: 'Office', label: 'Where' }] };

    // In `employees`, every account has an office.
    for (const rule of ['office_2', 'employees.office_2'])
      expect((await opened({ drop: [rule] }, lists)).warnings, rule).toEqual([]);
    await expect(opened({ drop: ['office_3'] }, lists)).rejects.toThrow('matches nothing');
  });

  test('are distinguished from those that every account has, whose labels name columns of reports', async () => {
    const { warnings } = await opened({ keep: ['first_name'] }, ACCOUNT);
    const { privacy } = await opened({ drop: ['first_name'] }, ACCOUNT, ['report_1']);
    const own = privacy.of(new ReportRows('report_1', '1', 'R'), FIXED);
    own?.declare(new Map([['col', { name: 'x', display: 'Vorname', type: 'string', attributeIds: [] }]]));
    const row: Row = { col: 'Ada' };
    own?.apply(row);

    expect(warnings).toEqual([expect.stringContaining('no attribute of its own "first_name"')]);
    expect([row.col, own?.withheld]).toEqual([undefined, 0]);
  });

  test('are required: if the request fails, the sync fails, because rules cannot be resolved', async () => {
    const lists = { ...ACCOUNT, [ATTRIBUTES]: new ApiError('server', 500, 3) };

    await expect(opened({ drop: ['dynamic_1'] }, lists)).rejects.toMatchObject({ failureType: 'transient_error' });
  });
});

describe('a rule that matches nothing', () => {
  test('is refused, by its name', async () => {
    await expect(opened({ drop: ['persons.email', 'shoe_size'] }, ACCOUNT)).rejects.toMatchObject({
      failureType: 'config_error',
      message: expect.stringContaining('the privacy rule "shoe_size" matches nothing'),
    });
    await expect(opened({ hash: ['persons.emial'] }, ACCOUNT)).rejects.toThrow('"persons.emial"');
  });

  test('is refused in a stream that has no attributes', async () => {
    await expect(opened({ drop: ['absence_periods.dynamic_1'] }, ACCOUNT)).rejects.toThrow('matches nothing');
  });

  test('causes a warning if the credential may not list attributes', async () => {
    const { warnings } = await opened({ drop: ['shoe_size'] }, { [REPORTS]: [] });

    expect(warnings).toEqual([
      expect.stringContaining('Cannot tell whether the privacy rule "shoe_size" matches anything'),
    ]);
  });

  test('is refused if rows show attributes that the list lacks', async () => {
    await expect(opened({ drop: ['shoe_size'] }, { [PERSONS]: PEOPLE })).rejects.toThrow('"shoe_size"');
    expect((await opened({ drop: ['shirt'] }, { [PERSONS]: PEOPLE })).warnings).toEqual([]);
  });

  test('may match a column of a report: reports are requested only for rules that can', async () => {
    const id = '3a7d82eb-f394-4a50-818b-e4a72d5f39c8';
    const report = [{ id, name: 'Pay' }];
    const lists = { ...ACCOUNT, [REPORTS]: report };
    const rows = { _data: [], _meta: { columns: [{ name: 'salary', display: 'Pay' }], links: null } };
    const api = listsApi(lists);
    const get = (request: { route: string }, parse: (body: unknown) => unknown) =>
      request.route === REPORT ? Promise.resolve(parse(rows)) : api.get(request as never, parse as never);
    const open = (rule: string) =>
      openPrivacy(settingsOf({ drop: [rule] }), {
        ...{ api: { ...api, get } as never, streams: STREAMS, wanted: ['persons'], warn: async () => {} },
      });

    for (const rule of ['report_3a7d82eb.salary', 'report_*.salary', 'salary']) await open(rule);
    await expect(open('report_3a7d82eb.bonus')).rejects.toThrow('matches nothing');
    const before = api.asked.filter((route) => route === REPORTS).length;
    await expect(open('persons.bonus')).rejects.toThrow('matches nothing');
    expect(api.asked.filter((route) => route === REPORTS)).toHaveLength(before);
  });

  test('that drops a key is refused', async () => {
    await expect(opened({ drop: ['persons.id'] }, ACCOUNT)).rejects.toThrow('would drop persons.id');
  });
});

describe('a warning names', () => {
  test('attributes without a label that a preset drops', async () => {
    const { warnings } = await opened({ preset: 'analytics' }, ACCOUNT);

    expect(warnings).toEqual([expect.stringMatching(/preset analytics drops 1 attribute of .*"employees:read"/)]);
    expect((await opened({ drop: ['persons.email'] }, ACCOUNT)).warnings).toEqual([]);
  });

  test('keep entries that match no attribute', async () => {
    const { warnings } = await opened({ keep: ['Konfession', 'Shoe size'] }, ACCOUNT);

    expect(warnings).toEqual([expect.stringContaining('no attribute of its own "Shoe size"')]);
  });
});

describe('sensitive absence types', () => {
  const lists: Lists = {
    ...ACCOUNT,
    [TYPES]: [
      { id: 't1', name: 'Krankheit', category: 'SICK_LEAVE' },
      { id: 't2', name: 'Urlaub' },
    ],
    [TYPES_V1]: [],
  };
  const period = (id: string): Row => ({ id: '1', absence_type: { id }, absence_type_id: id, comment: 'x' });
  const ids = async (given: Partial<PrivacySettings>, from = lists) => {
    const all = await opened(given, from, ['absence_periods']);
    const [sick, holiday] = [period('t1'), period('t2')];
    const privacy = privacyOf(all, 'absence_periods');
    for (const row of [sick, holiday]) privacy?.mask(row);
    return { ids: [sick, holiday].map((row) => row.absence_type_id), ...all };
  };

  test('are masked by a preset, or by the names that the user gives', async () => {
    expect((await ids({ preset: 'no_special_categories' })).ids).toEqual(['masked', 't2']);
    expect((await ids({ sensitive_absence_types: ['urlaub'] })).ids).toEqual(['t1', 'masked']);
    expect((await ids({ drop: ['*.comment'] })).ids).toEqual(['t1', 't2']);
  });

  test('that the account does not have are refused', async () => {
    await expect(ids({ sensitive_absence_types: ['Urlaub', 'Kur'] })).rejects.toMatchObject({
      failureType: 'config_error',
      message: expect.stringMatching(/no absence type "Kur" \(sensitive/),
    });
  });

  test('include all types if the list may not be read, with a warning', async () => {
    const all = await ids({ preset: 'no_special_categories' }, {});

    expect(all.ids).toEqual(['masked', 'masked']);
    expect(all.warnings).toEqual([expect.stringMatching(/may not list absence types \("personio:absences:read"\)/)]);
  });
});

test('names of reports are hidden by rules that match them', async () => {
  const hides = async (given: Partial<PrivacySettings>) => (await opened(given, ACCOUNT)).privacy.hidesReportNames;

  expect(await hides({ drop: ['reports.name'] })).toBe(true);
  expect(await hides({ hash: ['reports.name'] })).toBe(true);
  expect(await hides({ drop: ['persons.email'] })).toBe(false);
  expect(await hides({ preset: 'analytics' })).toBe(false);
});
