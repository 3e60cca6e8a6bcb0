import type { Account } from '../data/account.ts';
import { type Fact, Table } from '../data/table.ts';
import { objectNotFound } from '../http/problem.ts';
import type { JsonObject } from '../json.ts';
import type { Settings } from '../options.ts';
import type { Position } from './cursor.ts';
import type { Filters, Test } from './filters.ts';
import { isHiddenParent, isShown, lyingIdFilter, shownIn } from './hiding.ts';
import { badParameter, type Service } from './services.ts';
import type { Parameters, PathValues, View } from './view.ts';

export type { Parameters, PathValues, View } from './view.ts';

/** One of the lists that together make up a stream. */
export interface Reading {
  readonly path?: PathValues;
  readonly query?: Readonly<Record<string, string>>;
  /** How a row's id becomes its key in the whole stream. */
  readonly key?: (id: string) => string;
}

/** The range of a truth, in days: months of compensations, a window of holidays. */
export interface Range {
  readonly fromMonth: number;
  readonly toMonth: number;
  readonly fromDay: number;
  readonly toDay: number;
}

/** A body that is not JSON. */
export interface Content {
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** How a list is paged: v2 by cursor, or not at all (`whole`); for v1 see `v1/pages.ts`. */
export type Paging =
  | 'cursor'
  | 'whole'
  | 'whole with totals'
  | 'first'
  | 'first with totals'
  | 'records'
  | 'pages'
  | 'numbered';

/** Properties of a list that do not depend on its rows. */
interface Traits {
  readonly stream: string;
  /** `{name}` is replaced with a value that is passed to `facts`. */
  readonly path: string;
  /** Other paths with the same response. */
  readonly also?: readonly string[];
  readonly service: Service;
  readonly scope: string;
  /** The status for a missing right. */
  readonly refusal: 400 | 401 | 403 | 404 | 412;
  /** The stream whose right it needs, if not its own. */
  readonly right?: string;
  /** Without it, everything is returned together. */
  readonly page?: { readonly usual: number; readonly max: number };
  readonly paging?: Paging | ((settings: Settings, parameters: Parameters) => Paging);
  /** What a next link contains besides the cursor; nothing by default. */
  readonly link?: 'nothing' | 'limit' | 'query';
  /** The only parameters allowed next to a cursor; all by default. */
  readonly besideCursor?: readonly string[];
  readonly ignoresUnknown?: (settings: Settings) => boolean;
  /** Requested without a token. */
  readonly isPublic?: boolean;
  /** It is part of another stream, or of none, and not in `truth`. */
  readonly isNoStream?: boolean;
  /** Rows have no key: they are identified by their content. */
  readonly keyless?: boolean;
  /** v1: the response repeats limit and offset as the text that was sent. */
  readonly echoesText?: boolean;
  /** v1: the response has no Authorization header. */
  readonly hidesToken?: boolean;
  /** v1: whether the response has metadata; it does by default. */
  readonly hasMetadata?: (settings: Settings) => boolean;
  /** The last change to the body of a page. */
  readonly dress?: (body: JsonObject, view: View) => JsonObject;
}

/** The complete description of a list of the API and its rows. A new resource is one of these. */
interface Declaration<F extends Fact> extends Traits {
  readonly filters?: Filters<F>;
  /** Parameters that shape rows; the function says whether it accepts the value. */
  readonly shaping?: Readonly<Record<string, (text: string) => boolean>>;
  readonly required?: readonly string[];
  readonly sorts?: (text: string) => ((a: F, b: F) => number) | undefined;
  /** Listed by `updated_at`, newest first, and paged by offset: rows shift during a read. */
  readonly newestFirst?: boolean;
  /** For conditions made of several parameters; throws a Problem. */
  readonly where?: (parameters: Parameters, account: Account, settings: Settings) => Test<F>;
  /** The rows before filtering; throws a Problem if something in the path does not exist. */
  readonly facts: (
    account: Account,
    path: PathValues,
    parameters: Parameters,
    settings: Settings,
  ) => Table<F> | readonly F[];
  readonly id: (fact: F, account: Account, settings: Settings) => string;
  /** Id of a row's legal entity, for credentials that do not see all of them. */
  readonly legalEntity?: (fact: F, account: Account) => string | null;
  readonly row: (fact: F, view: View) => JsonObject;
  /** Finds one by id; without it, there is no such route. */
  readonly find?: (id: string, account: Account, view: View) => F | undefined;
  /** Without it, one list is the whole stream. */
  readonly readings?: (account: Account, range: Range, settings: Settings) => readonly Reading[];
  /** The whole list in another format than JSON; throws a Problem, or returns undefined if there is nothing. */
  readonly content?: (facts: readonly F[], view: View) => Content;
}

export interface Page {
  readonly rows: readonly JsonObject[];
  readonly next: Position | undefined;
}

/** A list with its filters applied. */
export interface Listing {
  /** `back` starts some facts earlier than requested, like servers whose pages overlap. */
  page(at: Position | undefined, limit: number, back?: number): Page;
  /** Where nothing more follows. */
  readonly end: Position;
  readonly count: () => number;
  /** From one position among the rows to another. */
  readonly slice: (from: number, to: number) => JsonObject[];
  readonly ids: () => string[];
  readonly rows: () => JsonObject[];
  readonly content: () => Content;
}

export interface Resource extends Traits {
  readonly page: { readonly usual: number; readonly max: number };
  readonly link: 'nothing' | 'limit' | 'query';
  readonly right: string;
  readonly hasContent: boolean;
  readonly hasSingles: boolean;
  readonly readings: (account: Account, range: Range, settings: Settings) => readonly Reading[];
  /** Throws a Problem for parameters that the service does not accept. */
  readonly open: (view: View) => Listing;
  readonly single: (id: string, view: View) => JsonObject | undefined;
}

const EVERYTHING = { usual: Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };

const PAGING = ['limit', 'cursor'];

/** Makes a declaration servable; from here on its type of fact is hidden. */
export function resource<F extends Fact>(declaration: Declaration<F>): Resource {
  const { stream, filters = {}, shaping = {}, required = [], find, readings, ...traits } = declaration;
  const matched = new LatestMatches<F>();

  function testsOf(view: View, path: string): Test<F>[] {
    const { parameters, account, settings } = view;
    const tests = declaration.where === undefined ? [] : [declaration.where(parameters, account, settings)];
    const ignoresUnknown = declaration.ignoresUnknown?.(settings) ?? false;
    for (const [name, text] of parameters) {
      if (PAGING.includes(name) || (name === 'sort' && declaration.sorts?.(text) !== undefined)) continue;
      if (shaping[name]?.(text)) continue;
      const filter = Object.hasOwn(filters, name) ? filters[name] : undefined;
      if (filter === undefined && ignoresUnknown) continue;
      const test = (name === 'id' && filter && lyingIdFilter(stream, view)) || filter?.(text, account, settings);
      if (test === undefined) throw badParameter(declaration.service, path, name);
      tests.push(test);
    }
    const missing = required.find((name) => !parameters.has(name));
    if (missing !== undefined) throw badParameter(declaration.service, path, missing);
    return [...tests, ...shownIn(declaration, view)];
  }

  return {
    link: 'nothing',
    page: EVERYTHING,
    right: stream,
    ...traits,
    stream,
    hasContent: declaration.content !== undefined,
    hasSingles: find !== undefined,
    readings: readings ?? (() => [{}]),
    open(view) {
      const { parameters, path, account, settings } = view;
      const place = fill(declaration.path, path);
      const tests = testsOf(view, place);
      const matches = (fact: F): boolean => tests.every((test) => test(fact));
      if (isHiddenParent(view)) throw objectNotFound();
      const source = declaration.facts(account, path, parameters, settings);
      const { facts, startOf, positionAt } = ordered(source, declaration, parameters, settings);
      const matching = (): readonly F[] =>
        tests.length === 0 ? facts : matched.get(facts, `${place}?${queryOf(parameters, settings)}`, matches);

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
        count: () => matching().length,
        slice: (from, to) =>
          matching()
            .slice(from, to)
            .map((fact) => declaration.row(fact, view)),
        ids: () => matching().map((fact) => declaration.id(fact, account, settings)),
        rows: () => matching().map((fact) => declaration.row(fact, view)),
        content() {
          if (declaration.content === undefined) throw new Error(`${stream} is served as JSON.`);
          return declaration.content(matching(), view);
        },
      };
    },
    single(id, view) {
      const { parameters, path, account, settings } = view;
      for (const [name, text] of parameters) {
        if (shaping[name]?.(text) || declaration.ignoresUnknown?.(settings)) continue;
        throw badParameter(declaration.service, fill(declaration.path, path), name);
      }
      const missing = required.find((name) => !parameters.has(name));
      if (missing !== undefined && !declaration.ignoresUnknown?.(settings))
        throw badParameter(declaration.service, declaration.path, missing);
      const fact = isHiddenParent(view) ? undefined : find?.(id, account, view);
      return fact === undefined || !isShown(declaration, fact, view)
        ? undefined
        : declaration.row(fact, { ...view, single: true });
    },
  };
}

/** Counting all rows for each page of a long list is slow, so the results of recent queries are cached for a moment. */
class LatestMatches<F> {
  static readonly #MOST = 8;
  static readonly #MILLISECONDS = 1000;
  readonly #kept = new Map<string, { source: readonly F[]; at: number; facts: readonly F[] }>();

  get(source: readonly F[], query: string, matches: (fact: F) => boolean): readonly F[] {
    if (source.length < 5000) return source.filter(matches);
    const known = this.#kept.get(query);
    const fresh = known !== undefined && known.source === source;
    if (fresh && performance.now() - known.at < LatestMatches.#MILLISECONDS) return known.facts;
    const facts = source.filter(matches);
    this.#kept.set(query, { source, at: performance.now(), facts });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > LatestMatches.#MOST && oldest !== undefined) this.#kept.delete(oldest);
    return facts;
  }
}

function queryOf(parameters: Parameters, { lies }: Settings): string {
  const filters = [...parameters].filter(([name]) => ![...PAGING, 'offset', 'page'].includes(name));
  return `${filters.join('&')} ${JSON.stringify(lies)}`;
}

/** Fills a path's `{…}` with values. */
export function fill(path: string, values: PathValues): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

/** The facts in the requested order, and how positions are expressed in it. */
function ordered<F extends Fact>(
  source: Table<F> | readonly F[],
  { stream, sorts, newestFirst }: Declaration<F>,
  parameters: Parameters,
  settings: Settings,
): {
  facts: readonly F[];
  startOf: (at: Position | undefined) => number;
  positionAt: (index: number) => Position;
} {
  const sort = parameters.get('sort');
  const wanted = sort === undefined ? undefined : sorts?.(sort);
  const isNewestFirst = newestFirst || settings.newestFirst.includes(stream);
  const compare = isNewestFirst ? (a: F, b: F) => b.updated - a.updated : wanted;
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
