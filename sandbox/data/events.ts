import type { World } from './careers.ts';
import { Dice } from './dice.ts';
import type { AccountEvent } from './facts.ts';
import { numericId, uuid } from './ids.ts';
import type { Fact } from './table.ts';
import { DAY } from './time.ts';

/** Personio deletes events after this many days. */
export const EVENT_DAYS = 30;

/** Maximum number of initial events of one kind. */
const MOST = 400;

type Payload = Readonly<Record<string, string>>;
type OwnedFact = Fact & { readonly person: Fact };
type KnownFact = Fact & { readonly created: number };

/** The payload of an event for a fact, by stream: the fact itself comes first. */
const PAYLOADS = {
  persons: (person: Fact): Payload => ({ person_id: numericId('person', person.serial) }),
  employments: ({ serial, person }: OwnedFact, seed: number): Payload => ({
    employment_id: uuid('employment', serial, seed),
    person_id: numericId('person', person.serial),
  }),
  absence_periods: ({ serial, person }: OwnedFact, seed: number): Payload => ({
    absence_period_id: uuid('absence', serial, seed),
    person_id: numericId('person', person.serial),
  }),
  attendance_periods: ({ serial, person }: OwnedFact, seed: number): Payload => ({
    attendance_period_id: uuid('attendance', serial, seed),
    person_id: numericId('person', person.serial),
  }),
  documents: ({ serial, owner }: Fact & { readonly owner: Fact }): Payload => ({
    document_id: numericId('document', serial),
    owner_id: numericId('person', owner.serial),
  }),
};

const NAMES = {
  persons: { inserted: 'person.created', updated: 'person.updated', deleted: 'person.deleted' },
  employments: { inserted: 'employment.created', updated: 'employment.updated', deleted: 'employment.deleted' },
  absence_periods: {
    inserted: 'absence-period.created',
    updated: 'absence-period.updated.status',
    deleted: 'absence-period.deleted',
  },
  attendance_periods: {
    inserted: 'attendance-period.created',
    updated: 'attendance-period.updated',
    deleted: 'attendance-period.deleted',
  },
  documents: { inserted: 'document.created', updated: 'document.updated', deleted: 'document.deleted' },
} as const;

export const EVENT_NAMES: readonly string[] = Object.values(NAMES).flatMap((names) => Object.values(names));

type ToldStream = keyof typeof NAMES;
export type Happening = 'inserted' | 'updated' | 'deleted';

export function isTold(stream: string): stream is ToldStream {
  return Object.hasOwn(NAMES, stream);
}

/** The event for something that happened to a fact at a time (in seconds). */
export function makeEvent(
  serial: number,
  stream: ToldStream,
  happening: Happening,
  fact: Fact,
  at: number,
  seed: number,
): AccountEvent {
  // The stream determines the function for these facts; the compiler cannot follow that across the table.
  const payloadOf = PAYLOADS[stream] as (fact: Fact, seed: number) => Payload;
  const occurred = at * 1000 + new Dice(seed, 20, serial).below(1000);
  const name = NAMES[stream][happening];
  return { serial, occurred, name, payload: payloadOf(fact, seed), updated: at, revision: 0, removed: false };
}

/** The events of recent days, oldest first, including deletions of things that can no longer be found. */
export function makeEvents(
  { now, seed }: World,
  known: Partial<Record<ToldStream, readonly KnownFact[]>>,
): AccountEvent[] {
  const since = now - EVENT_DAYS * DAY;
  const told: { stream: ToldStream; happening: Happening; fact: Fact; at: number }[] = [];
  for (const [stream, facts] of Object.entries(known)) {
    for (const fact of facts.filter(({ updated }) => updated > since).slice(0, MOST)) {
      const happening = fact.created === fact.updated ? 'inserted' : 'updated';
      told.push({ stream: stream as ToldStream, happening, fact, at: fact.updated });
    }
  }
  const [person] = known.persons ?? [];
  if (person !== undefined) {
    const gone = { serial: 4_000_000_000, person, updated: 0, revision: 0, removed: true };
    told.push({ stream: 'absence_periods', happening: 'deleted', fact: gone, at: now - 5 * DAY });
    told.push({ stream: 'attendance_periods', happening: 'deleted', fact: gone, at: now - 4 * DAY });
    told.push({ stream: 'persons', happening: 'deleted', fact: { ...gone, serial: 900_000 }, at: now - 3 * DAY });
  }
  return told
    .sort((a, b) => a.at - b.at)
    .map(({ stream, happening, fact, at }, serial) => makeEvent(serial, stream, happening, fact, at, seed));
}
