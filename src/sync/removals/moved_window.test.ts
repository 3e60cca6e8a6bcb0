import { expect, test } from 'vitest';
import { AbsencePeriods } from '../../streams/absences.ts';
import type { RowAsker } from './asking/row_asker.ts';
import { confirm, type RemovalWork } from './work.ts';

test('a row that ended before the start date by now is neither gone nor a candidate again', async () => {
  const subjects = ['old', 'new', 'gone'].map((id) => ({ id }));
  const [old, recent, gone] = subjects as [{ id: string }, { id: string }, { id: string }];
  const ends = (day: string) => ({ ends_at: `${day}T18:00:00Z` });
  const alive = [
    { subject: old, row: ends('2025-12-30') },
    { subject: recent, row: ends('2026-01-02') },
  ];
  const work = {
    stream: new AbsencePeriods(),
    asker: { ask: async () => ({ gone: [gone], alive, aside: [], open: [] }) } as unknown as RowAsker,
    mostPercent: 10,
    window: { at: '2026-02-11T09:00:00Z', lookbackDays: 1, startDate: '2026-01-01' },
    isSame: () => true,
  } as unknown as RemovalWork;

  const verdict = await confirm(work, subjects, { known: 100, listed: 97 });

  expect(verdict).toMatchObject({ gone: [gone], left: [recent] });
});
