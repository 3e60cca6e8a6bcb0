import type { World } from './careers.ts';
import { Dice } from './dice.ts';
import type { Compensation, Person } from './facts.ts';
import { still } from './table.ts';
import { DAY, firstOfMonth } from './time.ts';

const NEVER = 2 ** 30;

/** A series of salary steps, and occasionally an award or a share of profits. */
export function makeCompensations(world: World, person: Person, nextSerial: () => number): Compensation[] {
  const dice = new Dice(world.seed, 14, person.serial);
  const today = Math.floor(world.now / DAY);
  const hourly = dice.chance(0.15);
  const entry = (type: number, fromDay: number, untilDay: number, cents: number): Compensation => ({
    serial: nextSerial(),
    person,
    type,
    fromDay,
    untilDay,
    cents,
    updated: Math.min(fromDay * DAY, world.now),
    revision: 0,
    removed: false,
  });
  return person.employments.toReversed().flatMap(({ startDay, endDay }) => {
    const end = endDay === 0 ? NEVER : endDay;
    const entries: Compensation[] = [];
    let cents = hourly ? dice.between(1400, 4000) : dice.between(210_000, 980_000);
    for (let day = startDay; day <= end && day <= Math.max(startDay, today); ) {
      const raise = firstOfMonth(day, dice.between(10, 26));
      entries.push(entry(hourly ? 1 : 0, day, raise > today ? end : Math.min(end, raise - 1), cents));
      day = raise;
      cents = Math.round(cents * (1.02 + dice.next() * 0.06));
    }
    if (dice.chance(0.3)) {
      const paid = firstOfMonth(dice.between(startDay, Math.max(startDay, Math.min(end, today))), 1) - 1;
      entries.push(entry(2, paid, paid, dice.between(50, 900) * 1000 + 55));
    }
    if (dice.chance(0.2)) entries.push(entry(3, startDay, end, dice.between(40_000, 300_000)));
    return entries;
  });
}

/** A salary from this day on. */
export function makeCompensation(serial: number, person: Person, fromDay: number, dice: Dice): Compensation {
  const cents = dice.between(210_000, 980_000);
  return { ...still(serial), person, type: 0, fromDay, untilDay: NEVER, cents };
}
