// Pay of some months: raises within a month, pay by the hour, and one-time pay.
import { Dice } from '../../../sandbox/data/dice.ts';
import type { PayFact, PersonFact } from '../truth/facts.ts';

const MONTHS = ['2025-11-01', '2025-12-01', '2026-01-01', '2026-02-01', '2026-03-01'];

export function makePay(seed: number, persons: readonly PersonFact[]): PayFact[] {
  return persons.flatMap(({ id: person }, serial) => {
    const dice = new Dice(seed, 6, serial);
    const entry = (name: string, given: Partial<PayFact>): PayFact => ({
      ...{ id: `c${serial}-${name}`, person, month: '', type: 'base', typeName: 'Base', category: 'FIXED_SALARY' },
      ...{ currency: 'EUR', interval: 'MONTHLY', from: '2025-01-01', amount: dice.between(1000, 9000) / 2 },
      ...{ weeklyHours: dice.pick([40, 19.25, null]), ...given },
    });
    const hourly = { type: 'hour', typeName: 'By the hour', category: 'HOURLY' };
    const bonus = { type: 'bonus', typeName: 'Bonus', category: 'ONE_TIME', interval: null, weeklyHours: null };
    const share = { type: 'share', typeName: 'Share', category: 'RECURRING' };
    const entries = [
      entry('base', {}),
      // Both apply in January.
      entry('raise', { from: '2026-01-15' }),
      entry('hour', hourly),
      entry('share', { ...share, interval: dice.pick(['QUARTERLY', 'HALF-YEARLY', 'YEARLY']) }),
      entry('bonus', { ...bonus, from: '2025-12-05' }),
      entry('further bonus', { ...bonus, from: '2025-12-20' }),
      entry('bonus abroad', { ...bonus, from: '2025-12-20', currency: 'SEK' }),
    ].filter(() => dice.chance(0.5));
    return entries.flatMap((each) => monthsOf(each).map((month) => ({ ...each, month })));
  });
}

function monthsOf({ category, from, id }: PayFact): string[] {
  if (category === 'ONE_TIME') return ['2025-12-01'];
  const last = id.endsWith('base') ? '2026-01-01' : '2026-03-01';
  return MONTHS.filter((month) => month >= `${from.slice(0, 7)}-01` && month <= last);
}
