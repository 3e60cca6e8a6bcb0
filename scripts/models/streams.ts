// The streams that the models read.
import fs from 'node:fs';
import path from 'node:path';
import { readViews, tablesIn } from '../../answers/views.ts';
import { ROOT } from '../engine.ts';
import type { Properties } from './load.ts';

export const STREAMS: readonly string[] = [
  ...new Set(readViews('duckdb').flatMap(({ statement }) => tablesIn(statement))),
];

/** As the connector declares them. */
export function propertiesOf(stream: string): Properties {
  return JSON.parse(fs.readFileSync(path.join(ROOT, 'schemas', `${stream}.json`), 'utf8')).properties;
}
