// Applications that go back and forth between stages.
import { Dice } from '../../../sandbox/data/dice.ts';
import type { ApplicationFact, StageFact } from '../truth/facts.ts';

export const JOBS: ReadonlyMap<string, string | null> = new Map([
  ['v1', 'Smith'],
  ['v2', 'Clerk'],
]);
const COUNT = 90;
const HOUR = 3_600_000;

type Stage = Omit<StageFact, 'at'>;
const own = (type: string): Stage => ({ id: null, name: null, type });
const custom = (id: string): Stage => ({ id, name: `Stage ${id}`, type: 'custom' });
const STAGES = [custom('s1'), custom('s2'), custom('s3'), own('offer')];
const ENDS = [own('accepted'), own('rejected'), own('withdrawn')];

export function makeApplications(seed: number): ApplicationFact[] {
  return Array.from({ length: COUNT }, (_, serial) => {
    const dice = new Dice(seed, 7, serial);
    let time = Date.UTC(2025, dice.between(3, 11), dice.between(1, 28), 23, 30);
    const date = new Date(time).toISOString().slice(0, 10);
    const enter = (stage: Stage, hours: number): StageFact => {
      time += hours * HOUR;
      return { ...stage, at: `${new Date(time).toISOString().slice(0, 19)}Z` };
    };
    const stages = [enter(own('unassigned'), 0)];
    for (let left = dice.below(6); left > 0; left--) stages.push(enter(dice.pick(STAGES), dice.between(1, 600)));
    // Some end at the moment at which they enter a stage.
    if (dice.chance(0.7)) stages.push(enter(dice.pick(ENDS), dice.pick([0, 30, 500])));
    return { id: `app${serial}`, job: dice.pick(['v1', 'v2', 'unknown']), date, stages };
  });
}
