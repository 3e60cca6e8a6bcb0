import { describe, expect, test } from 'vitest';
import { listsApi } from '../../integration_tests/units/privacy.ts';
import { UNREADABLE } from '../json.ts';
import type { Row } from '../row.ts';
import { AbsenceBreakdowns, AbsencePeriods, AbsenceTypes } from '../streams/absences.ts';
import { Compensations, CompensationTypes } from '../streams/compensations.ts';
import { Documents } from '../streams/documents.ts';
import { AbsenceBalances, AbsenceEntitlements, DocumentCategories, Employees } from '../streams/employees.ts';
import { allStreams } from '../streams/index.ts';
import { CustomReportRows, CustomReports, HourlyAbsencePeriods, TimeOffs, TimeOffTypes } from '../streams/legacy.ts';
import { Persons } from '../streams/persons.ts';
import type { Stream } from '../streams/stream.ts';
import { listsShownBy, MaskedTypes, openTypeLists } from './masked_types.ts';
import { TYPE_KINDS, type WantedTypes } from './type_lists.ts';

/** The rows of each list by its path. Lists that the credential may not read are absent. */
type Lists = Record<string, object[] | undefined>;

const V2 = '/v2/absence-types';
const V1 = '/v1/company/time-off-types';
const CATEGORIES = '/v1/company/document-categories';
const PAY = '/v2/compensations/types';

const LISTS: Lists = {
  [V2]: [
    { id: 'sick-uuid', name: 'Krankheit', category: 'SICK_LEAVE' },
    { id: 'other', name: 'Urlaub', category: 'PAID_VACATION' },
    { id: 'parents', name: 'Zeit für Familien', category: 'MATERNITY_PARENTAL_LEAVE' },
  ],
  [V1]: [
    { attributes: { id: 2202, name: 'Sick', id_v2: 'sick-uuid' } },
    { attributes: { id: 1, name: 'U', id_v2: 'other' } },
  ],
  [CATEGORIES]: [
    { id: 12, attributes: { name: 'Krankmeldungen' } },
    { id: 13, attributes: { name: 'Verträge' } },
  ],
  [PAY]: [
    { id: 'k', name: 'Krankengeldzuschuss', category: 'ONE_TIME' },
    { id: 'b', name: 'Bonus', category: 'ONE_TIME' },
  ],
};

async function open(lists: Lists, streams: readonly Stream[], wanted: Partial<WantedTypes> = {}) {
  const from = listsApi(lists);
  const told: string[] = [];
  const opened = await openTypeLists(streams, { named: [], recognised: true, ...wanted }, from);
  const masked = new MaskedTypes(opened, async (message) => {
    told.push(message);
  });
  return { masked, opened, told, asked: from.asked };
}

/** Personio's rows as they are emitted. */
async function applied(stream: Stream, rows: Row[], lists: Lists = LISTS, wanted?: Partial<WantedTypes>) {
  const { masked, ...rest } = await open(lists, [stream], wanted);
  await masked.prepare(stream, structuredClone(rows));
  const done = rows
    .flatMap((row) => stream.rowsOf(row))
    .map((row) => [masked.apply(stream, complete(stream, row)), row]);
  return { done: done.map(([what, row]) => [what, JSON.parse(JSON.stringify(row))]), ...rest };
}

/** Adds the reference columns, as a read does. */
function complete({ references }: Stream, row: Row): Row {
  for (const { member, column } of references) {
    const value = row[member] as Row | undefined;
    if (column !== undefined && value !== undefined) row[column] = typeof value === 'object' ? value?.id : value;
  }
  return row;
}

describe('a sensitive absence type', () => {
  test('becomes one row without its own words, however many types there are', async () => {
    const { done } = await applied(new AbsenceTypes(), [
      { id: 'sick-uuid', name: 'Krankheit', category: 'SICK_LEAVE', unit: 'DAY', fresh: 'Grippe' },
      { id: 'parents', name: 'Zeit für Familien' },
      { id: 'other', name: 'Urlaub' },
    ]);
    const v1 = await applied(new TimeOffTypes(), [{ attributes: { id: 2202, name: 'Sick', id_v2: 'sick-uuid' } }]);

    expect(done).toEqual([
      ['masked', { id: 'masked', name: 'Masked' }],
      ['gone', { id: 'parents', name: 'Zeit für Familien' }],
      ['same', { id: 'other', name: 'Urlaub' }],
    ]);
    expect(v1.done).toEqual([['masked', { id: 'masked', name: 'Masked', id_v2: 'masked' }]]);
  });

  test('is masked in absences, and their comments are removed', async () => {
    const period = { id: '1', absence_type: { id: 'sick-uuid' }, comment: 'Grippe' };
    const type = { attributes: { id: 2202, name: 'Sick', category: 'sick_leave' } };
    const timeOff = { attributes: { id: 1, time_off_type: type, certificate: { status: 'required' }, comment: 'x' } };

    expect((await applied(new AbsencePeriods(), [period])).done).toEqual([
      ['masked', { id: '1', absence_type_id: 'masked', absence_type: { id: 'masked', name: 'Masked' } }],
    ]);
    expect((await applied(new TimeOffs(), [timeOff])).done).toEqual([
      ['masked', { id: 1, time_off_type_id: 'masked', time_off_type: { id: 'masked', name: 'Masked' } }],
    ]);
  });

  test('is masked in lists, and where it is the row’s own id', async () => {
    const balance = { id: 2202, person_id: '7', name: 'Sick', category: 'sick_leave', balance: 3 };
    const entitlement = [
      { id: 2202, name: 'Sick', category: 'sick_leave' },
      { id: 1, name: 'U' },
    ];

    expect((await applied(new AbsenceBalances(), [balance])).done).toEqual([
      ['masked', { id: 'masked', person_id: '7', name: 'Masked', category: null, balance: 3 }],
    ]);
    const { done } = await applied(new Employees(), [{ attributes: { id: 7, absence_entitlement: entitlement } }]);
    expect(done[0]?.[1].absence_entitlement).toEqual([
      { id: 'masked', name: 'Masked', category: null },
      { id: 1, name: 'U' },
    ]);
  });

  test('is masked by either of its ids, and by the names of both API versions', async () => {
    const row = { attributes: { id: 'x', absence_type: { id: 'sick-uuid', name: 'Sick', time_off_type_id: 2202 } } };
    const lists = { ...LISTS, [V2]: [{ id: 'sick-uuid', name: 'K' }, { id: 'other' }] };

    expect(JSON.stringify((await applied(new HourlyAbsencePeriods(), [row], lists)).done)).not.toMatch(
      /sick-uuid|2202|Sick/,
    );
  });

  test('is assumed for a name without a readable id', async () => {
    const types = [{ name: 'Grippe' }, { id: null, name: 'Grippe' }, { id: UNREADABLE }, { id: ['other'], name: 'U' }];
    const rows = types.map((type) => ({ id: '1', absence_type: type, comment: 'Fieber' }));
    const { done } = await applied(new AbsencePeriods(), rows);
    const entitlement = [{ name: 'Sick', category: 'sick_leave' }];
    const employees = await applied(new Employees(), [{ attributes: { id: 7, absence_entitlement: entitlement } }]);

    expect(done.map(([what]) => what)).toEqual(types.map(() => 'masked'));
    expect(JSON.stringify([done, employees.done])).not.toMatch(/Grippe|Fieber|Sick|sick_leave/);
    expect(done[0]?.[1]).toEqual({ id: '1', absence_type_id: null, absence_type: { id: null, name: 'Masked' } });
  });

  test('is not assumed without a type, or if only another of its ids is missing', async () => {
    const hourly = { attributes: { id: 'x', absence_type: { id: 'other', name: 'Urlaub' }, comment: 'Am See' } };
    const rows = [null, {}, { id: null, name: '' }].map((type) => ({ id: '1', absence_type: type, comment: 'Am See' }));
    const fates = [await applied(new HourlyAbsencePeriods(), [hourly]), await applied(new AbsencePeriods(), rows)];

    expect(fates.flatMap(({ done }) => done.map(([what]) => what))).toEqual(['same', 'same', 'same', 'same']);
    expect(fates[0]?.done[0]?.[1].absence_type).toEqual({ id: 'other', name: 'Urlaub' });
  });

  test('is masked in the attributes of reports', async () => {
    const items = [
      {
        employee_id: 7,
        attributes: [
          { attribute_id: 'absence_2202:periods', data_type: 'ABSENCE_PERIOD' },
          { attribute_id: 'absence_1:periods' },
          { attribute_id: 'absence_entitlement' },
        ],
      },
    ];
    const { done } = await applied(new CustomReportRows(), [{ type: 'Report', attributes: { items } }]);

    expect(done[0]?.[1].attributes).toEqual([
      { attribute_id: 'absence_masked:periods', data_type: 'ABSENCE_PERIOD' },
      { attribute_id: 'absence_1:periods' },
      { attribute_id: 'absence_entitlement' },
    ]);
  });
});

test('columns and filters of v1 reports show masked types, but their rows count as unmasked', async () => {
  const report = { columns: ['absence_2202:periods', 'absence_1'], filters: [{ column: 'absence_2202', value: 'x' }] };
  const { done } = await applied(new CustomReports(), [{ type: 'Report', attributes: { id: 'r', ...report } }]);

  expect(done).toEqual([
    [
      'same',
      {
        id: 'r',
        columns: ['absence_masked:periods', 'absence_1'],
        filters: [{ column: 'absence_masked', value: 'x' }],
      },
    ],
  ]);
});

test('other types are not changed', async () => {
  const { done, asked, told } = await applied(new AbsencePeriods(), [
    { id: '1', absence_type: { id: 'other' }, comment: 'Am See' },
  ]);

  expect(done).toEqual([
    ['same', { id: '1', absence_type: { id: 'other' }, absence_type_id: 'other', comment: 'Am See' }],
  ]);
  expect([asked, told]).toEqual([[V2], []]);
});

describe('a sensitive document category', () => {
  test('is masked in documents, whose names are removed', async () => {
    const row = (id: string | null) => ({
      id: 'd',
      category: id === null ? null : { id },
      name: 'AU_Meier.pdf',
      comment: 'x',
      size: 3,
    });

    const { done } = await applied(new Documents(), [row('12'), row('13'), row(null)]);

    expect(done).toEqual([
      ['masked', { id: 'd', category: { id: 'masked', name: 'Masked' }, category_id: 'masked', size: 3 }],
      ['same', { ...row('13'), category_id: '13' }],
      ['same', { ...row(null) }],
    ]);
  });

  test('becomes one row of the list', async () => {
    const { done } = await applied(new DocumentCategories(), [{ id: 12, attributes: { name: 'Krankmeldungen' } }]);

    expect(done).toEqual([['masked', { id: 'masked', name: 'Masked' }]]);
  });
});

describe('a sensitive compensation type', () => {
  const pay = (type: object) => ({ id: '1', type, amount: { value: 5 } });

  test('is masked in compensations, by the list or by the name in the row', async () => {
    const { done, told } = await applied(new Compensations(), [
      pay({ id: 'k' }),
      pay({ id: 'unlisted', name: 'Krankengeld', category: 'RECURRING' }),
      // Built-in types are in no list.
      pay({ id: 'base', name: 'Base salary', category: 'FIXED_SALARY' }),
      pay({ id: 'b', name: 'Bonus' }),
    ]);

    expect(done.map(([what, row]) => [what, row.type, row.type_id])).toEqual([
      ['masked', { id: 'masked', name: 'Masked' }, 'masked'],
      ['masked', { id: 'masked', name: 'Masked' }, 'masked'],
      ['same', { id: 'base', name: 'Base salary', category: 'FIXED_SALARY' }, 'base'],
      ['same', { id: 'b', name: 'Bonus' }, 'b'],
    ]);
    expect(told).toEqual([]);
  });

  test('is assumed without an id and a name', async () => {
    expect((await applied(new Compensations(), [pay({ id: 'unlisted' })])).done[0]?.[0]).toBe('masked');
  });

  test('is recognised by its name if it has no id', async () => {
    const { done } = await applied(new Compensations(), [pay({ name: 'Krankengeldzuschuss' }), pay({ name: 'Bonus' })]);
    expect(done.map(([what]) => what)).toEqual(['masked', 'same']);
  });

  test('becomes one row of the list', async () => {
    const { done } = await applied(new CompensationTypes(), [
      { id: 'k', name: 'Krankengeldzuschuss' },
      { id: 'b', name: 'Bonus' },
    ]);

    expect(done.map(([what]) => what)).toEqual(['masked', 'same']);
  });
});

describe('a type that is missing from its list', () => {
  const period = (id: string) => ({ id: `p-${id}`, absence_type: { id }, comment: 'x' });

  test('is masked after the list was requested once more', async () => {
    const { done, asked, told } = await applied(new AbsencePeriods(), [period('other'), period('deleted')]);

    expect(done.map(([what]) => what)).toEqual(['same', 'masked']);
    expect(asked).toEqual([V2, V2]);
    expect(told).toEqual([expect.stringContaining('absence types that Personio does not list')]);
  });

  test('is not masked if it was added in the meantime', async () => {
    const lists = structuredClone(LISTS);
    const { masked, told, asked } = await open(lists, [new AbsencePeriods()]);
    lists[V2]?.push({ id: 'fresh', name: 'Bildungsurlaub' });
    const stream = new AbsencePeriods();
    await masked.prepare(stream, [period('fresh')]);

    expect(masked.apply(stream, { ...period('fresh'), absence_type_id: 'fresh' })).toBe('same');
    expect([asked, told]).toEqual([[V2, V2], []]);
  });

  test('is requested only once, by any number of pages and streams', async () => {
    const streams = [new AbsencePeriods(), new TimeOffs()];
    const { masked, asked } = await open(LISTS, streams);
    const timeOff = { attributes: { id: 1, time_off_type: { attributes: { id: 99, name: 'Urlaub' } } } };
    const pages = [1, 2, 3].flatMap((page) => [
      masked.prepare(streams[0] as Stream, [period(`gone-${page}`)]),
      masked.prepare(streams[1] as Stream, [timeOff]),
    ]);
    await Promise.all(pages);
    await masked.prepare(streams[0] as Stream, [period('gone-4')]);

    expect(asked.sort()).toEqual([V1, V1, V2, V2]);
    expect(masked.apply(streams[1] as Stream, { id: 1, time_off_type_id: 99, time_off_type: { id: 99 } })).toBe(
      'masked',
    );
  });

  test('is masked even if only the user names sensitive types', async () => {
    const wanted = { named: ['Urlaub'], recognised: false };
    const { done } = await applied(
      new AbsencePeriods(),
      [period('other'), period('sick-uuid'), period('deleted')],
      LISTS,
      wanted,
    );

    expect(done.map(([what]) => what)).toEqual(['masked', 'same', 'masked']);
  });
});

describe('a list that may not be read', () => {
  test('hides all of its own types, and no others', async () => {
    const lists = { ...LISTS, [V1]: undefined };
    const { masked, opened, asked } = await open(lists, [new AbsencePeriods(), new TimeOffs()]);

    expect(masked.apply(new TimeOffs(), { id: 1, time_off_type_id: 1, time_off_type: { id: 1, name: 'U' } })).toBe(
      'masked',
    );
    expect(masked.apply(new AbsencePeriods(), { absence_type_id: 'other', absence_type: { id: 'other' } })).toBe(
      'same',
    );
    expect(opened.map(({ refused }) => refused)).toEqual(['absences:read']);
    await masked.prepare(new TimeOffs(), [{ attributes: { id: 1, time_off_type: { attributes: { id: 98 } } } }]);
    expect(asked.sort()).toEqual([V1, V2]);
  });

  test('hides everything if it may contain a type that the user named', async () => {
    const wanted = { named: ['Kur'], recognised: false };
    const { masked, opened } = await open({ ...LISTS, [V1]: undefined }, [new AbsencePeriods()], wanted);

    expect(masked.apply(new AbsencePeriods(), { absence_type_id: 'other', absence_type: { id: 'other' } })).toBe(
      'masked',
    );
    expect(opened.map(({ refused, unused }) => [refused, unused])).toEqual([['absences:read', []]]);
  });
});

test('a type that the user named and no list has is reported', async () => {
  const { opened, asked } = await open(LISTS, [new AbsencePeriods()], {
    named: ['Kur', ' krankheit '],
    recognised: false,
  });

  expect(opened.map(({ unused }) => unused)).toEqual([['kur']]);
  // It may be a name or id of v1.
  expect(asked).toEqual([V2, V2, V1]);
});

test.each(['mutterschutz', 'MUTTERSCHÜTZ', 'Mutterschu\u0308tz', ' Mutter\u00adschütz '])(
  'the user may spell the name of a type differently: %j',
  async (name) => {
    const lists = {
      ...LISTS,
      [V2]: [
        { id: 'm', name: 'Mutterschütz' },
        { id: 'other', name: 'Urlaub' },
      ],
    };
    const rows = [{ id: '1', absence_type: { id: 'm' } }];
    const { done, opened } = await applied(new AbsencePeriods(), rows, lists, { named: [name], recognised: false });

    expect(done[0]?.[0]).toBe('masked');
    expect(opened[0]?.unused).toEqual([]);
  },
);

test('no list is requested if no stream shows types or nothing is masked', async () => {
  expect((await open(LISTS, [new AbsenceBreakdowns()])).asked).toEqual([]);
  expect((await open(LISTS, [new AbsencePeriods()], { recognised: false })).asked).toEqual([]);
  expect((await open(LISTS, [new Documents()], { named: ['Kur'], recognised: false })).asked).toEqual([]);
});

test('the streams that show types are known', () => {
  const ids = TYPE_KINDS.flatMap(({ lists }) => lists.map((List) => `${new List().name}.id`));
  const names = allStreams().filter((stream) => listsShownBy(stream).some((list) => ids.includes(list)));

  expect(names.map(({ name }) => name).sort()).toEqual([
    ...['absence_balances', 'absence_entitlements', 'absence_periods', 'absence_types', 'compensation_types'],
    ...['compensations', 'custom_report_rows', 'custom_reports', 'document_categories', 'documents', 'employees'],
    ...['hourly_absence_periods', 'time_off_types', 'time_offs'],
  ]);
});

describe('rows of several types share a value', () => {
  test.each<[string, Stream, string[], boolean]>([
    ['in a list of such types', new AbsenceTypes(), ['id'], true],
    ['in the key of a person’s rows of each type', new AbsenceEntitlements(), ['employee_id', 'id'], true],
    ['in a column that is not part of the key', new AbsencePeriods(), ['id'], false],
    ['in a column of its own', new AbsencePeriods(), ['absence_type_id'], true],
    ['nowhere without types', new Persons(), ['id'], false],
  ])('%s', async (_, stream, columns, expected) => {
    const { masked } = await open(LISTS, [stream]);

    expect(masked.merges(stream, columns)).toBe(expected);
  });
});
