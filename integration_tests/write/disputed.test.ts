import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/server.ts';
import type { disputedWrites } from '../../sandbox/writes/disputed.ts';
import { accountOf } from './account.ts';
import { linesOf, OBJECTS, STREAMS } from './load.ts';
import { write } from './program.ts';

type Setting = Partial<ReturnType<typeof disputedWrites>>;

/** Every reading of a disputed point that is not the sandbox's usual one. */
const READINGS: readonly Setting[] = [
  { created: 'wrapped' },
  { created: 'nested' },
  { unknownReference: 404 },
  { unknownReference: 422 },
  { unknownMembers: 'ignored' },
  { idlePatch: 'nothing' },
  { postedEmployment: 'forgotten' },
  { emailChange: 'refused' },
  { storedEmails: 'lower case' },
  { emailFilter: 'any case' },
  { clearedAttributes: 'null' },
  { employmentPatch: 'needs three' },
  { orgUnitsPatch: 'merge' },
  { personsRefusal: 401 },
  { writeScopes: 'old' },
  { writeScopes: 'both' },
  { writeScopes: 'none' },
  { attendanceOverlap: 400 },
  { attendanceOverlap: 409 },
  { attendanceOverlap: 'cut' },
  { attendanceSeconds: 'kept' },
  { attendancePatch: 200 },
  { confirmedChange: 403 },
  { confirmedChange: 409 },
  { documentName: 'file name' },
  { documentIds: 'different' },
];

/** All of them, several at a time. */
const TOGETHER: readonly Setting[] = [0, 1, 2, 3, 4, 5].map((first) =>
  Object.assign({}, ...[...READINGS].reverse().filter((_, index) => index % 6 === first)),
);

/** A change of one row of each object. */
const CHANGED = linesOf(
  OBJECTS.map(([name, rows]) => [
    name,
    rows.map((row, index) => ({
      ...row,
      ...(name === 'persons' && index === 0 ? { position: 'Lead', department: 'Vertrieb' } : {}),
      ...(name === 'attendance_periods' && index === 0 ? { comment: 'Grinding', end: '2026-10-05T11:30:00' } : {}),
      ...(name === 'absence_periods' && index === 0 ? { ends_at: '2026-10-15' } : {}),
      ...(name === 'documents' ? { comment: 'Signed' } : {}),
    })),
  ]),
);

/** The file of `load.ts` is named by its title, where a list shows the name of the file. */
const UPLOADS = new Set(['Contract of Bo', 'Contract of Bo.pdf']);

describe.concurrent('whichever way the API behaves', () => {
  test.each([{}, ...TOGETHER])('%j: the same input writes nothing the second time', async (disputed) => {
    const sandbox = await startSandbox({ persons: 0, limits: { on: false }, disputed });
    try {
      for (const [input, outcome] of [
        [linesOf(), 'created'],
        [CHANGED, 'changed'],
      ] as const) {
        const run = await write({ config: sandbox.config, streams: STREAMS, lines: input });
        expect(run.exit, run.story).toBe(0);
        expect(run.report.filter((line) => line.outcome === 'rejected')).toEqual([]);
        expect(run.report.filter((line) => line.outcome === outcome).length).toBe(outcome === 'created' ? 14 : 4);

        sandbox.resetWrites();
        const again = await write({ config: sandbox.config, streams: STREAMS, lines: input });
        expect(again.exit, again.story).toBe(0);
        expect(sandbox.writes, again.story).toEqual([]);
        expect(new Set(again.report.map((line) => line.outcome))).toEqual(new Set(['unchanged']));
      }
      const account = accountOf(sandbox, UPLOADS);
      expect(account.persons?.['ada.sample@x.example']).toMatchObject({
        position: 'Lead',
        department: 'Vertrieb',
        team: 'Firmware',
        office: 'Jena',
        weekly_working_hours: 38.5,
      });
      expect(account.attendance_periods?.['ada.sample@x.example|WORK|2026-10-05T08:00']).toEqual({
        end: '2026-10-05T11:30',
        comment: 'Grinding',
        project_code: 'W-1',
      });
      expect(account.absence_periods?.['ada.sample@x.example|Urlaub|2026-10-12']?.ends_at).toBe('2026-10-15');
      expect(Object.values(account.documents ?? {})).toEqual([{ size: 12, comment: 'Signed', date: '2026-01-02' }]);
    } finally {
      await sandbox.close();
    }
  });
});
