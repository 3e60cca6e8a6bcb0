import { expect, test } from 'vitest';
import { Digests } from '../../kept/digests.ts';
import { OrgUnits, Workplaces } from '../../streams/organisation.ts';
import type { Subject } from '../../streams/removals.ts';
import type { Stream } from '../../streams/stream.ts';
import { ChangeTracking } from '../tracking/change_tracking.ts';
import { NOTHING_KEPT } from '../tracking/kept_text.ts';
import { Versions } from '../tracking/versions.ts';
import type { RowAsker } from './asking/row_asker.ts';
import { reportUnlisted } from './unlisted.ts';
import type { RemovalWork } from './work.ts';

const AT = '2026-11-21T08:00:00Z';

/** What is reported if nothing in question exists, and which rows were requested with which known row. */
async function reported(stream: Stream, known: readonly string[], seen: readonly string[]) {
  const digests = new Digests();
  for (const key of known) digests.set(key, 1);
  const versions = new Versions(digests, 100);
  for (const key of seen) versions.isNew(key, 1);
  const asked: (readonly [string[], string | undefined])[] = [];
  const gone: string[] = [];
  const names = (each: readonly Subject[]) => each.map(({ id, parent = '' }) => parent + id);
  const asker = {
    byParents: async (rest: Subject[]) => ({ aside: [], orphans: [], rest }),
    ask: async (subjects: Subject[], one?: Subject) => {
      asked.push([names(subjects), one && names([one])[0]]);
      return { gone: subjects, alive: [], aside: [], open: [] };
    },
  } as unknown as RowAsker;
  const work = {
    ...{ stream, asker, mostPercent: 10, window: { at: AT, lookbackDays: 1 } },
    isSame: () => true,
    tell: async (subjects: Subject[]) => void gone.push(...names(subjects)),
  } as unknown as RemovalWork;
  const tracking = new ChangeTracking({
    observedAt: AT,
    showsObservedAt: true,
    digestKey: 'secret',
    kept: NOTHING_KEPT,
    versions,
  });
  return { refusal: await reportUnlisted(work, tracking), asked, gone, unseen: versions.unseen() };
}

test('unlisted rows are requested with a listed one, reported and forgotten', async () => {
  expect(await reported(new Workplaces(), ['1', '2', '3'], ['3'])).toEqual({
    refusal: undefined,
    asked: [[['1', '2'], '3']],
    gone: ['1', '2'],
    unseen: [],
  });
});

test('each kind of rows is a list of its own, with its own known row', async () => {
  const { asked, gone } = await reported(
    new OrgUnits(),
    ['department:1', 'department:2', 'team:1', 'team:2'],
    ['department:2', 'team:1'],
  );

  expect(asked).toEqual([
    [['department1'], 'department2'],
    [['team2'], 'team1'],
  ]);
  expect(gone).toEqual(['department1', 'team2']);
});

test('if one kind is suddenly empty, none of it is reported, and the others are', async () => {
  const { refusal, gone, unseen } = await reported(
    new OrgUnits(),
    ['department:1', 'department:2', 'team:1'],
    ['department:2'],
  );

  expect(refusal).toMatchObject({ why: 'nothing listed', finding: { known: 1, listed: 0 } });
  expect([gone, unseen]).toEqual([['department1'], ['team:1']]);
});
