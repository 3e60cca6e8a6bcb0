import * as absences from './absences.ts';
import * as attendance from './attendance.ts';
import * as compensations from './compensations.ts';
import * as customAttributes from './custom_attributes.ts';
import * as documents from './documents.ts';
import * as employees from './employees.ts';
import * as jobs from './jobs.ts';
import * as legacy from './legacy.ts';
import * as openPositions from './open_positions.ts';
import * as organisation from './organisation.ts';
import * as persons from './persons.ts';
import * as recruiting from './recruiting.ts';
import * as reports from './reports.ts';
import type { Stream } from './stream.ts';
import * as webhooks from './webhooks.ts';

/** Every stream, by name: the classes that the files of the areas export. */
export function allStreams(): Stream[] {
  const areas = [
    absences,
    attendance,
    compensations,
    customAttributes,
    documents,
    employees,
    jobs,
    legacy,
    openPositions,
    organisation,
    persons,
    recruiting,
    reports,
    webhooks,
  ];
  const streams = areas.flatMap((area) => Object.values(area).map((StreamClass) => new StreamClass()));
  return streams.sort((a, b) => (a.name < b.name ? -1 : 1));
}
