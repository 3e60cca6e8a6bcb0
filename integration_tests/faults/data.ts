import { expect } from 'vitest';
import type { Act } from '../../sandbox/trouble/acts.ts';
import type { Json, Run } from '../connector.ts';
import { config, type Group, type Scenario, SHAPES, STREAMS, system, transient } from './scenario.ts';

type Edit = Extract<Act, { kind: 'records' }>['edit'];

/** Every third row of every page is like this; all of them are delivered. */
const edited = (name: string, edit: Edit, more: Partial<Scenario> = {}): Scenario => ({
  name,
  streams: STREAMS,
  trouble: [{ match: { path: '^GET' }, act: { kind: 'records', edit, every: 3 } }],
  ...more,
});

/** A value that is not kept is named in the record that lost it. */
const named = (run: Run, stream: string, change: Json): void => {
  expect(run.changes(stream)).toContainEqual(expect.objectContaining(change));
};

const extra = (run: Run, stream: string): Json[] =>
  run.records(stream).flatMap(({ additional_fields }) => (additional_fields ? [additional_fields as Json] : []));

/** A state that requests all changes there ever were. */
const longAgo = (message: Json): Json =>
  JSON.parse(JSON.stringify(message).replace(/"updated_at":"[^"]*"/, '"updated_at":"2015-01-01"'));

export const data: Group = {
  title: 'Data',
  scenarios: [
    edited('every second member is null', 'nulls'),
    edited('every member is null', 'all null'),
    edited('every second member is missing', 'missing'),
    edited('members that no schema knows', 'unknown members', {
      and: (run) => {
        for (const stream of SHAPES) {
          expect(extra(run, stream)[0], stream).toEqual({
            shoe_size: 43,
            office_dog: { name: 'Rüdiger', since: null },
          });
          const told = run.logs('INFO').filter((text) => text.startsWith(`${stream}:`) && text.includes('shoe_size'));
          expect(told, stream).toHaveLength(1);
        }
      },
    }),
    edited('members with names of ours', 'names of ours', {
      and: ({ stdout }) => expect(stdout).toContain('"theirs":1'),
    }),
    edited('members named __proto__, constructor and toString', 'names of objects', {
      and: ({ stdout }) => {
        expect(stdout).toContain('"__proto__":{"polluted":true}');
        expect(stdout).toContain('"constructor":"x"');
        expect(stdout).toContain('"toString":"y"');
      },
    }),
    edited('enum values that nobody has seen', 'new enum values', {
      and: (run) => expect(run.records('persons').some(({ status }) => status === 'SOMETHING_NEW')).toBe(true),
    }),
    edited('values of another type', 'wrong types', {
      and: (run) => {
        // Convertible values are converted: a number is as good as its digits where text is expected.
        expect(run.stdout).toMatch(/"stream":"persons","data":\{[^}]*:"17"/);
        named(run, 'attendance_periods', { field: 'start', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' });
        const told = run.logs('WARN').filter((text) => /^attendance_periods: values .* start \(\d+\)/.test(text));
        expect(told).toHaveLength(1);
      },
    }),
    edited('numbers beyond 2^53', 'big numbers', {
      and: ({ stdout }) => {
        expect(stdout).toContain('"big_number":9007199254740993123');
        expect(stdout).not.toContain('9007199254740993000');
      },
    }),
    edited('numbers beyond the range of a double', 'huge exponents', {
      and: (run) => {
        const kept = /"huge_number":1e\+?400/i.test(run.stdout);
        if (!kept) named(run, 'workplaces', { change: 'NULLED' });
      },
    }),
    edited('lone surrogates', 'lone surrogates', {
      and: (run) => {
        expect(run.stdout).toContain('\ufffd!');
        expect(run.stdout).not.toMatch(/\\ud800/i);
        named(run, 'workplaces', { field: 'name' });
      },
    }),
    edited('control characters and line breaks of Unicode', 'control characters', {
      and: (run) => {
        expect(
          run.records('workplaces').some(({ name }) => String(name).includes('\0\x07\x1b[31m\u2028\u2029\u0085')),
        ).toBe(true);
      },
    }),
    edited('texts of 2 MB', 'long strings', {
      streams: ['persons', 'workplaces', 'project_members'],
      account: { persons: 30 },
      and: (run) => expect(extra(run, 'persons').some(({ essay }) => String(essay).length === 1_000_000)).toBe(true),
    }),
    edited('dates out of range', 'dates out of range', {
      and: (run) => named(run, 'persons', { field: 'created_at', change: 'NULLED' }),
    }),
    edited('dates of the year 0', 'dates of year 0', {
      and: (run) => named(run, 'persons', { field: 'created_at', change: 'NULLED' }),
    }),
    edited('ids that are numbers', 'numeric ids', {
      and: (run) => expect(run.records('persons').every(({ id }) => typeof id === 'string')).toBe(true),
    }),
    edited('values nested five hundred deep', 'deep nesting', {
      account: { persons: 30 },
      and: (run) => expect(JSON.stringify(extra(run, 'persons')[0])).toContain('["bottom"]'),
    }),
    edited('values nested six thousand deep', 'deeper nesting', {
      account: { persons: 30 },
      and: (run) => {
        expect(run.stdout).not.toContain('[[[[[[[[[[');
        expect(run.stdout).toContain('"big_number":9007199254740993123');
        for (const stream of SHAPES) {
          expect(run.changes(stream).length, stream).toBeGreaterThanOrEqual(2 * extra(run, stream).length);
          const told = run
            .logs('WARN')
            .filter((text) => text.startsWith(`${stream}:`) && /additional_fields\.deep/.test(text));
          expect(told, stream).toHaveLength(1);
        }
      },
    }),
    {
      name: 'rows without an id',
      streams: ['cost_centers', 'workplaces'],
      trouble: [{ match: { stream: 'workplaces' }, act: { kind: 'records', edit: 'no ids', every: 3 } }],
      fails: { workplaces: system(/\d+ rows/, '"id"') },
      lacks: ({ sandbox }) => ({ workplaces: sandbox.ids('workplaces').filter((_, index) => index % 3 === 0) }),
    },
    { name: 'an account without anybody', streams: STREAMS, account: { persons: 0 } },
    { name: 'an account of one person', streams: STREAMS, account: { persons: 1 } },
    {
      name: 'one person with 10,000 attendances',
      streams: ['persons', 'attendance_periods'],
      account: { persons: 120, busiest: 10_000 },
      and: (run) => expect(run.records('attendance_periods').length).toBeGreaterThan(10_000),
    },
    {
      name: 'no breakdown shows how absences end, because the server fails for them',
      streams: ['absence_periods', 'persons'],
      settings: { disputed: { absenceEnds: 'last day' } },
      trouble: [{ match: { stream: 'absence_breakdowns' }, act: { kind: 'status', status: 503 } }],
      and: (run) => expect(run.logs('INFO').join('\n')).toContain('(shown by an absence of one day)'),
    },
    {
      name: 'absences end in another form than in earlier syncs',
      streams: ['absence_periods', 'persons'],
      next: [
        {
          settings: { disputed: { absenceEnds: 'last day' } },
          layout: (states) => states.map(longAgo),
          fails: { absence_periods: transient('a record shows that', 'reads everything again') },
          // The previous sync wrote the other form.
          alters: true,
        },
        { and: (run) => expect(run.logs('INFO').join('\n')).toContain('requested everything') },
      ],
    },
    {
      name: 'absences end in two forms',
      streams: ['absence_periods', 'persons'],
      settings: { disputed: { absenceEnds: 'mixed' } },
      fails: { absence_periods: config('ends_on', 'contradict each other', 'Deselect ends_on') },
      incurable: true,
    },
    {
      name: 'rows that their start date excludes are not missing',
      streams: ['persons', 'absence_periods'],
      config: { start_date: '2026-01-01' },
      partial: true,
      and: (run) => {
        expect(run.records('persons')).toHaveLength(120);
        expect(run.records('absence_periods').length).toBeGreaterThan(0);
        expect(run.logs('INFO').join('\n')).toMatch(/absence_periods: .*before the start date/);
      },
    },
  ],
};
