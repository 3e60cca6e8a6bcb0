// The lists of models on the pages: which streams they need, and their columns, as the plain views and the descriptions
// of the package have them.

import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { code, table } from './markdown.ts';

const MODELS = path.resolve(import.meta.dirname, '..', '..', 'models');
const VIEWS = 'sql/duckdb/*.sql';

export interface Column {
  readonly name: string;
  readonly description?: string;
}

export interface Model extends Column {
  readonly columns?: readonly Column[];
}

interface Streams {
  readonly name: string;
  readonly needs: string;
  readonly uses: string;
}

const inModels = (pattern: string): string[] => globSync(pattern, { cwd: MODELS }).sort();
const text = (file: string): string => readFileSync(path.join(MODELS, file), 'utf8');

/** Every model that a file of the package describes, in the order of files and of models in them. */
export function describedModels(): Model[] {
  return inModels('models/**/*.yml').flatMap((file) => (parse(text(file)).models ?? []) as Model[]);
}

export const isMart = (name: string): boolean => name.startsWith('personio__');

const byName = (one: { readonly name: string }, other: { readonly name: string }): number =>
  one.name < other.name ? -1 : 1;

/** The streams of each plain view that people query, by the comment at its top. */
function streamsOfViews(): Streams[] {
  return inModels(VIEWS)
    .flatMap((file) => {
      const name = path.basename(file, '.sql').replace(/^\d+_/, '');
      const line = (label: string): string => new RegExp(`^-- ${label}: (.*)$`, 'm').exec(text(file))?.[1] ?? '';
      return isMart(name) ? [{ name, needs: line('needs'), uses: line('uses') }] : [];
    })
    .sort(byName);
}

const names = (list: string): string =>
  list
    .split(', ')
    .filter((name) => name !== '')
    .map((name) => `[${code(name)}](streams.md#${name})`)
    .join(', ');

function streamTable(): string {
  const rows = streamsOfViews().map(({ name, needs, uses }) => [
    `[${code(name)}](model-columns.md#${name})`,
    names(needs),
    names(uses),
  ]);
  return table(['Model', 'Needs', 'Uses'], rows);
}

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
