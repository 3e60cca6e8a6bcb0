import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Rule, type Sandbox, startSandbox } from '../../sandbox/server.ts';
import type { Json } from '../connector.ts';
import { pdf } from './load.ts';
import { row, state, type Written, write } from './program.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ persons: 0, limits: { on: false } });
});

afterEach(async () => {
  await sandbox.close();
});

/** Nothing else contains it. */
const SECRET = 'zqx7';
const person = (name: string, more: Json = {}): Json => ({
  ...{ email: `${name}-${SECRET}@x.example`, first_name: `First ${SECRET}`, last_name: `Last ${SECRET}` },
  ...more,
});

/** Rows of every object, good and bad, with the mark in every value. */
const ROWS: readonly (readonly [string, Json])[] = [
  ['persons', person('good', { position: `Position ${SECRET}` })],
  ['persons', person('led', { supervisor_email: `nobody-${SECRET}@x.example` })],
  ['persons', person('placed', { department: `Department ${SECRET}` })],
  ['persons', person('hours', { weekly_working_hours: `hours ${SECRET}`, gender: SECRET })],
  ['persons', { email: `no address ${SECRET}`, first_name: SECRET }],
  [
    'projects',
    { project_code: `C ${SECRET}`, name: `Project ${SECRET}`, description: `Text ${SECRET}`, status: 'ACTIVE' },
  ],
  ['projects', { project_code: `D ${SECRET}`, name: `Project ${SECRET}`, start: `day ${SECRET}` }],
  ['project_members', { project_code: `C ${SECRET}`, person_email: `good-${SECRET}@x.example` }],
  ['project_members', { project_code: `none ${SECRET}`, person_email: `good-${SECRET}@x.example` }],
  [
    'attendance_periods',
    {
      ...{ person_email: `good-${SECRET}@x.example`, type: 'WORK', start: '2026-10-05T08:00', end: '2026-10-05T09:00' },
      comment: `Comment ${SECRET}`,
    },
  ],
  ['attendance_periods', { person_email: `good-${SECRET}@x.example`, type: SECRET, start: SECRET }],
  [
    'absence_periods',
    {
      ...{ person_email: `good-${SECRET}@x.example`, absence_type: 'Urlaub', starts_from: '2026-10-12' },
      ...{ ends_at: '2026-10-13', comment: `Comment ${SECRET}` },
    },
  ],
  [
    'absence_periods',
    { person_email: `good-${SECRET}@x.example`, absence_type: `Type ${SECRET}`, starts_from: SECRET },
  ],
  [
    'documents',
    {
      ...{
        person_email: `good-${SECRET}@x.example`,
        category: 'Contracts',
        title: `Title ${SECRET}`,
        content: pdf(SECRET),
      },
      ...{ file_name: `file ${SECRET}.pdf`, comment: `Comment ${SECRET}` },
    },
  ],
  [
    'documents',
    {
      ...{ person_email: `good-${SECRET}@x.example`, category: 'Contracts', title: `Fetched ${SECRET}` },
      file_url: `https://files.example/${SECRET}?token=${SECRET}`,
    },
  ],
];

const STREAMS = [...new Set(ROWS.map(([name]) => name))].map((name) => ({ name, mode: 'append_dedup' }));
const LINES = [
  ...ROWS.map(([stream, data]) => row(stream, data)),
  ...STREAMS.map(({ name }, index) => state(name, index + 1)),
  `noise ${SECRET}`,
];

function expectNothing(run: Written): void {
  const said = [run.stdout, run.stderr, ...run.files].join('\n').toLowerCase();
  for (const secret of [SECRET, 'papi-sandbox-secret', 'bearer', Buffer.from(SECRET).toString('base64').slice(0, 5)])
    expect(said.includes(secret.toLowerCase()), `${secret}: ${said}`).toBe(false);
  expect(run.stderr).toBe('');
}

describe('no value of a row is in a message, an error or a name of a file', () => {
  const every = (act: Rule['act'], path = '^(POST|PATCH) /v[12]/(?!auth)'): Rule => ({ match: { path }, act });

  test.each<readonly [string, readonly Rule[]]>([
    ['without trouble', []],
    ['refused with 400', [every({ kind: 'status', status: 400 })]],
    ['refused with 409', [every({ kind: 'status', status: 409 })]],
    ['refused with 403', [every({ kind: 'status', status: 403 })]],
    ['answered by another server', [every({ kind: 'status', status: 502, body: 'html' })]],
    ['reset', [every({ kind: 'reset' })]],
    ['lists refused', [every({ kind: 'status', status: 400 }, '^GET /v2/(persons|projects|attendance|document)')]],
  ])('%s', async (_, trouble) => {
    sandbox.configure({ trouble: [...trouble] });
    const config = { ...sandbox.config, reject_limit: 100, retry_seconds: 1 };
    const run = await write({ config, streams: STREAMS, lines: LINES });
    expectNothing(run);
    // The sandbox quotes in its refusals what was sent: the rows did get there.
    if (trouble.length === 0) {
      expect(run.exit, run.stdout).toBe(0);
      expect(JSON.stringify(run.report)).toContain(SECRET);
    }
  });

  test('with refusals that quote the values', async () => {
    await write({ config: sandbox.config, streams: STREAMS, lines: LINES });
    const work = {
      person_email: `good-${SECRET}@x.example`,
      type: 'WORK',
      start: '2026-10-05T08:30',
      end: '2026-10-05T09:30',
    };
    const lines = [
      row('attendance_periods', { ...work, comment: SECRET }),
      row('projects', { project_code: `E ${SECRET}`, name: `Project ${SECRET}` }),
      row('persons', { ...person('new'), email: `good-${SECRET}@x.example`, last_name: `L ${SECRET}`.repeat(60) }),
    ];
    const run = await write({ config: { ...sandbox.config, reject_limit: 100 }, streams: STREAMS, lines });
    expect(run.outcomes('attendance_periods')).not.toEqual(['created']);
    expectNothing(run);
  });

  test('in a broken line', async () => {
    const run = await write({ config: sandbox.config, streams: STREAMS, lines: [LINES[0]?.slice(0, -20) ?? ''] });
    expect(run.exit).toBe(1);
    expectNothing(run);
  });
});
