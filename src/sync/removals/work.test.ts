import { expect, test } from 'vitest';
import { AbsencePeriods } from '../../streams/absences.ts';
import { Persons } from '../../streams/persons.ts';
import type { Subject } from '../../streams/removals.ts';
import type { RowAsker } from './asking/row_asker.ts';
import { confirm, type RemovalWork } from './work.ts';

const subjects: Subject[] = Array.from({ length: 8 }, (_, id) => ({ id: String(id) }));

/** The first of these exist, and the others do not. */
async function confirmed(alive: number, listed: number | undefined, isSame = true) {
  const there = subjects.slice(0, alive).map((subject) => ({ subject, row: { id: subject.id } }));
  const answers = { gone: subjects.slice(alive), alive: there, aside: [], open: [] };
  const asker = { ask: async () => answers } as unknown as RowAsker;
  const window = { at: '2026-11-21T08:00:00Z', lookbackDays: 1 };
  const work = {
    stream: new Persons(),
    asker,
    mostPercent: 10,
    window,
    isSame: () => isSame,
  } as unknown as RemovalWork;
  return await confirm(work, subjects, { known: 100, listed });
}

test('of a list, a few rows may still exist', async () => {
  expect(await confirmed(2, 92)).toMatchObject({ gone: subjects.slice(2), left: subjects.slice(0, 2) });
  expect(await confirmed(3, 92)).toEqual({ why: 'still there', asked: 8, alive: 3 });
});

test('of rows that events name, any may exist: it came back', async () => {
  expect(await confirmed(7, undefined)).toMatchObject({ gone: subjects.slice(7), left: subjects.slice(0, 7) });
});

test('nothing counts if the rights changed by the time of the answers', async () => {
  expect(await confirmed(0, 92, false)).toEqual({ why: 'incomplete' });
  expect(await confirmed(0, undefined, false)).toEqual({ why: 'incomplete' });
});

test('a row that now ends before the start date is neither gone nor a candidate again', async () => {
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
