// The streams that the models read.
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../engine.ts';
import type { Properties } from './load.ts';

export const STREAMS = [
  ...['persons', 'employments', 'org_units', 'workplaces', 'legal_entities'],
  ...['absence_types', 'absence_periods', 'absence_breakdowns', 'holidays'],
  ...['attendance_periods', 'projects', 'employees', 'compensations'],
  ...['recruiting_jobs', 'recruiting_applications', 'recruiting_stage_transitions', 'custom_report_rows'],
];

/** As the connector declares them. */
export function propertiesOf(stream: string): Properties {
  return JSON.parse(fs.readFileSync(path.join(ROOT, 'schemas', `${stream}.json`), 'utf8')).properties;
}
