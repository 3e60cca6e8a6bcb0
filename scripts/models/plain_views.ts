// The models as plain views for people without dbt, in models/sql. Compiling them needs dbt, and no database.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ENGINES, type Engine, isMart, TABLE_MARK, viewsFolder } from '../../answers/views.ts';
import { wrapped } from '../../src/printable.ts';
import { ROOT } from '../engine.ts';

const PACKAGE = path.join(ROOT, 'models');
/** Of the headers. */
const WIDTH = 110;

/** Texts by file name. */
export type ViewFiles = ReadonlyMap<string, string>;

/** What dbt writes about a model or a source. */
interface Node {
  readonly name: string;
  readonly description: string;
  readonly resource_type: string;
  readonly relation_name: string | null;
  readonly config: { readonly materialized: string; readonly meta: Readonly<Record<string, readonly string[]>> };
  readonly depends_on: { readonly nodes: readonly string[] };
  readonly compiled_code: string;
}

interface Manifest {
  readonly nodes: Readonly<Record<string, Node>>;
  readonly sources: Readonly<Record<string, Node>>;
}

/** The views as they should be, compiled by this dbt. */
export async function compiledViews(dbt: string, engine: Engine): Promise<ViewFiles> {
  const { nodes, sources } = await compiled(dbt, engine);
  const models = Object.entries(nodes).filter(([, { resource_type }]) => resource_type === 'model');
  const depths = new Map<string, number>();
  const depthOf = (id: string): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    const depth = 1 + Math.max(-1, ...(nodes[id]?.depends_on.nodes ?? []).map(depthOf));
    depths.set(id, depth);
    return depth;
  };
  const wanted = new Set<string>();
  const want = (id: string): void => {
    wanted.add(id);
    for (const read of nodes[id]?.depends_on.nodes ?? []) want(read);
  };
  for (const [id, { name }] of models) if (isMart(name)) want(id);
  const views = models
    .filter(([id, { config }]) => wanted.has(id) && config.materialized === 'view')
    .sort(([a, { name: first }], [b, { name: second }]) => depthOf(a) - depthOf(b) || (first < second ? -1 : 1))
    .map(([, node]) => node);
  const inDatabase = [...Object.values(nodes), ...Object.values(sources)];
  return new Map(
    views.map((node, at) => [`${String(at + 1).padStart(2, '0')}_${node.name}.sql`, statement(node, inDatabase)]),
  );
}

/** The names of files that differ from what dbt makes of the models. */
export async function staleFiles(dbt: string, engine: Engine): Promise<string[]> {
  const expected = await compiledViews(dbt, engine);
  const found = fs.existsSync(viewsFolder(engine)) ? fs.readdirSync(viewsFolder(engine)) : [];
  const textOf = (file: string): string => fs.readFileSync(path.join(viewsFolder(engine), file), 'utf8');
  const names = new Set([...found, ...expected.keys()]);
  return [...names].filter((file) => !found.includes(file) || textOf(file) !== expected.get(file)).sort();
}

async function compiled(dbt: string, engine: Engine): Promise<Manifest> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'source-personio-models-'));
  try {
    fs.writeFileSync(
      path.join(folder, 'profiles.yml'),
      JSON.stringify({ personio: { target: engine, outputs: PROFILES } }),
    );
    const options = ['--project-dir', PACKAGE, '--profiles-dir', folder, '--target', engine];
    const folders = ['--target-path', path.join(folder, 'target'), '--log-path', folder];
    const command = ['compile', '--quiet', '--no-introspect', '--no-populate-cache'];
    await promisify(execFile)(dbt, [...command, ...options, ...folders], {
      cwd: folder,
      env: { ...process.env, DO_NOT_TRACK: '1' },
    });
    return JSON.parse(fs.readFileSync(path.join(folder, 'target', 'manifest.json'), 'utf8'));
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    if (stdout + stderr === '') throw error;
    throw new Error(`dbt could not compile the models: ${(stdout + stderr).trim().slice(-1_500)}`);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** Nothing is opened. */
const PROFILES = {
  duckdb: { type: 'duckdb', path: ':memory:', schema: 'anywhere' },
  postgres: {
    type: 'postgres',
    host: 'localhost',
    port: 5432,
    user: '',
    password: '',
    dbname: 'any',
    schema: 'anywhere',
  },
};

/** One statement, with a header for people and for the script that creates the views. */
function statement(node: Node, relations: readonly Node[]): string {
  const { name, description, config, compiled_code } = node;
  let query = compiled_code;
  for (const { relation_name, resource_type, name: plain } of relations)
    if (relation_name)
      query = query.replaceAll(relation_name, resource_type === 'source' ? `${plain} ${TABLE_MARK}` : plain);
  const { needs = [], uses = [] } = config.meta;
  const header = [
    ...(description === '' ? [] : wrapped(description.replaceAll(/\s+/g, ' ').trim(), WIDTH).split('\n')),
    ...(isMart(name) ? [`needs: ${needs.join(', ')}`, `uses: ${uses.join(', ')}`] : []),
  ];
  const lines = [...header.map((line) => `-- ${line}`.trimEnd()), `create or replace view ${name} as`, ...tidy(query)];
  return `${lines.join('\n')};\n`;
}

/** Without the blank lines and spaces that dbt's templates leave. */
const tidy = (query: string): string[] =>
  query
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');

export async function writeViews(dbt: string): Promise<void> {
  for (const engine of ENGINES) {
    const files = await compiledViews(dbt, engine);
    fs.rmSync(viewsFolder(engine), { recursive: true, force: true });
    fs.mkdirSync(viewsFolder(engine), { recursive: true });
    for (const [file, text] of files) fs.writeFileSync(path.join(viewsFolder(engine), file), text);
  }
}
