import { OBSERVED_AT } from '../account/change_columns.ts';
import type { StreamState } from '../airbyte/protocol.ts';
import { ConnectorError } from '../errors.ts';
import { isObject } from '../row.ts';
import type { Stream } from '../streams/stream.ts';
import { dayOf, firstOfMonth, type Instant, instantOf } from '../times.ts';
import { NOBODY, readTurn, type Turn, turnState } from './turn.ts';

export const STATE_VERSION = 1;

/** What an earlier sync left behind, checked; empty where there is nothing. */
interface SavedState {
  readonly mark: string;
  readonly startedAt: Instant;
  readonly generation: string;
  readonly turn: Turn;
  /** The form of the stream's convention. */
  readonly form: SavedForm;
  readonly done: readonly string[];
  readonly next: readonly (readonly [string, string])[];
}

/** The form in which an account writes something, or what is known of it. */
export type SavedForm = string;
/** Nothing was written that depends on it. */
export const UNKNOWN_FORM: SavedForm = '';
/** What was written depends on a form that nothing showed. */
export const ASSUMED_FORM: SavedForm = 'assumed';

/** True for a state that neither we nor Airbyte's own markers account for. */
export function isForeign(state: StreamState | undefined, { cursorField, convention }: Stream): boolean {
  const names = Object.keys(state ?? {}).filter((name) => name !== 'version');
  const known = [
    'started_at',
    'generation_id',
    'done',
    'next',
    ...Object.keys(turnState(NOBODY)),
    OBSERVED_AT,
    'kept',
    cursorField,
    convention?.key,
  ];
  return names.length > 0 && !names.some((name) => known.includes(name) || name.startsWith('__ab_'));
}

/** Reads a state of ours, or one that a person wrote with a version and a cursor only. */
export function readState(stream: Stream, state: StreamState | undefined): SavedState {
  const version = state?.version ?? STATE_VERSION;
  if (version !== STATE_VERSION) {
    throw new ConnectorError(
      'config_error',
      `${stream.name}: its state was written by another version of the connector (${String(version)}). Use that version, or reset the stream.`,
    );
  }
  const mark = stream.cursorField === undefined ? '' : markIn(state?.[stream.cursorField] ?? '', stream);
  const startedAt = timeIn(state?.started_at ?? '');
  const generation = state?.generation_id ?? '';
  const turn = readTurn(state);
  const form = (stream.convention && state?.[stream.convention.key]) ?? UNKNOWN_FORM;
  const done = state?.done ?? [];
  const next = state?.next ?? [];
  const valid =
    mark !== undefined &&
    startedAt !== undefined &&
    turn !== undefined &&
    isForm(form, stream) &&
    Array.isArray(done) &&
    done.every((key) => typeof key === 'string') &&
    Array.isArray(next) &&
    next.every((entry) => isObject(entry) && typeof entry.partition === 'string' && typeof entry.link === 'string');
  if (!valid) {
    throw new ConnectorError(
      'config_error',
      `${stream.name}: its state cannot be read. Reset the stream to read it afresh.`,
    );
  }
  // Progress without its beginning belongs to nothing.
  const usable = startedAt !== '';
  return {
    mark,
    startedAt,
    generation: String(generation),
    turn,
    form,
    done: usable ? done : [],
    next: usable ? next.map(({ partition, link }) => [partition, link] as const) : [],
  };
}

/** What a state says of a time, as a state of ours says it: empty for none. Undefined where that cannot be read. */
function timeIn(value: unknown): Instant | undefined {
  if (typeof value !== 'string') return undefined;
  return value === '' ? '' : instantOf(value);
}

const MONTH = /^\d{4}-\d\d$/;

/** A month may stand there by itself, as a day in it, or as a time. */
function markIn(value: unknown, stream: Stream): string | undefined {
  if (value === '' || typeof value !== 'string' || !isMonthly(stream)) return timeIn(value);
  const day = dayOf(MONTH.test(value) ? `${value}-01` : value);
  return day && firstOfMonth(day);
}

/** True for a stream whose cursor is a month: its first day. */
export const isMonthly = ({ partitioning }: Stream): boolean => partitioning?.months !== undefined;

const isForm = (form: unknown, { convention }: Stream): form is SavedForm =>
  form === UNKNOWN_FORM || form === ASSUMED_FORM || Object.hasOwn(convention?.forms ?? {}, String(form));
