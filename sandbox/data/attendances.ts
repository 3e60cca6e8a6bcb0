import { tenure } from './absences.ts';
import type { World } from './careers.ts';
import { Dice } from './dice.ts';
import type { Attendance, Person, Project } from './facts.ts';
import { DAY, weekday } from './time.ts';

const HOUR = 3600;
const RECORDS_PER_DAY = 2.3;
const YEARS_BACK = 3;

/**
 * About `mean` attendance periods, going back from the person's last working day in steps that cover up to three years.
 */
export function makeAttendances(
  world: World,
  person: Person,
  mean: number,
  projects: readonly Project[],
  nextSerial: () => number,
): Attendance[] {
  const dice = new Dice(world.seed, 13, person.serial);
  const today = Math.floor(world.now / DAY);
  const { from, until } = tenure(person, today, 0);
  const wanted = Math.floor((dice.next() * 2 * mean) / RECORDS_PER_DAY + 0.5);
  const earliest = Math.max(from, until - YEARS_BACK * 365);
  const step = Math.max(1, Math.floor((until - earliest) / Math.max(1, wanted)));
  const days: number[] = [];
  for (let day = until - dice.below(4); days.length < wanted && day >= from; day -= dice.between(1, 2 * step - 1)) {
    if (weekday(day) < 5) days.push(day);
  }
  return days.reverse().flatMap((day) => makeDay(world, person, day, projects, nextSerial, dice));
}

/** A working day: a morning, a break and an afternoon; or one night; or a period that is still running. */
export function makeDay(
  world: World,
  person: Person,
  day: number,
  projects: readonly Project[],
  nextSerial: () => number,
  dice: Dice,
): Attendance[] {
  const approval = dice.chance(0.03) ? 'REJECTED' : dice.chance(0.15) ? 'PENDING' : 'CONFIRMED';
  const project = dice.chance(0.5) ? dice.below(projects.length) : -1;
  const night = dice.chance(0.04);
  const begin = day * DAY + (night ? 22 : dice.between(6, 9)) * HOUR + dice.between(0, 59) * 60 + dice.pick([0, 0, 11]);
  if (begin > world.now - HOUR) return [];
  const recorded = Math.min(begin + 10 * HOUR + dice.below(HOUR), world.now - 60);
  const updated = Math.min(dice.chance(0.3) ? recorded + dice.below(9 * DAY) : recorded, world.now - 60);
  const period = (work: boolean, start: number, end: number): Attendance => ({
    serial: nextSerial(),
    person,
    work,
    start,
    end,
    day,
    project: work ? project : -1,
    approval,
    created: recorded,
    updated,
    revision: 0,
    removed: false,
  });
  if (night) return [period(true, begin, begin + dice.between(10, 16) * 1800)];
  const noon = begin + dice.between(6, 9) * 1800;
  if (day * DAY + 18 * HOUR > world.now) return [period(true, begin, 0)];
  if (dice.chance(0.35)) return [period(true, begin, noon)];
  const after = noon + dice.pick([30, 45, 60]) * 60;
  return [
    period(true, begin, noon),
    period(false, noon, after),
    period(true, after, after + dice.between(6, 9) * 1800),
  ];
}

/** Exactly `count` periods of twenty minutes, 48 a day, ending yesterday. */
export function makeStamps(world: World, person: Person, count: number, nextSerial: () => number): Attendance[] {
  const perDay = 48;
  const firstDay = Math.floor(world.now / DAY) - Math.ceil(count / perDay);
  return Array.from({ length: count }, (_, index) => {
    const day = firstDay + Math.floor(index / perDay);
    const start = day * DAY + 6 * HOUR + (index % perDay) * 1200;
    return {
      serial: nextSerial(),
      person,
      work: true,
      start,
      end: start + 1200,
      day,
      project: -1,
      approval: 'CONFIRMED',
      created: start + 1200,
      updated: start + 1200,
      revision: 0,
      removed: false,
    };
  });
}
