import { isKey, isNone, isObject, type Row, scalarText } from '../../../row.ts';
import { isGone, isWithoutChildren } from '../../../streams/failure.ts';
import { childPartition } from '../../../streams/partitions/children.ts';
import type { Ask, Subject } from '../../../streams/removals.ts';
import type { Api, Parent, Stream } from '../../../streams/stream.ts';
import { unwrap } from '../../../streams/v1.ts';
import { EVER } from '../../gone_parents.ts';
import type { Fate } from './answers.ts';
import { answered, type Endpoint, NoAnswer } from './no_answer.ts';
import { bodyAt, rowAt } from './row_at.ts';
import { recordKeyOf, withKeyColumns } from './subjects.ts';

/** An owner is the parent, and its own list adds nothing. */
export type ParentAsk = Extract<Ask, { readonly by: 'parent' | 'owner' }>;

/** The rows of a parent, by their keys. */
interface Listing {
  readonly keys: ReadonlySet<string>;
  /** No row can be missing. */
  readonly isWhole: boolean;
}

/** Its rows are unknown. */
const UNTOLD: Listing = { keys: new Set(), isWhole: false };

/** Requests parents and all of their rows. */
export class ParentRows {
  readonly #stream: Stream;
  readonly #api: Api;
  readonly #ask: ParentAsk;
  /** A parent itself. */
  readonly #endpoint: Endpoint;

  constructor(stream: Stream, api: Api, ask: ParentAsk) {
    this.#stream = stream;
    this.#api = api;
    this.#ask = ask;
    const { path = '', scope = stream.scope } = stream.parent?.stream ?? {};
    this.#endpoint =
      ask.by === 'owner' ? { path: `${path}/{id}`, scope } : { path: ask.parent, scope: ask.scope ?? scope };
  }

  /** Throws unless the known row is found. The list of an owner needs no other proof. */
  async prove(known: Subject): Promise<void> {
    const { parent = '' } = known;
    const isThere =
      this.#ask.by === 'owner'
        ? (await this.#parent(parent)) !== undefined
        : typeof (await this.fates(parent, [known])).get(known) === 'object';
    if (!isThere) throw new NoAnswer(this.#ask.by === 'owner' ? this.#endpoint : this.#stream, 'known row is missing');
  }

  /** What the parent alone says about its rows. */
  async fate(id: string): Promise<'orphans' | 'aside' | 'rest'> {
    const parent = await this.#parent(id);
    if (!parent) return 'orphans';
    return this.#holdsNone(parent) ? 'aside' : 'rest';
  }

  /** What became of the rows of one parent. */
  async fates(id: string, children: readonly Subject[]): Promise<Map<Subject, Fate>> {
    const parent = await this.#parent(id);
    const all = (fate: Fate) => new Map(children.map((child) => [child, fate]));
    if (!parent) return all('gone');
    if (this.#holdsNone(parent)) return all('aside');
    const { keys, isWhole } = await this.#listing(id, parent);
    return new Map(
      children.map((child) => [child, keys.has(this.#stream.keyOf(child)) ? {} : isWhole ? 'gone' : 'open']),
    );
  }

  #parent(id: string): Promise<Row | undefined> {
    return rowAt(this.#api, this.#endpoint, { id });
  }

  #holdsNone(parent: Row): boolean {
    return this.#ask.by === 'parent' && this.#ask.holdsNone?.(parent) === true;
  }

  #listing(id: string, parent: Row): Promise<Listing> {
    const rows = this.#ask.by === 'parent' ? this.#ask.rows : undefined;
    return rows === undefined ? answered(this.#stream, () => this.#pages(id, parent)) : this.#object(rows, id);
  }

  /** Read as the stream reads them, to the end. */
  async #pages(id: string, row: Row): Promise<Listing> {
    const stream = this.#stream;
    const parent = stream.parent as Parent;
    const partition = childPartition(stream, parent, [row], EVER);
    const children: Row[] = [];
    try {
      for await (const { rows } of stream.pages(this.#api, partition))
        children.push(
          ...rows.flatMap((each) => stream.rowsOf(each)).map((each) => withKeyColumns(stream, each, partition.adds)),
        );
    } catch (error) {
      // The parent exists, and may have rows that cannot be seen; a missing list proves nothing either.
      if (isGone(error) || (parent.mayRefuse?.(row) && isWithoutChildren(error))) return UNTOLD;
      throw error;
    }
    const { column } = parent;
    if (column !== undefined && children.some((child) => scalarText(child[column]) !== id))
      throw new NoAnswer(stream, 'unrequested rows');
    return this.#listed(children);
  }

  /**
   * Read as the single API v1 object that contains them all. It also answers 404 for persons whom the credential may
   * not see.
   */
  async #object(path: string, id: string): Promise<Listing> {
    const endpoint = { path, scope: this.#stream.scope };
    const body = await bodyAt(this.#api, endpoint, { id });
    if (body === undefined) return UNTOLD;
    const data = isObject(body) && body.success === true ? body.data : undefined;
    const plain = unwrap(data);
    if (!isObject(data) || !isObject(plain) || !isKey(plain.id) || scalarText(plain.id) !== id)
      throw new NoAnswer(endpoint, 'another row');
    const { readableMarkers = [] } = this.#stream.attributes;
    const listing = this.#listed(this.#stream.rowsOf(data).map((row) => withKeyColumns(this.#stream, row)));
    // A member that is not released is missing; an empty one is ambiguous.
    const isShown = readableMarkers.every(
      (name) => name in plain && (isNone(plain[name]) || Array.isArray(plain[name])),
    );
    return { ...listing, isWhole: listing.isWhole && isShown };
  }

  #listed(rows: readonly Row[]): Listing {
    const keys = rows.map((row) => recordKeyOf(this.#stream, row));
    return { keys: new Set(keys.filter((key) => key !== undefined)), isWhole: !keys.includes(undefined) };
  }
}
