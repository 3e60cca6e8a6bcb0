// The plain views of models/sql, and which of them can be created over the tables that are there.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConnectorError } from '../src/errors.ts';
import { quoted } from './sql.ts';

export interface View {
  readonly name: string;
  /** The streams that it cannot do without. */
  readonly needs: readonly string[];
  /** The streams that only add columns. */
  readonly uses: readonly string[];
  readonly statement: string;
}

/** A table or a view of the schema. */
export interface Relation {
  readonly name: string;
  readonly isView: boolean;
}

export interface Plan {
  /** In the order of their dependence. */
  readonly created: readonly View[];
  /** Their statements, over the tables that are there. */
  readonly statements: readonly string[];
  /** Views of an earlier run that have to be dropped because a table that they need is gone. */
  readonly stale: readonly string[];
  /** All views of an earlier run, those that depend on others first. */
  readonly earlier: readonly string[];
  /** Views that cannot be created, with the streams that they lack. */
  readonly refused: readonly { readonly view: string; readonly missing: readonly string[] }[];
  /** Streams without a table that some of the views read as empty. */
  readonly empty: readonly string[];
}

export const ENGINES = ['duckdb', 'postgres'] as const;
export type Engine = (typeof ENGINES)[number];

/** Found from this file, and from the bundle of a clone. An image or a package does not have it. */
export const viewsFolder = (engine: Engine): string =>
  fileURLToPath(new URL(`../models/sql/${engine}/`, import.meta.url));

/** Whether people query the view. The others only prepare what it reads. */
export const isMart = (name: string): boolean => name.startsWith('personio__');

/** How a statement names the table of a stream. */
export const TABLE_MARK = '/* table */';
const TABLE = /(\w+) \/\* table \*\//g;
const EMPTY = '(select 1 as nothing where 1 = 0)';

/** The views of one engine, in the order of their dependence. */
export function readViews(engine: Engine): View[] {
  const folder = viewsFolder(engine);
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
  return files.sort().map((file) => {
    const statement = readFileSync(path.join(folder, file), 'utf8');
    const streams = (label: string): string[] => {
      const [, names = ''] = new RegExp(`^-- ${label}: (.*)$`, 'm').exec(statement) ?? [];
      return names.split(', ').filter((name) => name !== '');
    };
    const name = path.basename(file, '.sql').replace(/^\d+_/, '');
    return { name, needs: streams('needs'), uses: streams('uses'), statement };
  });
}

/** What can be created over these relations of a schema. Case does not matter in their names: loaders differ. */
export function plan(views: readonly View[], relations: readonly Relation[], schema: string): Plan {
  const found = (name: string): Relation | undefined =>
    relations.find((one) => one.name === name) ?? relations.find((one) => one.name.toLowerCase() === name);
  const occupied = views.filter(({ name }) => found(name)?.isView === false).map(({ name }) => name);
  if (occupied.length > 0)
    throw new ConnectorError(
      'config_error',
      `Schema ${schema} has tables with the names of views: ${occupied.join(', ')}. Drop them, or use another schema.`,
    );

  const streams = views.flatMap(({ statement }) => tablesIn(statement));
  if (!streams.some(found))
    throw new ConnectorError(
      'config_error',
      `Schema ${schema} has no table with the name of a stream. Is it another schema?`,
    );

  const missing = (view: View): string[] => view.needs.filter((stream) => found(stream) === undefined);
  const refused = views
    .map((view) => ({ view: view.name, missing: missing(view) }))
    .filter((each) => each.missing.length > 0);
  const marts = views.filter((view) => isMart(view.name) && missing(view).length === 0);
  const created = withRead(marts, views);
  const read = new Set(created.flatMap(({ statement }) => tablesIn(statement)));
  const earlier = views.filter(({ name }) => found(name) !== undefined).reverse();
  return {
    created,
    statements: created.map(({ statement }) =>
      statement.replace(TABLE, (_, stream: string) => {
        const table = found(stream);
        return table === undefined ? EMPTY : `${quoted(schema)}.${quoted(table.name)}`;
      }),
    ),
    stale: earlier.filter((view) => !created.includes(view)).map(({ name }) => name),
    earlier: earlier.map(({ name }) => name),
    refused,
    empty: [...read].filter((stream) => found(stream) === undefined).sort(),
  };
}

export const tablesIn = (statement: string): string[] => [...statement.matchAll(TABLE)].map(([, name = '']) => name);

/** These views with all those that they read. */
function withRead(chosen: readonly View[], views: readonly View[]): View[] {
  const names = new Set(chosen.map(({ name }) => name));
  // A view reads only views before it.
  for (const view of views.toReversed())
    if (names.has(view.name)) for (const name of readBy(view, views)) names.add(name);
  return views.filter(({ name }) => names.has(name));
}

const readBy = ({ name, statement }: View, views: readonly View[]): string[] => {
  const words = new Set(codeOf(statement).match(/\w+/g));
  return views.map((view) => view.name).filter((other) => other !== name && words.has(other));
};

/** A statement without its comments and texts. */
export const codeOf = (statement: string): string => statement.replace(/^--.*$/gm, '').replace(/'(?:[^']|'')*'/g, "''");
