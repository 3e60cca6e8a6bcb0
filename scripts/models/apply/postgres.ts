// Creates the views in PostgreSQL, with its client psql.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { literal, quoted } from '../../../answers/sql.ts';
import { type Plan, plan, type Relation, tablesIn, type View } from '../../../answers/views.ts';
import { ConnectorError } from '../../../src/errors.ts';

/** PostgreSQL's codes for why a view cannot be replaced or dropped. */
const OTHER_COLUMNS = '42P16';
const STILL_USED = '2BP01';

export async function applyToPostgres(url: string, schema: string, views: readonly View[]): Promise<Plan> {
  const psql = new Psql(url);
  const schemas = (await psql.ask(
    `select json_agg(nspname order by nspname) from pg_namespace where ${OWN}`,
  )) as string[];
  if (!schemas.includes(schema))
    throw new ConnectorError(
      'config_error',
      `There is no schema ${schema}. Those of the database are: ${schemas.join(', ')}.`,
    );
  const relations = (await psql.ask(`
    select coalesce(json_agg(json_build_object('name', relname, 'isView', relkind = 'v')), '[]')
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = ${literal(schema)} and relkind in ('r', 'p', 'v', 'm', 'f')`)) as Relation[];

  const planned = plan(views, relations, schema);
  const drops = (names: readonly string[]): string[] => names.map((name) => `drop view ${quoted(name)};`);
  const inSchema = (statements: readonly string[]): string =>
    [`set search_path to ${quoted(schema)};`, 'begin;', ...statements, 'commit;'].join('\n');
  try {
    await psql.run(inSchema([...drops(planned.stale), ...planned.statements]));
  } catch (error) {
    if (!(error instanceof PsqlError && error.has(OTHER_COLUMNS))) throw explained(error);
    // PostgreSQL keeps the columns of a view that is replaced.
    await psql.run(inSchema([...drops(planned.earlier), ...planned.statements])).catch((failure: unknown) => {
      throw explained(failure);
    });
  }
  // Without statistics, right after a load, PostgreSQL takes minutes for what otherwise takes a second.
  const tables = planned.created.flatMap(({ statement }) => tablesIn(statement));
  if (tables.length > 0)
    await psql.run(`
      select format('analyze %I.%I', nspname, relname)
      from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where nspname = ${literal(schema)} and relkind = 'r' and reltuples < 0
        and lower(relname) in (${[...new Set(tables)].map(literal).join(', ')}) \\gexec`);
  return planned;
}

const OWN = `nspname !~ '^pg_' and nspname <> 'information_schema'`;

function explained(error: unknown): unknown {
  if (!(error instanceof PsqlError && error.has(STILL_USED))) return error;
  return new ConnectorError(
    'config_error',
    `Views of your own depend on a view that has to be dropped. Drop them, run this again, and create them again. PostgreSQL says: ${error.reason}`,
  );
}

class PsqlError extends ConnectorError {
  readonly #stderr: string;

  constructor(stderr: string) {
    super('config_error', `PostgreSQL says: ${reasonIn(stderr)}`);
    this.#stderr = stderr;
  }

  /** The sentence of the server. */
  get reason(): string {
    return reasonIn(this.#stderr);
  }

  has(code: string): boolean {
    return this.#stderr.includes(`ERROR:  ${code}:`);
  }
}

const reasonIn = (stderr: string): string => {
  const [line = ''] = stderr.trim().split('\n');
  return line.replace(/^psql: error: |^.*?(?:ERROR|FATAL):\s+(?:\w{5}: )?/, '');
};

class Psql {
  readonly #url: string;
  readonly #env: NodeJS.ProcessEnv;

  /** Other users of this machine can see the arguments of programs, so the password is not among them. */
  constructor(url: string) {
    if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url))
      throw new ConnectorError('config_error', '--postgres takes a URL: postgresql://user@host:5432/database.');
    const address = new URL(url);
    const password = decodeURIComponent(address.password);
    address.password = '';
    this.#url = address.href;
    this.#env = password === '' ? process.env : { ...process.env, PGPASSWORD: password };
  }

  /** The one value of a query that gives JSON. */
  async ask(query: string): Promise<unknown> {
    return JSON.parse(await this.run(`${query};`));
  }

  /** Runs statements up to the first that fails. */
  async run(statements: string): Promise<string> {
    const quietly = ['--no-psqlrc', '--no-password', '--quiet', '--tuples-only', '--no-align'];
    const stopping = ['-v', 'ON_ERROR_STOP=1', '-v', 'VERBOSITY=verbose'];
    const child = spawn('psql', [this.#url, ...quietly, ...stopping], { env: this.#env, stdio: 'pipe' });
    // It ends before it has read everything if it cannot connect.
    child.stdin.on('error', () => {});
    child.stdin.end(statements);
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      throw new ConnectorError(
        'config_error',
        'psql is not installed: install it, or run the files of models/sql/postgres in their order with any other client.',
      );
    });
    if (code !== 0) throw new PsqlError(stderr);
    return stdout;
  }
}
