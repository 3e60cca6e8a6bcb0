import { describe, expect, test } from 'vitest';
import { dice, rounds } from '../../integration_tests/units/partitions.ts';
import { parseJson } from '../json.ts';
import type { Row } from '../row.ts';
import { idsIn, subjectOf } from './event_ids.ts';
import type { EventSubject } from './removals.ts';

const COMPANY = '30417';
const EVENT = '0b1f6a3c-5d2e-4f80-9a71-2c4e6d8f0a1b';
const [U, V, TYPE] = [
  '3f2a9c1e-7b64-4d0f-8e55-1a2b3c4d5e6f',
  '9e8d7c6b-5a49-4382-b1c0-f0e1d2c3b4a5',
  '11112222-3333-4444-8555-666677778888',
] as const;

const event = (name: string, payload: unknown, more: Row = {}): Row => ({
  id: EVENT,
  company_id: COMPANY,
  event_name: name,
  occurred_at: '2026-02-10T09:00:00.123Z',
  payload,
  ...more,
});

describe('the persons that an event is about', () => {
  test.each<[unknown]>([
    [{ person_id: '17' }],
    [{ person_id: 17 }],
    [{ personId: '17' }],
    [{ 'Person-ID': '17' }],
    [{ personid: '17' }],
    [{ person: { id: '17' } }],
    [{ person: { person_id: 17 } }],
    [{ person: '17' }],
    [{ id: '17' }],
    [{ id: 17 }],
    [{ data: { id: '17' } }],
    [{ data: { person: { data: { id: '17' } } } }],
    [{ employee_id: '17' }],
    [{ employee: { id: 17 } }],
    [{ entity_id: '17', entity_type: 'person' }],
    [{ owner: { id: '17' } }],
    [{ ids: ['17'] }],
    [{ person_ids: [17] }],
    [{ persons: [{ id: '17' }] }],
    [{ persons: ['17'] }],
    [['17']],
    ['17'],
    [17],
    [{ subject: '17' }],
    [{ who: '17' }],
    [{ person_id: '17', id: '99' }],
    [{ id: '17', version: 3, company_id: COMPANY }],
    [{ who: '17', version: 3, company_id: 30417, organisation: COMPANY, year: 2026, updated_at: 1770714000 }],
    [{ person_id: '17', supervisor_id: '99' }],
    [{ person: { id: '17', supervisor: { id: '99' } } }],
    [{ id: '17', supervisor: { id: '99' }, manager: { person_id: '98' } }],
    [{ who: '17', supervisor: '99', actor: { id: '98' }, deleted_by: '97', createdBy: { person_id: '96' } }],
    [{ person_id: '17', reports_to: { person_id: '99' } }],
    [{ person_id: '17', line_manager: { employee: { id: '99' } } }],
    [{ person_id: '17', office_id: '99', department: { id: '98' } }],
    [{ person: { id: '17', employments: [{ id: U }], office: { id: 4 } } }],
    [{ person_id: '17', name: 'Ann', person: 'Ann' }],
    [{ '17': { id: '17' } }],
    [{ person_id: '17', event_id: EVENT, id: EVENT }],
  ])('%j', (payload) => {
    expect(idsIn(event('person.deleted', payload), 'person').ids).toEqual(['17']);
  });

  test.each<[string, Row]>([
    ['next to the payload', { person_id: '17' }],
    ['in another member than the payload', { data: { person: { id: 17 } } }],
    ['in an unknown member', { what: { who: '17' } }],
    ['in the meta', { meta: { person_id: '17' } }],
  ])('%s', (_, more) => {
    for (const payload of [undefined, null, {}, { version: 3 }])
      expect(idsIn(event('person.deleted', payload, more), 'person').ids).toEqual(['17']);
  });

  test('in the payload, whatever else the event has', () => {
    const more = { person_id: '98', meta: { person_id: '99' } };

    expect(idsIn(event('person.deleted', { id: '17' }, more), 'person').ids).toEqual(['17']);
  });

  test('several at once', () => {
    expect(idsIn(event('person.deleted', { ids: ['17', 18, '17'] }), 'person').ids).toEqual(['17', '18']);
    expect(idsIn(event('person.deleted', { items: [{ id: 17 }, { id: 18 }] }), 'person').ids).toEqual(['17', '18']);
  });

  test('with all of their digits', () => {
    const sent = parseJson('{"event_name":"person.deleted","payload":{"person_id":9007199254740993}}') as Row;

    expect(idsIn(sent, 'person').ids).toEqual(['9007199254740993']);
  });

  test('are nobody if nothing may be an id', () => {
    for (const payload of [
      undefined,
      null,
      {},
      [],
      'gone',
      { id: EVENT },
      { note: 'of 17', version: 3, supervisor_id: '99', flag: true },
      { person: 'Ann Lee' },
      { person: null },
      { company_id: 5, tenant: { id: 6 }, webhook_id: 7, who: COMPANY },
    ])
      expect(idsIn(event('person.deleted', payload), 'person').ids).toEqual([]);
  });

  test('are taken by name, even if they look like no known id', () => {
    expect(idsIn(event('person.deleted', { person_id: 'p1' }), 'person')).toEqual({ ids: ['p1'], isGuess: false });
    expect(idsIn(event('person.deleted', { id: 'p1' }), 'person').ids).toEqual(['p1']);
    expect(idsIn(event('person.deleted', { id: 'p1', person: { id: '17' } }), 'person').ids).toEqual(['17']);
  });

  test('are guessed only if nothing is named after them', () => {
    const isGuess = (payload: unknown) => idsIn(event('person.deleted', payload), 'person').isGuess;

    expect([{ person_id: '17' }, { person: 17 }, { id: '17' }, ['17'], {}].map(isGuess)).not.toContain(true);
    expect([{ who: '17' }, { changes: { person_id: '17' } }].map(isGuess)).toEqual([true, true]);
  });
});

describe('the subject of other events', () => {
  test.each<[string, EventSubject, unknown, string[]]>([
    ['employment.deleted', 'employment', { employment_id: U, person_id: '17' }, [U]],
    ['employment.deleted', 'employment', { id: U, person_id: '17' }, [U]],
    ['employment.deleted', 'employment', { employment: { id: U, person_id: 17 } }, [U]],
    ['employment.deleted', 'employment', { person: { id: 17, employment: { id: U } } }, [U]],
    ['employment.deleted', 'employment', { what: U, company: V }, [U]],
    ['employment.updated.cost-centers', 'employment', { employmentId: U, cost_center_ids: [TYPE] }, [U]],
    ['absence-period.deleted', 'absence', { absence_period_id: U, absence_type_id: TYPE }, [U]],
    ['absence-period.deleted', 'absence', { absencePeriod: { id: U, absenceType: { id: TYPE } } }, [U]],
    ['absence-period.deleted', 'absence', { absence_id: 4711, period: U }, [U]],
    ['absence-period.deleted', 'absence', { absence: U, employment_id: V }, [U]],
    ['absence-period.deleted', 'absence', { what: U, employment_id: V, type: TYPE }, [U]],
    ['absence-period.deleted', 'absence', { id: U, person: { id: '17' } }, [U]],
    ['absence-period.deleted', 'absence', { a: U, b: V }, [U, V]],
    ['attendance-period.deleted', 'attendance', { attendance_period_id: U, project_id: V }, [U]],
    ['attendance-period.deleted', 'attendance', { attendancePeriods: [{ id: U }, { id: V }] }, [U, V]],
    ['attendance-period.deleted', 'attendance', { id: U.toUpperCase() }, [U.toUpperCase()]],
    ['document.deleted', 'document', { document_id: '5' }, ['5']],
    ['document.deleted', 'document', { id: 5, owner: { id: 17 } }, ['5']],
    ['document.deleted', 'document', { document: { id: 5, owner_id: 17, category: { id: 6 } } }, ['5']],
    ['document.deleted', 'document', { what: '5', owner_id: '17' }, ['5']],
    // A guess about a document cannot be verified.
    ['document.deleted', 'document', { what: '5', folder: '6', owner_id: '17' }, []],
  ])('%s: the %s of %j', (name, subject, payload, expected) => {
    expect(idsIn(event(name, payload), subject).ids).toEqual(expected);
  });
});

describe('the persons that an event names besides its subject', () => {
  test.each<[string, unknown, string[]]>([
    ['employment.updated', { employment_id: U, person_id: '17' }, ['17']],
    ['employment.updated', { id: U, person: { id: 17 }, supervisor: { id: '99' } }, ['17']],
    ['employment.updated', { employment: { id: U, person_id: '17', supervisor_id: '99' } }, ['17']],
    ['employment.updated', { employment: { id: U, employee: { id: 17 } } }, ['17']],
    ['employment.updated', { id: U, of: '17', version: 2 }, ['17']],
    ['employment.updated', { id: U, of: '17', desk: '4' }, []],
    ['employment.updated', { id: U }, []],
    ['employment.updated', { id: U, supervisor_id: '99' }, []],
    ['document.updated', { document_id: '5' }, []],
    ['document.updated', { id: '5' }, []],
    ['document.updated', { what: '5', of: '17' }, []],
    ['document.updated', { document_id: '5', owner_id: '17' }, ['17']],
    ['document.updated', { id: 5, owner: { id: 17 }, uploaded_by: { id: 99 } }, ['17']],
    ['document.updated', { document: { id: 5, person: 17 } }, ['17']],
    ['document.updated', { document: { id: 5 }, employee_ids: ['17', '18'] }, ['17', '18']],
  ])('%s: %j', (name, payload, expected) => {
    expect(idsIn(event(name, payload), 'person').ids).toEqual(expected);
  });
});

test('the name of an event identifies its subject', () => {
  expect(
    ['person.deleted', 'employment.updated.cost-centers', 'absence-period.deleted', 'attendance-period.created'].map(
      subjectOf,
    ),
  ).toEqual(['person', 'employment', 'absence', 'attendance']);
  expect([subjectOf('document.signed'), subjectOf('ping'), subjectOf('')]).toEqual(['document', undefined, undefined]);
});

describe('in any spelling', () => {
  const SUBJECTS: Readonly<Record<EventSubject, readonly [event: string, words: readonly string[]]>> = {
    person: ['person.deleted', ['person', 'employee']],
    employment: ['employment.deleted', ['employment']],
    absence: ['absence-period.deleted', ['absence period', 'absence']],
    attendance: ['attendance-period.deleted', ['attendance period', 'attendance']],
    document: ['document.deleted', ['document']],
  };
  const OTHERS = ['supervisor', 'line manager', 'deleted by', 'company', 'absence type', 'approver', 'tenant'];

  test.each(rounds)('ids of the subject are found, and no others: round %i', (seed) => {
    const random = dice(seed);
    const below = (count: number) => Math.floor(random() * count);
    const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
    const spell = (words: string) => {
      const [first = '', ...more] = words.split(' ');
      const camel = first + more.map((word) => (word[0] ?? '').toUpperCase() + word.slice(1)).join('');
      return pick([
        words.replaceAll(' ', '_'),
        words.replaceAll(' ', '-'),
        camel,
        words.replaceAll(' ', '_').toUpperCase(),
      ]);
    };
    const uuid = () => 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', () => below(16).toString(16));
    const number = () => String(1 + below(5_000_000));
    const typed = (id: string) => (/^\d+$/.test(id) && below(2) === 0 ? Number(id) : id);
    const idOf = (subject: EventSubject) => (subject === 'person' || subject === 'document' ? number() : uuid());
    /** A member, or an object, with the id of something of that name; just an id without a name. */
    const member = (words: string, id: string): Row => {
      const value = below(4) === 0 ? [typed(id)] : typed(id);
      const of =
        words === ''
          ? [{ [spell('id')]: value }]
          : [{ [spell(`${words} id`)]: value }, { [spell(words)]: { id: value } }];
      return pick(of);
    };
    const wrapped = (row: Row): Row =>
      below(3) === 0 ? { [pick(['data', 'object', 'resource', 'attributes'])]: row } : row;

    const subject = pick(Object.keys(SUBJECTS) as EventSubject[]);
    const [name, words] = SUBJECTS[subject];
    const id = idOf(subject);
    const person = number();
    const called = pick([...words, '']);
    const owner =
      subject === 'person' ? {} : member(pick(subject === 'document' ? ['owner'] : ['person', 'employee']), person);
    const noise = Object.assign(
      {},
      ...OTHERS.filter(() => below(3) === 0).map((other) => member(other, idOf(subject))),
    );
    const numbers = below(2) === 0 ? { version: below(100), company_id: typed(COMPANY) } : {};
    const own =
      below(2) === 0 && called !== ''
        ? { [spell(called)]: { ...member('', id), ...owner } }
        : { ...member(called, id), ...owner };
    const entries = Object.entries({ ...noise, ...numbers, ...own });
    const payload = wrapped(Object.fromEntries(below(2) === 0 ? entries : entries.reverse()));

    const told = event(name, payload);
    expect(idsIn(told, subject), JSON.stringify(payload)).toEqual({ ids: [id], isGuess: false });
    if (subject !== 'person') expect(idsIn(told, 'person').ids, JSON.stringify(payload)).toEqual([person]);
  });

  test.each(rounds)('no structure is too much: round %i', (seed) => {
    const random = dice(seed);
    const below = (count: number) => Math.floor(random() * count);
    const names = [
      'id',
      'person',
      'person_id',
      'ids',
      '',
      '_',
      '日本',
      '__proto__',
      'constructor',
      'data',
      '17',
      'meta',
    ];
    const make = (depth: number): unknown => {
      const kind = depth === 0 ? below(6) : below(8);
      if (kind === 6) return Array.from({ length: below(4) }, () => make(depth - 1));
      if (kind === 7)
        return Object.fromEntries(
          Array.from({ length: below(5) }, () => [names[below(names.length)], make(depth - 1)]),
        );
      return ['17', 17, null, true, U, 1.5][kind];
    };
    for (const subject of ['person', 'employment', 'absence', 'attendance', 'document'] as const) {
      const told = make(5);
      const row = typeof told === 'object' && told !== null && !Array.isArray(told) ? (told as Row) : { payload: told };
      for (const each of idsIn({ event_name: 'person.deleted', ...row }, subject).ids)
        expect(['17', U, '1.5', 'true']).toContain(each);
    }
  });
});
