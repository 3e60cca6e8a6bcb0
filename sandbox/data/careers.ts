import { Dice } from './dice.ts';
import type { Employment, Person } from './facts.ts';
import { makePicture } from './pictures.ts';
import { DAY } from './time.ts';

/** What generators depend on: the seed and the account's current time. */
export interface World {
  readonly seed: number;
  /** The reference point of all times, in seconds. */
  readonly now: number;
  readonly persons: number;
}

export type Career = 'running' | 'left' | 'rehired' | 'switched company' | 'future' | 'temporary';

const CAREERS: readonly (readonly [Career, number])[] = [
  ['running', 0.66],
  ['left', 0.78],
  ['rehired', 0.84],
  ['switched company', 0.9],
  ['temporary', 0.96],
  ['future', 1],
];

const YEARS = 365;

/** A person with all employments; `nextEmployment` returns their serial numbers. */
export function makePerson(world: World, serial: number, nextEmployment: () => number): Person {
  const dice = new Dice(world.seed, 11, serial);
  const today = Math.floor(world.now / DAY);
  const career = careerOf(world, serial, dice);
  const chapters = chaptersOf(career, today, dice);
  const first = chapters[0] ?? { start: today, end: 0 };
  const created = Math.min(first.start * DAY, world.now - 30 * DAY) - dice.between(1, 20) * DAY + dice.below(DAY);
  const person: Person = {
    serial,
    created,
    updated: changedAfter(created, world, dice),
    revision: 0,
    removed: false,
    employments: [],
    picture: makePicture(world, serial),
  };
  person.employments = chapters
    .map(({ start, end }, chapter): Employment => {
      const begun = Math.max(created, Math.min(start * DAY, world.now - 20 * DAY) - dice.below(10 * DAY));
      const updated = changedAfter(begun, world, dice);
      return {
        serial: nextEmployment(),
        person,
        created: begun,
        updated,
        modified: updated,
        revision: 0,
        removed: false,
        startDay: start,
        endDay: end,
        chapter,
      };
    })
    .reverse();
  return person;
}

const TEAM = 8;

/** A person's supervisor, in a tree in which each person has up to eight reports. */
export function supervisorOf(serial: number): number | undefined {
  return serial === 0 ? undefined : Math.floor(serial / TEAM);
}

/** The first person supervised by this one, whether or not that serial number exists. */
export function supervised(serial: number): number {
  return serial === 0 ? 1 : serial * TEAM;
}

/** Supervisors never leave, so that the tree stays intact. */
function careerOf(world: World, serial: number, dice: Dice): Career {
  const thrown = dice.next();
  if (supervised(serial) < world.persons) return 'running';
  return CAREERS.find(([, below]) => thrown < below)?.[0] ?? 'running';
}

function chaptersOf(career: Career, today: number, dice: Dice): { start: number; end: number }[] {
  const hired = today - dice.between(60, 8 * YEARS);
  const left = dice.between(Math.min(hired + 40, today - 10), today - 5);
  switch (career) {
    case 'running':
      return [{ start: hired, end: 0 }];
    case 'left':
      return [{ start: hired, end: left }];
    case 'temporary':
      return [{ start: hired, end: today + dice.between(10, YEARS) }];
    case 'future':
      return [{ start: today + dice.between(3, 120), end: 0 }];
    case 'rehired': {
      const back = dice.between(left, today);
      return [
        { start: hired, end: left - 1 },
        { start: Math.max(back, left + 1), end: 0 },
      ];
    }
    case 'switched company': {
      const gone = today + 90;
      return [
        { start: hired, end: left - 1 },
        { start: left, end: dice.chance(0.2) ? gone : 0 },
      ];
    }
  }
}

/** A later instant, up to a minute before now. One in eight was changed by the same import, in the same second. */
export function changedAfter(created: number, world: World, dice: Dice): number {
  const latest = world.now - 60;
  const imported = latest - 40 * DAY;
  if (dice.chance(0.125) && created < imported) return imported;
  // Squaring moves most changes closer to the present, as in reality.
  return Math.max(created, latest - Math.floor(dice.next() ** 2 * (latest - created)));
}
