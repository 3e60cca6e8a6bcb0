// In words: how the connector finds out that rows of a stream are gone.
import { cursorOf } from '../../src/account/change_columns.ts';
import { allStreams } from '../../src/streams/index.ts';
import type { Stream } from '../../src/streams/stream.ts';
import { code } from './markdown.ts';

/** How a page refers to a stream. */
export type Link = (name: string) => string;

/** It can be read incrementally only with `deletions.mark`. */
export const isMarkedOnly = (stream: Stream): boolean =>
  stream.cursorField === undefined && cursorOf(stream, true) !== undefined;

/** The cursor for a list of streams: in brackets where it takes `deletions.mark`. */
export function cursorCell(stream: Stream): string {
  const cursor = cursorOf(stream, true);
  if (cursor === undefined) return '';
  return isMarkedOnly(stream) ? `(${code(cursor)})` : code(cursor);
}

/** All there is to say of one stream. */
export function removedRows(stream: Stream, link: Link): string {
  const { removals } = stream;
  if (removals === undefined) return `Not told: ${whyNot(stream, link)}.`;
  const told = `Found by ${foundBy(stream, link)}. Counts as gone where ${confirmation(stream, link)}.`;
  return `${told} Not told where an id in its key is hashed, dropped or masked.`;
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

/** What is true of one stream only. */
const NOTES: Readonly<Record<string, string>> = {
  documents: '; nothing is told of an event that names no owner',
  person_custom_attributes: ' for its person, who takes all rows along',
};

/** What Personio has to say of a row before it counts as gone. */
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
      return `the list, asked for this ${code(ask.parameter)} and for one that is known to be there, has only the latter`;
    case 'parent': {
      const lists = allStreams().find(({ path, primaryKey }) => `${path}/{id}` === ask.parent && primaryKey === 'id');
      const unless = ask.holdsNone === undefined ? '' : ' and it is not assigned to everybody';
      return `two complete answers for its row of ${link(lists?.name ?? '')} lack it${unless}, or that row is gone`;
    }
    case 'owner':
      return 'the whole list of the owner whom the event names lacks it';
    default:
      throw new Error('A stream that tells of removed rows says how Personio is asked for them.');
  }
}

/** Streams with reasons of their own. */
const REASONS: Readonly<Record<string, string>> = {
  compensations:
    'what was deleted, what was set to 0 and what a legal-entity filter of the credential hides vanish alike. All rows of a person and month come again where one has changed',
  webhook_events: 'events stay as they are, and Personio keeps them for 30 days',
};

/** Why nobody can tell. */
export function whyNot(stream: Stream, link: Link): string {
  const { name, cursorField, parent, references } = stream;
  const reason = REASONS[name];
  if (reason !== undefined) return reason;
  const twin = references.find(({ member, column = member, to }) => isOwnId(column) && tells(to));
  if (twin?.to !== undefined)
    return `${code(twin.column ?? twin.member)} leads to ${link(tableOf(twin.to))}, which tells it`;
  if (cursorField === undefined) return 'a full refresh that overwrites leaves out what is gone';
  if (parent === undefined) return 'a refresh of the stream leaves out what is gone';
  return `its rows cannot be asked for by id; they go with their row of ${link(parent.stream.name)}`;
}

const isOwnId = (column: string): boolean => column === 'id' || column === 'id_v2';
const tableOf = (field: string): string => field.split('.')[0] ?? '';
const tells = (field = ''): boolean =>
  allStreams().some(({ name, removals }) => name === tableOf(field) && removals !== undefined);
