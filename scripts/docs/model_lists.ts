// The lists of models on the pages: which streams they need, and their columns, as the plain views and the descriptions
// of the package have them.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { isMart, readViews } from '../../answers/views.ts';
import { code, table } from './markdown.ts';

const MODELS = path.resolve(import.meta.dirname, '..', '..', 'models');

export interface Column {
  readonly name: string;
  readonly description?: string;
}

export interface Model extends Column {
  readonly columns?: readonly Column[];
}

/** Every model that a file of the package describes, in the order of files and of models in them. */
export function describedModels(): Model[] {
  const files = globSync('models/**/*.yml', { cwd: MODELS }).sort();
  return files.flatMap((file) => parse(readFileSync(path.join(MODELS, file), 'utf8')).models ?? []);
}

const byName = (one: { readonly name: string }, other: { readonly name: string }): number =>
  one.name < other.name ? -1 : 1;

function streamTable(): string {
  const rows = readViews('duckdb')
    .filter(({ name }) => isMart(name))
    .sort(byName)
    .map(({ name, needs, uses }) => [`[${code(name)}](model-columns.md#${name})`, linked(needs), linked(uses)]);
  return table(['Model', 'Needs', 'Uses'], rows);
}

const linked = (streams: readonly string[]): string =>
  streams.map((name) => `[${code(name)}](streams.md#${name})`).join(', ');

function columnTables(): string {
  return describedModels()
    .filter(({ name }) => isMart(name))
    .sort(byName)
    .map(({ name, description, columns = [] }) => {
      const rows = columns.map((column) => [code(column.name), column.description ?? '']);
      return `## ${name}\n\n${description}\n\n${table(['Column', 'Description'], rows)}`;
    })
    .join('\n\n');
}

export const modelLists = { 'streams of models': streamTable };
export const columnLists = { columns: columnTables };
