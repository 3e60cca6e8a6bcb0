import { tenure } from './absences.ts';
import { changedAfter, type World } from './careers.ts';
import { Dice } from './dice.ts';
import { Drawers } from './drawers.ts';
import type { Application, Document, Person } from './facts.ts';
import { DAY } from './time.ts';

type Owner = Person | Application;

/** The range of serial numbers reserved for each owner's documents. */
const EACH = 100;
const FIRST_OF_APPLICATIONS = 50_000_000;
const FIRST_UPLOADED = 100_000_000;

/** The documents of each owner: there is no list of all documents. */
export class Documents extends Drawers<Owner, Document> {
  constructor(world: World) {
    super((owner) => makeDocuments(owner, world));
  }

  /** Those that a client has uploaded, by serial number. */
  readonly #uploaded = new Map<number, Document>();

  get nextUploaded(): number {
    return FIRST_UPLOADED + this.#uploaded.size;
  }

  upload(owner: Owner, document: Document): void {
    this.#uploaded.set(document.serial, document);
    this.add(owner, document);
  }

  /** Includes removed ones. */
  uploaded(serial: number): Document | undefined {
    return this.#uploaded.get(serial);
  }

  insert(owner: Owner, now: number): Document {
    const document = fact(owner, this.all(owner).length, now);
    this.add(owner, document);
    return document;
  }
}

function makeDocuments(owner: Owner, world: World): Document[] {
  if (owner.postedAt !== undefined) return [];
  const dice = new Dice(world.seed, 17, firstOf(owner));
  // One in fifty owns more than a page.
  const count = 'candidate' in owner ? 1 : dice.chance(0.02) ? 60 : dice.below(4);
  const today = Math.floor(world.now / DAY);
  const begin = 'candidate' in owner ? owner.created : tenure(owner, today, 0).from * DAY;
  const times = Array.from({ length: count }, () => changedAfter(Math.min(begin, world.now - DAY), world, dice));
  return times.sort((a, b) => a - b).map((created, index) => fact(owner, index, created));
}

function firstOf(owner: Owner): number {
  return 'candidate' in owner ? FIRST_OF_APPLICATIONS + owner.serial * EACH : owner.serial * EACH;
}

/** The owner of the document with this serial number. */
export function ownerOf(document: number): { isPerson: boolean; serial: number } {
  const isPerson = document < FIRST_OF_APPLICATIONS;
  return { isPerson, serial: Math.floor((isPerson ? document : document - FIRST_OF_APPLICATIONS) / EACH) };
}

function fact(owner: Owner, index: number, created: number): Document {
  return { serial: firstOf(owner) + index, owner, created, updated: created, revision: 0, removed: false };
}
