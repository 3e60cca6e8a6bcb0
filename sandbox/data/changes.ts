import type { Disputed } from '../disputed.ts';
import type { Account } from './account.ts';
import { counter } from './dice.ts';
import { type Happening, isTold, makeEvent } from './events.ts';
import { entriesOf, type Rows } from './kinds.ts';

/** How an account behaves when rows are removed or restored, which nobody has observed. */
export type Manners = Pick<Disputed, 'removedPersonTells' | 'removalsTouch'>;

export interface Removed {
  readonly deleted: Rows;
  /** Rows that were removed with them, since they belonged to them. */
  readonly along: Rows;
}

/** What happened to which rows. */
export interface Changes extends Removed {
  readonly updated: Rows;
  readonly inserted: Rows;
}

export function joined(changes: readonly Partial<Changes>[]): Changes {
  const all = (part: keyof Changes): Rows => joinedRows(changes.map((one) => one[part] ?? {}));
  return { updated: all('updated'), inserted: all('inserted'), deleted: all('deleted'), along: all('along') };
}

export function joinedRows(several: readonly Rows[]): Rows {
  const rows: Rows = {};
  for (const [stream, facts] of several.flatMap(entriesOf)) rows[stream] = [...(rows[stream] ?? []), ...facts];
  return rows;
}

/** Creates the webhook events, in no guaranteed order. */
export function tell(account: Account, changes: Partial<Changes>, now: number, { removedPersonTells }: Manners): void {
  const { updated, inserted, deleted, along } = joined([changes]);
  const alongTold = Object.fromEntries(entriesOf(along).filter(([stream]) => removedPersonTells.includes(stream)));
  const nextSerial = counter(account.events.nextSerial);
  const eventsOf = (happening: Happening, rows: Rows) =>
    entriesOf(rows).flatMap(([stream, facts]) =>
      isTold(stream)
        ? facts.map((fact) => makeEvent(nextSerial(), stream, happening, fact, now, account.world.seed))
        : [],
    );
  account.events.insert([
    ...eventsOf('updated', updated),
    ...eventsOf('inserted', inserted),
    ...eventsOf('deleted', joinedRows([deleted, alongTold])),
  ]);
}
