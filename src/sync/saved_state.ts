import { OBSERVED_AT } from '../account/change_columns.ts';
import type { StreamState } from '../airbyte/protocol.ts';
import { ConnectorError } from '../errors.ts';
import { isObject } from '../row.ts';
import type { Stream } from '../streams/stream.ts';
import { dayOf, firstOfMonth, type Instant, instantOf } from '../times.ts';
import { NOBODY, readTurn, type Turn, turnState } from './turn.ts';

export const STATE_VERSION = 1;

/** The validated state of an earlier sync; empty if there is none. */
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

/** The form in which an account writes something, or what is known about it. */
export type SavedForm = string;
/** Nothing was written that depends on it. */
export const UNKNOWN_FORM: SavedForm = '';
/** Records depend on a form that nothing showed. */
export const ASSUMED_FORM: SavedForm = 'assumed';

/** True for a state that is neither ours nor one of Airbyte's own markers. */
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

/** Reads one of our states, or one that a person wrote with only a version and a cursor. */
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
      `${stream.name}: its state cannot be read. Reset the stream to read it from the beginning.`,
    );
  }
  // Progress without its start time is discarded.
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

/** Normalises a time in a state: empty for none. Undefined if it is unreadable. */
function timeIn(value: unknown): Instant | undefined {
  if (typeof value !== 'string') return undefined;
  return value === '' ? '' : instantOf(value);
}

const MONTH = /^\d{4}-\d\d$/;

/** It may be a month, a day in it, or a time. */
function markIn(value: unknown, stream: Stream): string | undefined {
  if (value === '' || typeof value !== 'string' || !isMonthly(stream)) return timeIn(value);
  const day = dayOf(MONTH.test(value) ? `${value}-01` : value);
  return day && firstOfMonth(day);
}

/** For a stream whose cursor is a month: its first day. */
export const isMonthly = ({ partitioning }: Stream): boolean => partitioning?.months !== undefined;

const isForm = (form: unknown, { convention }: Stream): form is SavedForm =>
  form === UNKNOWN_FORM || form === ASSUMED_FORM || Object.hasOwn(convention?.forms ?? {}, String(form));
