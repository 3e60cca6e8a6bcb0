import { isKey, isObject, type Row, scalarText } from '../row.ts';
import type { EventSubject } from './removals.ts';

interface Kind {
  /** The prefix of its event names. */
  readonly event: string;
  /** What members of an event call it, without word separators. */
  readonly called: readonly string[];
  /** What its ids look like. */
  readonly form: RegExp;
  /** Personio can be asked about one by its id, which makes several guesses harmless. */
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

/** Members that merely wrap the content of an event. */
const WRAPPERS = ['payload', 'data', 'object', 'resource', 'entity', 'subject', 'attribute', 'item', 'record', 'body'];

/** Words in the names of members that never hold the id of the subject: an actor is not a subject. */
const OF_OTHER_PEOPLE = /^(supervis|manager|lead|report|actor|approv|substitut|request|creator|author|.*by(id)?$)/;
const OF_THINGS =
  /^(company|tenant|organi[sz]|account|webhook|event|trace|correlat|type|categor|kind|status|office|workplace|department|team|cost|project|legal)/;
const OF_NUMBERS = /^(version|revision|sequence|count|number|total|size|time|occurred|(date|day|month|year|at)s?$)/;

/** A value that may be an id, and the names of the members around it, outermost first. Lists have no names. */
interface Leaf {
  readonly path: readonly string[];
  readonly value: string;
}

/** The subject of an event. */
export function subjectOf(eventName: string): EventSubject | undefined {
  const [begin] = eventName.split('.');
  return SUBJECTS.find((subject) => KINDS[subject].event === begin);
}

/** The ids of a kind in an event. */
interface FoundIds {
  readonly ids: readonly string[];
  /** No name identifies them: an id that turns out to exist may belong to something else. */
  readonly isGuess: boolean;
}

/**
 * Nobody has seen the member names of events. First come ids under a matching name, or that look like ids of the kind
 * under no telling name; then ids of any other form.
 */
export function idsIn(event: Row, subject: EventSubject): FoundIds {
  const { form } = KINDS[subject];
  const named = namedIn(event, subject, ({ value }) => form.test(value));
  if (named.length > 0) return { ids: named, isGuess: false };
  const guessed = guessedIn(event, subject);
  if (guessed.length > 0) return { ids: guessed, isGuess: true };
  return { ids: namedIn(event, subject, ({ path }) => isOfId(path)), isGuess: false };
}

/** Ids under a matching name or, for the subject of an event, those that are just called id. */
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

/** Values that look like ids of the kind, if no name says that they are something else. */
function guessedIn(event: Row, subject: EventSubject): string[] {
  const { form, isAskedById = false } = KINDS[subject];
  const own = ownOf(event);
  // A value that looks like two kinds could be taken for the wrong one.
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

/**
 * The content of an event, likeliest first, and the members next to it. Its own id is in neither, unless it is named
 * after something.
 */
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
 * The kind that the innermost name at a path identifies; `own` if nothing at the path is named; undefined for an
 * unknown name, which may be a supervisor's.
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

/** The rest of a name that says it holds an id. */
const stemOf = (name: string): string => ID.exec(name)?.[1] ?? name;

const isForeign = (path: readonly string[]): boolean =>
  path.flatMap(wordsOf).some((word) => [OF_OTHER_PEOPLE, OF_THINGS, OF_NUMBERS].some((words) => words.test(word)));

/** Treats `absence_periods`, `absencePeriod` and `Absence-Period` alike. */
const plain = (name: string): string => wordsOf(name).join('').replace(/s$/, '');

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
