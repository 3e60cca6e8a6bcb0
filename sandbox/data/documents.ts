import { tenure } from './absences.ts';
import { changedAfter, type World } from './careers.ts';
import { Dice } from './dice.ts';
import type { Application, Document, Person } from './facts.ts';
import { DAY } from './time.ts';

type Owner = Person | Application;

/** Room for the documents of one owner in the numbers of all. */
const EACH = 100;
const FIRST_OF_APPLICATIONS = 50_000_000;

/** The documents of each owner, made when somebody asks for them: there is no list of all. */
export class Documents {
  readonly #world: World;
  readonly #made = new Map<Owner, Document[]>();

  constructor(world: World) {
    this.#world = world;
  }

  of(owner: Owner): readonly Document[] {
    return this.#drawer(owner);
  }

  insert(owner: Owner, now: number): Document {
    const drawer = this.#drawer(owner);
    const document = fact(firstOf(owner) + drawer.length, now);
    drawer.push(document);
    return document;
  }

  #drawer(owner: Owner): Document[] {
    const known = this.#made.get(owner);
    if (known !== undefined) return known;
    const made = this.#make(owner);
    this.#made.set(owner, made);
    return made;
  }

  #make(owner: Owner): Document[] {
    const first = firstOf(owner);
    const dice = new Dice(this.#world.seed, 17, first);
    // One in fifty owns more than a page.
    const count = 'candidate' in owner ? 1 : dice.chance(0.02) ? 60 : dice.below(4);
    const today = Math.floor(this.#world.now / DAY);
    const begin = 'candidate' in owner ? owner.created : tenure(owner, today, 0).from * DAY;
    const times = Array.from({ length: count }, () =>
      changedAfter(Math.min(begin, this.#world.now - DAY), this.#world, dice),
    );
    return times.sort((a, b) => a - b).map((created, index) => fact(first + index, created));
  }
}

function firstOf(owner: Owner): number {
  return 'candidate' in owner ? FIRST_OF_APPLICATIONS + owner.serial * EACH : owner.serial * EACH;
}

function fact(serial: number, created: number): Document {
  return { serial, created, updated: created, revision: 0, removed: false };
}
