import type { Json } from '../connector.ts';
import { type Incoming, row, state } from './program.ts';

/** A file that Personio accepts. */
export const pdf = (text: string): string => Buffer.from(`%PDF-1.4 ${text}`).toString('base64');

export const PEOPLE: readonly Json[] = [
  {
    email: 'Ada.Sample@x.example',
    first_name: 'Ada',
    last_name: 'Sample',
    gender: 'FEMALE',
    position: 'Optician',
    department: 'Engineering',
    team: 'Firmware',
    office: 'Jena',
    weekly_working_hours: 38.5,
    hire_date: '2026-01-01',
  },
  { email: 'bo.sample@x.example', first_name: 'Bo', last_name: 'Sample', supervisor_email: 'ada.sample@x.example' },
  { email: 'cy.sample@x.example', first_name: 'Cy', last_name: 'Sample', preferred_name: 'C', position: 'Tester' },
];

export const PROJECTS: readonly Json[] = [
  { project_code: 'W-1', name: 'Mirror', start: '2026-01-01', billable: true, client_name: 'Client One' },
  { project_code: 'W-2', name: 'Lens', description: 'Of glass' },
];

export const PROJECT_MEMBERS: readonly Json[] = [
  { project_code: 'W-1', person_email: 'ada.sample@x.example' },
  { project_code: 'W-1', person_email: 'BO.sample@x.example' },
  { project_code: 'W-2', person_email: 'cy.sample@x.example' },
];

export const ATTENDANCES: readonly Json[] = [
  {
    person_email: 'ada.sample@x.example',
    type: 'WORK',
    start: '2026-10-05T08:00:00',
    end: '2026-10-05T12:00:00',
    comment: 'Polishing',
    project_code: 'W-1',
  },
  { person_email: 'ada.sample@x.example', type: 'BREAK', start: '2026-10-05T12:00:00', end: '2026-10-05T12:30:00' },
  { person_email: 'bo.sample@x.example', type: 'WORK', start: '2026-10-05 09:00', end: '2026-10-05 17:00' },
];

export const ABSENCES: readonly Json[] = [
  { person_email: 'ada.sample@x.example', absence_type: 'Urlaub', starts_from: '2026-10-12', ends_at: '2026-10-14' },
  {
    person_email: 'cy.sample@x.example',
    absence_type: 'Krankheit',
    starts_from: '2026-10-20',
    ends_at: '2026-10-20',
    comment: 'Reported by phone',
  },
];

export const DOCUMENTS: readonly Json[] = [
  {
    person_email: 'bo.sample@x.example',
    category: 'Contracts',
    title: 'Contract of Bo',
    content: pdf('one'),
    content_type: 'application/pdf',
    date: '2026-01-02',
  },
];

/** Every object with rows, in an order in which many have to wait for others. */
export const OBJECTS: readonly (readonly [string, readonly Json[]])[] = [
  ['absence_periods', ABSENCES],
  ['attendance_periods', ATTENDANCES],
  ['documents', DOCUMENTS],
  ['persons', PEOPLE],
  ['project_members', PROJECT_MEMBERS],
  ['projects', PROJECTS],
];

export const STREAMS: readonly Incoming[] = OBJECTS.map(([name]) => ({ name, mode: 'append_dedup' }));

/** One stream after another, each with its state. */
export const linesOf = (objects: readonly (readonly [string, readonly Json[]])[] = OBJECTS): string[] =>
  objects.flatMap(([name, rows], index) => [...rows.map((data) => row(name, data)), state(name, index + 1)]);
