// Describes how the connector finds out that rows of a stream are gone.
import { cursorOf } from '../../src/account/change_columns.ts';
import { allStreams } from '../../src/streams/index.ts';
import type { Stream } from '../../src/streams/stream.ts';
import { code } from './markdown.ts';

/** How a page refers to a stream. */
export type Link = (name: string) => string;

/** It can be read incrementally only with `deletions.mark`. */
export const isMarkedOnly = (stream: Stream): boolean =>
  stream.cursorField === undefined && cursorOf(stream, true) !== undefined;

/** The cursor for a list of streams: in brackets if it needs `deletions.mark`. */
export function cursorCell(stream: Stream): string {
  const cursor = cursorOf(stream, true);
  if (cursor === undefined) return '';
  return isMarkedOnly(stream) ? `(${code(cursor)})` : code(cursor);
}

/** Everything about one stream. */
export function removedRows(stream: Stream, link: Link): string {
  const { removals } = stream;
  if (removals === undefined) return `Not reported: ${whyNot(stream, link)}.`;
  const told = `Found by ${foundBy(stream, link)}. Counts as gone if ${confirmation(stream, link)}.`;
  return `${told} Not reported if an id in its key is hashed, dropped or masked.`;
}

export function foundBy({ parent, removals }: Stream, link: Link): string {
  const { compared, namedBy, event, dueBy = [] } = removals ?? {};
  const named = namedBy && parent ? `, which compare the ids that ${link(parent.stream.name)} name` : '';
  const ways = [
    compared === 'every sync' && 'every sync, which compares all rows',
    compared === 'sweeps' && `sweeps${named}`,
    event && `the event ${code(event.name)}`,
    dueBy.length > 0 && `a sweep that ${dueBy.map(code).join(' or ')} makes due`,
  ];
  return ways.filter(Boolean).join('; ');
}

/** Additions for single streams. */
const NOTES: Readonly<Record<string, string>> = {
  documents: '; an event that names no owner is ignored',
  person_custom_attributes: ' for its person, with whom all rows are removed',
};

/** What Personio has to answer about a row before it counts as gone. */
export function confirmation(stream: Stream, link: Link): string {
  return confirmedBy(stream, link) + (NOTES[stream.name] ?? '');
}

function confirmedBy({ parent, keyParts, removals }: Stream, link: Link): string {
  const ask = removals?.ask;
  switch (ask?.by) {
    case 'path': {
      const query = Object.entries(ask.query ?? {}).map(([name, value]) => `${name}=${value}`);
      const path = [ask.path, ...query].join('?').replace('{parent}', `{${parent?.column ?? keyParts[0]}}`);
      return `${code(path)} answers 404`;
    }
    case 'filter':
      return `the list, filtered by this ${code(ask.parameter)} and one known to exist, returns only the latter`;
    case 'parent': {
      const lists = allStreams().find(({ path, primaryKey }) => `${path}/{id}` === ask.parent && primaryKey === 'id');
      const unless = ask.holdsNone === undefined ? '' : ' and it is not assigned to everybody';
      return `two complete answers for its row of ${link(lists?.name ?? '')} lack it${unless}, or that row is gone`;
    }
    case 'owner':
      return 'the complete list of the owner named by the event lacks it';
    default:
      throw new Error('A stream that reports removed rows declares how Personio is asked about them.');
  }
}

/** Streams with reasons of their own. */
const REASONS: Readonly<Record<string, string>> = {
  compensations:
    'deleted entries, entries set to 0 and those hidden by a legal-entity filter of the credential vanish alike. All rows of a person and month are sent again if one has changed',
  webhook_events: 'events do not change, and Personio keeps them for 30 days',
};

/** Why removals are not reported. */
export function whyNot(stream: Stream, link: Link): string {
  const { name, cursorField, parent, references } = stream;
  const reason = REASONS[name];
  if (reason !== undefined) return reason;
  const twin = references.find(({ member, column = member, to }) => isOwnId(column) && tells(to));
  if (twin?.to !== undefined)
    return `${code(twin.column ?? twin.member)} leads to ${link(tableOf(twin.to))}, which reports it`;
  if (cursorField === undefined) return 'a full refresh that overwrites drops removed rows';
  if (parent === undefined) return 'a refresh of the stream drops removed rows';
  return `its rows cannot be requested by id; they are removed with their row of ${link(parent.stream.name)}`;
}

const isOwnId = (column: string): boolean => column === 'id' || column === 'id_v2';
const tableOf = (field: string): string => field.split('.')[0] ?? '';
const tells = (field = ''): boolean =>
  allStreams().some(({ name, removals }) => name === tableOf(field) && removals !== undefined);
