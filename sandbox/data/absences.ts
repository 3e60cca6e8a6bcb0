import { changedAfter, type World } from './careers.ts';
import { Dice } from './dice.ts';
import type { Absence, AbsenceShape, Person } from './facts.ts';
import { DAY, weekday } from './time.ts';

/** The period in which a person can be absent or at work, from the first day to the last. */
export function tenure(person: Person, today: number, daysAhead: number): { from: number; until: number } {
  const last = person.employments[0];
  const first = person.employments.at(-1);
  const until = last === undefined || last.endDay === 0 ? today + daysAhead : Math.min(last.endDay, today + daysAhead);
  return { from: first?.startDay ?? today, until };
}

/** About `mean` absences spread over the tenure, one in each equal part of it, so that no two overlap. */
export function makeAbsences(world: World, person: Person, mean: number, nextSerial: () => number): Absence[] {
  const dice = new Dice(world.seed, 12, person.serial);
  const today = Math.floor(world.now / DAY);
  const { from, until } = tenure(person, today, 200);
  const span = until - from;
  const count = Math.min(Math.floor(dice.next() * 2 * mean + 0.5), Math.floor(span / 7));
  return Array.from({ length: count }, (_, part) => {
    const width = span / count;
    const day = onWorkday(from + Math.floor(part * width + dice.next() * width * 0.3));
    const room = Math.max(1, Math.floor(width * 0.5) - 2);
    return makeAbsence(world, person, day, room, part === count - 1, nextSerial(), dice);
  });
}

export function makeAbsence(
  world: World,
  person: Person,
  day: number,
  room: number,
  last: boolean,
  serial: number,
  dice: Dice,
): Absence {
  const shape = shapeOf(last, dice);
  const hours = shape === 'hours' ? dice.between(8, 14) : 0;
  const start = day * DAY + hours * 3600 + (hours > 0 ? dice.pick([0, 900, 1800]) : 0);
  const created = Math.min(start, world.now - DAY) - dice.between(DAY, 40 * DAY);
  return {
    serial,
    person,
    type: typeOf(shape, dice),
    shape,
    start,
    end: endOf(shape, start, Math.min(room, dice.chance(0.03) ? 90 : 14), dice),
    approval: approvalOf(start > world.now, dice),
    created,
    updated: changedAfter(created, { ...world, now: Math.min(world.now, Math.max(created, start) + 30 * DAY) }, dice),
    revision: 0,
    removed: false,
  };
}

function shapeOf(last: boolean, dice: Dice): AbsenceShape {
  const thrown = dice.next();
  if (last && thrown < 0.08) return 'open end';
  if (thrown < 0.68) return 'days';
  return thrown < 0.82 ? 'half day' : 'hours';
}

function typeOf(shape: AbsenceShape, dice: Dice): number {
  if (shape === 'hours') return 2;
  if (shape === 'open end') return dice.pick([1, 3]);
  return dice.pick([0, 0, 0, 1, 4]);
}

function endOf(shape: AbsenceShape, start: number, days: number, dice: Dice): number {
  switch (shape) {
    case 'open end':
      return 0;
    case 'hours':
      return start + dice.between(2, 12) * 1800;
    case 'half day':
      return start + DAY / 2;
    case 'days':
      return start + dice.between(1, days) * DAY;
  }
}

function approvalOf(ahead: boolean, dice: Dice): string {
  const thrown = dice.next();
  if (ahead && thrown < 0.4) return 'PENDING';
  if (thrown > 0.97) return 'DELETION_PENDING';
  return thrown > 0.93 ? 'REJECTED' : 'APPROVED';
}

function onWorkday(day: number): number {
  return weekday(day) < 5 ? day : day + 7 - weekday(day);
}
