import type { ListChanges } from '../../sandbox/data/change_lists.ts';
import type { Dice } from '../../sandbox/data/dice.ts';
import { INSERTS } from '../../sandbox/data/inserts.ts';
import { KINDS } from '../../sandbox/data/kinds.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import type { Life } from './life.ts';

type Removed = ReturnType<Sandbox['remove']>;

/** Streams whose rows can be removed. */
export const REMOVABLE: readonly string[] = [
  ...Object.keys(KINDS).filter((name) => name !== 'compensation_types'),
  'person_custom_attributes',
];

/** Rows whose own removal causes an event; with a person, only employments do. */
const TOLD = ['persons', 'employments', 'absence_periods', 'attendance_periods'];

/** What happens in an account. */
export class Happenings {
  readonly #sandbox: Sandbox;
  readonly #dice: Dice;
  readonly #life: Life;
  readonly #names: readonly string[];
  readonly #gone: { readonly stream: string; readonly ids: readonly string[] }[] = [];
  #seed: number;

  constructor(sandbox: Sandbox, dice: Dice, life: Life, names: readonly string[] = life.names) {
    this.#sandbox = sandbox;
    this.#dice = dice;
    this.#seed = dice.below(1e6);
    this.#life = life;
    this.#names = names;
  }

  /** Whether events report what happens, unless it is silent. */
  get #hasWebhooks(): boolean {
    return this.#sandbox.settings.rights.webhooks === undefined && !this.#names.includes('webhooks');
  }

  some(): void {
    const what = this.#dice.pick(['change', 'change', 'remove', 'remove', 'remove', 'restore', 'clear'] as const);
    if (what === 'change') this.#change();
    else if (what === 'remove') this.#remove(this.#dice.between(1, 3));
    else if (what === 'clear') this.#remove(this.#dice.between(1, 20));
    else this.#restore();
    this.#life.witness.look();
  }

  #change(): void {
    const lists: ListChanges = Object.fromEntries(
      this.#names
        .filter((name) => Object.hasOwn(INSERTS, name))
        .map((name) => [
          name,
          { insert: this.#dice.between(0, 2), update: isFixed(name) ? 0 : this.#dice.between(0, 2) },
        ]),
    );
    this.#sandbox.change({
      seed: ++this.#seed,
      count: this.#dice.between(0, 3),
      insert: this.#dice.between(0, 2),
      remove: 0,
      lists,
    });
    this.#life.story.push('change');
  }

  #remove(count: number): void {
    const { removedPersonTells } = this.#sandbox.settings.disputed;
    const stream = this.#dice.pick(this.#names.map((name) => (name === 'person_custom_attributes' ? 'persons' : name)));
    // For a compensation, all months are removed.
    const keys = this.#sandbox.ids(stream).map((id) => (stream === 'compensations' ? id.replace(/:.*/, '') : id));
    const unique = this.#dice.some([...new Set(keys)], count);
    if (unique.length === 0) return;
    const silent = this.#dice.chance(0.2);
    const lists = this.#filledLists;
    const removed: Removed = this.#sandbox.remove(stream, unique, { silent });
    // An empty list is not trusted.
    if (this.#filledLists < lists) {
      this.#sandbox.restore(stream, unique);
      return;
    }
    this.#gone.push({ stream, ids: unique });
    this.#life.story.push(`remove ${stream} ${unique.join(' ')}${silent ? ' silently' : ''}`);
    const told = silent || !this.#hasWebhooks ? [] : [stream, ...(stream === 'persons' ? removedPersonTells : [])];
    this.#life.removed(
      removed,
      told.filter((name) => this.#isTold(name)),
    );
  }

  /** The number of lists with rows. Departments and teams are two. */
  get #filledLists(): number {
    const listsOf = (name: string) =>
      new Set(this.#sandbox.ids(name).map((id) => (name === 'org_units' ? id.split(':')[0] : '')));
    return this.#names.reduce((count, name) => count + listsOf(name).size, 0);
  }

  /** A document is requested by its owner. */
  #isTold(name: string): boolean {
    const { documentOwners, eventPayload } = this.#sandbox.settings.disputed;
    return TOLD.includes(name) || (name === 'documents' && documentOwners !== 'none' && eventPayload !== 'bare id');
  }

  #restore(): void {
    const index = this.#dice.below(this.#gone.length);
    const [gone] = this.#gone.splice(index, 1);
    if (!gone) return;
    const ids = this.#dice.some(gone.ids, this.#dice.between(1, gone.ids.length));
    const left = gone.ids.filter((id) => !ids.includes(id));
    if (left.length > 0) this.#gone.push({ ...gone, ids: left });
    try {
      this.#life.restored(this.#sandbox.restore(gone.stream, ids));
      this.#life.story.push(`restore ${gone.stream} ${ids.join(' ')}`);
    } catch (error) {
      // Its owner was removed meanwhile, or came back and brought it along.
      if (!(error instanceof Error && / been removed/.test(error.message))) throw error;
    }
  }
}

const isFixed = (name: string): boolean =>
  (KINDS as Readonly<Record<string, { isFixed?: boolean }>>)[name]?.isFixed === true;
