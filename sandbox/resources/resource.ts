import type { Account } from '../data/account.ts';
import { type Fact, Table } from '../data/table.ts';
import type { JsonObject } from '../json.ts';
import type { Settings } from '../options.ts';
import type { Position } from './cursor.ts';
import type { Filters, Test } from './filters.ts';
import { badParameter, type Service } from './services.ts';

export type PathValues = Readonly<Record<string, string>>;
export type Parameters = ReadonlyMap<string, string>;

/** What a row may depend on besides its fact. */
export interface View {
  readonly account: Account;
  /** Scheme and host of the request, for links. */
  readonly origin: string;
  /** False when no attribute is released to the credential. */
  readonly released: boolean;
  readonly parameters: Parameters;
  /** The row was asked for by its id. */
  readonly single: boolean;
}

/** One of the lists that together make up a stream. */
export interface Reading {
  readonly path?: PathValues;
  readonly query?: Readonly<Record<string, string>>;
  /** How a row's id becomes its key in the whole stream. */
  readonly key?: (id: string) => string;
}

/** First days of the months that compensations are counted for. */
export interface Range {
  readonly fromMonth: number;
  readonly toMonth: number;
}

/** All there is to say about a list of the API and its rows. A new resource is one of these. */
export interface Declaration<F extends Fact> {
  readonly stream: string;
  /** `{name}` stands for a value that `facts` is given. */
  readonly path: string;
  readonly service: Service;
  readonly scope: string;
  /** How a missing right is said. */
  readonly refusal: 401 | 403 | 404 | 412;
  readonly page: { readonly usual: number; readonly max: number };
  /** What a next link carries besides the cursor. */
  readonly link: 'nothing' | 'limit' | 'query';
  readonly filters?: Filters<F>;
  /** Parameters that shape rows; the function tells whether it takes the value. */
  readonly shaping?: Readonly<Record<string, (text: string) => boolean>>;
  readonly required?: readonly string[];
  readonly sorts?: (text: string) => ((a: F, b: F) => number) | undefined;
  /** For conditions made of several parameters; throws a Problem. */
  readonly where?: (parameters: Parameters, account: Account) => Test<F>;
  /** The rows before filtering; throws a Problem when something in the path does not exist. */
  readonly facts: (account: Account, path: PathValues, parameters: Parameters) => Table<F> | readonly F[];
  readonly id: (fact: F, account: Account) => string;
  readonly row: (fact: F, view: View) => JsonObject;
  /** Finds one by id; without it there is no such route. */
  readonly find?: (id: string, account: Account, path: PathValues, parameters: Parameters) => F | undefined;
  /** Without it one list is the whole stream; with an empty result it is no stream of its own. */
  readonly readings?: (account: Account, range: Range) => readonly Reading[];
}

export interface Page {
  readonly rows: readonly JsonObject[];
  readonly next: Position | undefined;
}

/** A list with its filters applied. */
export interface Listing {
  /** `back` starts some facts earlier than asked, as servers do whose pages overlap. */
  page(at: Position | undefined, limit: number, back?: number): Page;
  /** Where nothing follows any more. */
  readonly end: Position;
  readonly ids: () => string[];
  readonly rows: () => JsonObject[];
}

export interface Resource {
  readonly stream: string;
  readonly path: string;
  readonly service: Service;
  readonly scope: string;
  readonly refusal: 401 | 403 | 404 | 412;
  readonly page: { readonly usual: number; readonly max: number };
  readonly link: 'nothing' | 'limit' | 'query';
  readonly hasSingles: boolean;
  readonly readings: (account: Account, range: Range) => readonly Reading[];
  /** Throws a Problem for parameters that the service does not take. */
  readonly open: (view: View, path: PathValues, settings: Settings) => Listing;
  readonly single: (id: string, view: View, path: PathValues) => JsonObject | undefined;
}

const PAGING = ['limit', 'cursor'];

/** Makes a declaration servable; its type of fact is nobody else's business from here on. */
export function resource<F extends Fact>(declaration: Declaration<F>): Resource {
  const { filters = {}, shaping = {}, required = [], find, readings } = declaration;

  function testsOf(parameters: Parameters, view: View, settings: Settings, path: string): Test<F>[] {
    const tests: Test<F>[] = declaration.where === undefined ? [] : [declaration.where(parameters, view.account)];
    for (const [name, text] of parameters) {
      if (PAGING.includes(name) || (name === 'sort' && declaration.sorts?.(text) !== undefined)) continue;
      if (shaping[name]?.(text)) continue;
      const test = Object.hasOwn(filters, name) ? filters[name]?.(text, view.account, settings) : undefined;
      if (test === undefined) throw badParameter(declaration.service, path);
      tests.push(test);
    }
    if (required.some((name) => !parameters.has(name))) throw badParameter(declaration.service, path);
    return tests;
  }

  return {
    ...declaration,
    hasSingles: find !== undefined,
    readings: readings ?? (() => [{}]),
    open(view, path, settings) {
      const { parameters, account } = view;
      const tests = testsOf(parameters, view, settings, fill(declaration.path, path));
      const matches = (fact: F): boolean => tests.every((test) => test(fact));
      const source = declaration.facts(account, path, parameters);
      const { facts, startOf, positionAt } = ordered(source, declaration, parameters, settings);
      const matching = (): F[] => (tests.length === 0 ? [...facts] : facts.filter(matches));

      return {
        page(at, limit, back = 0) {
          const rows: JsonObject[] = [];
          let index = Math.max(0, startOf(at) - back);
          let end = index;
          for (; index < facts.length; index++) {
            const fact = facts[index];
            if (fact === undefined || !matches(fact)) continue;
            if (rows.length === limit) return { rows, next: positionAt(end) };
            rows.push(declaration.row(fact, view));
            end = index + 1;
          }
          return { rows, next: undefined };
        },
        end: positionAt(facts.length),
        ids: () => matching().map((fact) => declaration.id(fact, account)),
        rows: () => matching().map((fact) => declaration.row(fact, view)),
      };
    },
    single(id, view, path) {
      for (const [name, text] of view.parameters) {
        if (!shaping[name]?.(text)) throw badParameter(declaration.service, fill(declaration.path, path));
      }
      if (required.some((name) => !view.parameters.has(name)))
        throw badParameter(declaration.service, declaration.path);
      const fact = find?.(id, view.account, path, view.parameters);
      return fact === undefined ? undefined : declaration.row(fact, { ...view, single: true });
    },
  };
}

/** Puts values into a path's `{…}`. */
export function fill(path: string, values: PathValues): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

/** The facts in the order asked for, and how positions are told in it. */
function ordered<F extends Fact>(
  source: Table<F> | readonly F[],
  { stream, sorts }: Declaration<F>,
  parameters: Parameters,
  settings: Settings,
): {
  facts: readonly F[];
  startOf: (at: Position | undefined) => number;
  positionAt: (index: number) => Position;
} {
  const sort = parameters.get('sort');
  const wanted = sort === undefined ? undefined : sorts?.(sort);
  const compare = settings.newestFirst.includes(stream) ? (a: F, b: F) => b.updated - a.updated : wanted;
  const table = source instanceof Table ? source : undefined;
  const list = source instanceof Table ? source.listed : source;
  const facts =
    compare === undefined ? list : (table?.orderedBy(compare, sort ?? 'newest first') ?? list.toSorted(compare));
  if (table !== undefined && compare === undefined) {
    return {
      facts,
      startOf: (at) =>
        at === undefined ? 0 : 'after' in at ? table.positionAfter(at.after) : Math.min(at.offset, facts.length),
      positionAt: (index) => {
        const last = facts[index - 1];
        return last === undefined || index > facts.length ? { offset: index } : { after: last.serial };
      },
    };
  }
  return {
    facts,
    startOf: (at) => (at !== undefined && 'offset' in at ? at.offset : 0),
    positionAt: (index) => ({ offset: index }),
  };
}
