import * as absences from './absences.ts';
import * as attendance from './attendance.ts';
import * as compensations from './compensations.ts';
import * as organisation from './organisation.ts';
import * as persons from './persons.ts';
import type { Stream } from './stream.ts';

/** Every stream, by name: the classes that the files of the areas export. */
export function allStreams(): Stream[] {
  const areas = [absences, attendance, compensations, organisation, persons];
  const streams = areas.flatMap((area) => Object.values(area).map((StreamClass) => new StreamClass()));
  return streams.sort((a, b) => (a.name < b.name ? -1 : 1));
}
