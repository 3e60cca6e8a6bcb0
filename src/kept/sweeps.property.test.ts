import { expect, test } from 'vitest';
import { uuid } from '../../integration_tests/units/ids.ts';
import { Dice } from '../../sandbox/data/dice.ts';
import { toInstant } from '../times.ts';
import { Baseline } from './baseline.ts';
import { packKey } from './keys.ts';
import { Listing } from './listing.ts';

interface Entry {
  readonly id: string;
  readonly createdAt: string;
  updatedAt: string;
  isThere: boolean;
  /** Once written, it may come back unchanged. */
  wasWritten: boolean;
  /** It came back since the last sweep. If it is removed again before the next one, only an event shows it. */
  isBack: boolean;
}

/** Rows that are created, changed, deleted and restored, within the same seconds. */
class Account {
  readonly #dice: Dice;
  readonly #saysWhen: boolean;
  readonly entries: Entry[] = [];
  #ms = Date.parse('2026-01-01T00:00:00Z');

  constructor(dice: Dice, saysWhen: boolean) {
    this.#dice = dice;
    this.#saysWhen = saysWhen;
  }

  get now(): string {
    return toInstant(this.#ms);
  }

  get living(): Entry[] {
    return this.entries.filter(({ isThere }) => isThere);
  }

  shown({ id, createdAt }: Entry) {
    return this.#saysWhen ? { id, createdAt } : { id };
  }

  live(): void {
    const dice = this.#dice;
    this.#ms += dice.below(3) * 400;
    const entry = this.entries.length > 0 && dice.chance(0.7) ? dice.pick(this.entries) : undefined;
    const updatedAt = this.now;
    if (!entry)
      this.entries.push({
        id: uuid(dice),
        createdAt: updatedAt,
        updatedAt,
        isThere: true,
        wasWritten: false,
        isBack: false,
      });
    else if (!entry.isThere) {
      entry.isThere = true;
      entry.isBack = true;
      if (!entry.wasWritten || dice.chance(0.5)) entry.updatedAt = updatedAt;
    } else if (!entry.isBack && dice.chance(0.5)) entry.isThere = false;
    else entry.updatedAt = updatedAt;
  }
}

/** A client that keeps its table equal to the account by changes, events and sweeps. */
class Client {
  readonly #account: Account;
  readonly #dice: Dice;
  readonly table = new Set<string>();
  #since = '2026-01-01T00:00:00Z';
  #baseline = Baseline.of(new Listing(this.#since), 10);
  #cursor = this.#since;

  constructor(account: Account, dice: Dice) {
    this.#account = account;
    this.#dice = dice;
  }

  changes(): void {
    const from = this.#cursor;
    this.#cursor = this.#account.now;
    for (const entry of this.#account.living) {
      if (entry.updatedAt < from) continue;
      this.table.add(entry.id);
      entry.wasWritten = true;
      this.#baseline.wrote(this.#account.shown(entry), this.#since);
    }
  }

  /** Some events name rows that were never listed, or that exist again. */
  events(): void {
    for (const { id, isThere } of this.#dice.some(this.#account.entries, 4)) {
      if (isThere || this.#baseline.wasReported({ id })) continue;
      this.#baseline.doubt({ id });
      if (this.#dice.chance(0.8)) this.table.delete(id);
      // A run that dies here does not know about it.
      if (this.#dice.chance(0.8) && !this.table.has(id)) this.#baseline.reported({ id });
    }
  }

  /** Runs after the changes: what changes from then on is left to the next sync. */
  sweep(ending: 'refused' | 'dies' | 'whole', live: () => void): void {
    const comparison = this.#baseline.compare(this.#cursor);
    const unseen = new Set(this.#account.living);
    for (const entry of unseen) {
      live();
      // Deleted before its page was read.
      if (!entry.isThere) continue;
      const row = this.#account.shown(entry);
      for (let times = this.#dice.between(1, 2); times > 0; times--) comparison.see(row, this.#since);
      // Of the rows created or restored in the meantime, some are listed, others were in a part already read.
      for (const other of this.#account.living) if (this.#dice.chance(0.5)) unseen.add(other);
    }
    const { gone, came } = comparison.result() ?? expect.fail('so few differences can be named');
    for (const { id } of came) {
      if (!this.#isThere(id)) continue;
      this.table.add(id);
      this.#baseline.wrote({ id }, this.#since);
    }
    if (ending === 'refused') return;
    const { dead = [], alive = [] } = Object.groupBy(gone, ({ id }) => (this.#isThere(id) ? 'alive' : 'dead'));
    for (const subject of dead) this.#baseline.doubt(subject);
    for (const { id } of dead) this.table.delete(id);
    if (ending === 'dies') return;
    this.#baseline = Baseline.after(comparison, 10, { gone: dead, alive });
    this.#since = this.#cursor;
    for (const entry of this.#account.entries)
      if (comparison.listing.listed.has(packKey(entry) ?? Buffer.of())) entry.isBack = false;
    // Listed, and deleted before they could be written.
    for (const subject of came) if (!this.table.has(subject.id)) this.#baseline.doubt(subject);
  }

  #isThere(id: string): boolean {
    return this.#account.living.some((entry) => entry.id === id);
  }

  reload(): void {
    this.#baseline = Baseline.parse(this.#baseline.text()) ?? expect.fail('cannot be read');
  }
}

test.each(Array.from({ length: 200 }, (_, seed) => seed))(
  'the table equals the account after any syncs, including refused ones (round %i)',
  (seed) => {
    const dice = new Dice(2, seed);
    const account = new Account(dice, seed % 2 === 0);
    const client = new Client(account, dice);
    for (let sync = dice.between(2, 8); sync > 0; sync--) {
      for (let step = dice.below(15); step > 0; step--) account.live();
      if (dice.chance(0.7)) client.events();
      client.changes();
      if (dice.chance(0.5))
        client.sweep(dice.pick(['whole', 'whole', 'refused', 'dies']), () => dice.chance(0.3) && account.live());
      client.reload();
    }
    // Once there are no more changes.
    client.changes();
    client.sweep('whole', () => undefined);
    expect([...client.table].sort()).toEqual(account.living.map(({ id }) => id).sort());
  },
);
