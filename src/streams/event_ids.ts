import { isKey, isObject, type Row, scalarText } from '../row.ts';
import type { EventSubject } from './removals.ts';

interface Kind {
  /** What the names of its events begin with. */
  readonly event: string;
  /** What members of an event call it, without what stands between words. */
  readonly called: readonly string[];
  /** What its ids look like. */
  readonly form: RegExp;
  /** Personio answers for one of them by its id, which makes several guesses harmless. */
  readonly isAskedById?: boolean;
}

const NUMBER = /^\d{1,19}$/;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

const KINDS: Readonly<Record<EventSubject, Kind>> = {
  person: { event: 'person', called: ['person', 'employee', 'owner'], form: NUMBER, isAskedById: true },
  employment: { event: 'employment', called: ['employment'], form: UUID, isAskedById: true },
  absence: { event: 'absence-period', called: ['absence', 'absenceperiod'], form: UUID, isAskedById: true },
  attendance: { event: 'attendance-period', called: ['attendance', 'attendanceperiod'], form: UUID, isAskedById: true },
  document: { event: 'document', called: ['document', 'file'], form: NUMBER },
};
const SUBJECTS = Object.keys(KINDS) as EventSubject[];

/** Members that only hold what an event says. */
const WRAPPERS = ['payload', 'data', 'object', 'resource', 'entity', 'subject', 'attribute', 'item', 'record', 'body'];

/** Words in the names of members that hold no id of what an event is about: what somebody did is not done to them. */
const OF_OTHER_PEOPLE = /^(supervis|manager|lead|report|actor|approv|substitut|request|creator|author|.*by(id)?$)/;
const OF_THINGS =
  /^(company|tenant|organi[sz]|account|webhook|event|trace|correlat|type|categor|kind|status|office|workplace|department|team|cost|project|legal)/;
const OF_NUMBERS = /^(version|revision|sequence|count|number|total|size|time|occurred|(date|day|month|year|at)s?$)/;

/** A value that may be an id, and the names of the members around it, from the outermost. Lists have no names. */
interface Leaf {
  readonly path: readonly string[];
  readonly value: string;
}

/** What an event is about. */
export function subjectOf(eventName: string): EventSubject | undefined {
  const [begin] = eventName.split('.');
  return SUBJECTS.find((subject) => KINDS[subject].event === begin);
}

/** The ids of a kind in an event. */
interface FoundIds {
  readonly ids: readonly string[];
  /** No name says that they are: one that turns out to be there may be the id of something else. */
  readonly isGuess: boolean;
}

/**
 * The names of the members of events were never seen. Ids are taken that are called so, or that look like those of the kind
 * where no name tells what they are; then such as look like none.
 */
export function idsIn(event: Row, subject: EventSubject): FoundIds {
  const { form } = KINDS[subject];
  const named = namedIn(event, subject, ({ value }) => form.test(value));
  if (named.length > 0) return { ids: named, isGuess: false };
  const guessed = guessedIn(event, subject);
  if (guessed.length > 0) return { ids: guessed, isGuess: true };
  return { ids: namedIn(event, subject, ({ path }) => isOfId(path)), isGuess: false };
}

/** Those that a name says are such, or, of what an event is about, those that are just called id. */
function namedIn(event: Row, subject: EventSubject, isId: (leaf: Leaf) => boolean): string[] {
  const { said, beside } = partsOf(event);
  for (const leaves of [...said, beside]) {
    const heldBy = (holder: EventSubject | 'own') =>
      valuesOf(leaves.filter((leaf) => holderOf(leaf.path) === holder && isId(leaf)));
    const ids = heldBy(subject);
    if (ids.length > 0) return ids;
    const bare = ownOf(event) === subject && leaves !== beside ? heldBy('own') : [];
    if (bare.length > 0) return bare;
  }
  return [];
}

/** Those that look like ids of the kind, where no name tells that they are something else. */
function guessedIn(event: Row, subject: EventSubject): string[] {
  const { form, isAskedById = false } = KINDS[subject];
  const own = ownOf(event);
  // What looks like either would be taken for the wrong one.
  if (own !== undefined && own !== subject && KINDS[own].form === form) return [];
  const company = scalarText(event.company_id);
  const mayBe = ({ path, value }: Leaf) =>
    form.test(value) && value !== company && [undefined, 'own'].includes(holderOf(path)) && !isForeign(path);
  const guesses = partsOf(event).said.map((leaves) => valuesOf(leaves.filter(mayBe)));
  const ids = guesses.find(({ length }) => length > 0) ?? [];
  return ids.length === 1 || (own === subject && isAskedById) ? ids : [];
}

const ownOf = ({ event_name: name }: Row): EventSubject | undefined => subjectOf(scalarText(name));

const valuesOf = (leaves: readonly Leaf[]): string[] => [...new Set(leaves.map(({ value }) => value))];

/** What an event says, likeliest first, and what stands beside it. Its own id is in neither, unless something is called so. */
function partsOf({ id, uuid, event_name: _, occurred_at: __, payload, meta, ...others }: Row) {
  const own = [id, uuid].filter(isKey).map(scalarText);
  const isCalled = ({ path }: Leaf) => ![undefined, 'own'].includes(holderOf(path));
  const leaves = (value: unknown) => [...leavesOf(value)].filter((leaf) => !own.includes(leaf.value) || isCalled(leaf));
  return { said: [leaves({ payload }), leaves(others)], beside: leaves(meta) };
}

function* leavesOf(value: unknown, path: readonly string[] = []): Generator<Leaf> {
  if (Array.isArray(value)) for (const item of value) yield* leavesOf(item, path);
  else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) yield* leavesOf(member, [...path, name]);
  } else if (isKey(value)) yield { path, value: scalarText(value) };
}

/**
 * Whose id stands at a path: that of what the innermost name calls; `own` of an event that calls nothing by name; undefined
 * where a name is unknown, since it may be a supervisor's.
 */
function holderOf(path: readonly string[]): EventSubject | 'own' | undefined {
  const names = path.map(plain);
  const calls = [...names.slice(0, -1), stemOf(names.at(-1) ?? '')].filter(
    (name) => name !== '' && !WRAPPERS.includes(name),
  );
  const holders = calls.map((name) => SUBJECTS.find((subject) => KINDS[subject].called.includes(name)));
  return holders.includes(undefined) ? undefined : (holders.at(-1) ?? 'own');
}

const ID = /^(.*?)s?(uuid|id)$/;

const isOfId = (path: readonly string[]): boolean => ID.test(plain(path.at(-1) ?? ''));

/** What a name says beside that it is of an id. */
const stemOf = (name: string): string => ID.exec(name)?.[1] ?? name;

const isForeign = (path: readonly string[]): boolean =>
  path.flatMap(wordsOf).some((word) => [OF_OTHER_PEOPLE, OF_THINGS, OF_NUMBERS].some((words) => words.test(word)));

/** `absence_periods`, `absencePeriod` and `Absence-Period` alike. */
const plain = (name: string): string => wordsOf(name).join('').replace(/s$/, '');

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
