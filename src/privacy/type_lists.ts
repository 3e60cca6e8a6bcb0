import { isKey, isNone, scalarText } from '../row.ts';
import { AbsenceTypes } from '../streams/absences.ts';
import { CompensationTypes } from '../streams/compensations.ts';
import { DocumentCategories } from '../streams/employees.ts';
import { isRefusal, toConnectorError } from '../streams/failure.ts';
import { TimeOffTypes } from '../streams/legacy.ts';
import type { Api, Stream } from '../streams/stream.ts';
import { isSensitiveType } from './vocabulary/index.ts';
import { comparable } from './vocabulary/terms.ts';

/** A kind of types that can reveal something about the person of a row. */
interface TypeKind {
  readonly what: string;
  /** The streams that list them. */
  readonly lists: readonly (new () => Stream)[];
  /** Members of a row that reveal more about its type. */
  readonly revealing: readonly string[];
  /** Rows contain the names of their types, some of which are in no list. */
  readonly namedInRows: boolean;
  /** The user can name more types. */
  readonly nameable: boolean;
}

export const TYPE_KINDS: readonly TypeKind[] = [
  {
    what: 'absence types',
    lists: [AbsenceTypes, TimeOffTypes],
    revealing: ['comment', 'certificate'],
    namedInRows: false,
    nameable: true,
  },
  {
    what: 'document categories',
    lists: [DocumentCategories],
    revealing: ['name', 'comment'],
    namedInRows: false,
    nameable: false,
  },
  {
    what: 'compensation types',
    lists: [CompensationTypes],
    revealing: [],
    namedInRows: true,
    nameable: false,
  },
];

interface Type {
  readonly id: string;
  /** The type's id in API v2, if v1 gives it. */
  readonly idV2: string;
  readonly name: string;
  /** Personio's own group of types: `SICK_LEAVE`. */
  readonly category: string;
}

export interface WantedTypes {
  /** Names and ids of types that the user wants to mask. */
  readonly named: readonly string[];
  /** Whether types that a vocabulary recognises are masked as well. */
  readonly recognised: boolean;
}

/** An account's types of one kind, and which of them are masked. Lists are named as in references. */
export class TypeLists {
  readonly kind: TypeKind;
  /** The missing right if one of the lists was refused. */
  refused: string | undefined;
  /** The lists will not be requested again. */
  isFinal = false;
  /** Types that the user named and the account lacks; empty if that is unknown. */
  unused: readonly string[] = [];
  readonly #lists: readonly Stream[];
  readonly #wanted: WantedTypes;
  readonly #api: Api;
  /** By list; undefined if the credential may not see it. */
  #known = new Map<string, ReadonlySet<string> | undefined>();
  #masked: ReadonlySet<string> = new Set();
  #again: Promise<void> | undefined;

  private constructor(kind: TypeKind, lists: readonly Stream[], wanted: WantedTypes, api: Api) {
    this.kind = kind;
    this.#lists = lists;
    this.#wanted = { ...wanted, named: kind.nameable ? wanted.named.map(comparable) : [] };
    this.#api = api;
  }

  static async open(kind: TypeKind, lists: readonly Stream[], wanted: WantedTypes, api: Api): Promise<TypeLists> {
    const opened = new TypeLists(kind, lists, wanted, api);
    await opened.#ask();
    return opened;
  }

  /** Requests the lists again, once per run: a type may be newer than the first response. */
  askAgain(): Promise<void> {
    this.#again ??= this.#ask().then(() => {
      this.isFinal = true;
    });
    return this.#again;
  }

  has(list: string): boolean {
    return this.#known.has(list);
  }

  /** True for a type that is missing from a list that the credential may see. */
  isMissing(list: string, id: unknown, name: string | undefined): boolean {
    const known = this.#known.get(list);
    return (
      !(this.kind.namedInRows && name !== undefined) && isKey(id) && known !== undefined && !known.has(scalarText(id))
    );
  }

  /** A type in no list may be anything, and so may one with a name and no id. */
  isMasked(list: string, id: unknown, name: string | undefined): boolean {
    if (isKey(id) && this.#masked.has(scalarText(id))) return true;
    if (name !== undefined && this.kind.namedInRows) return isSensitiveType(name);
    return isNone(id) ? name !== undefined : !this.#known.get(list)?.has(scalarText(id));
  }

  async #ask(): Promise<void> {
    const answers = await Promise.all(this.#lists.map(async (list) => ({ list, types: await this.#typesOf(list) })));
    const all = answers.flatMap(({ types }) => types ?? []);
    const known = new Set(all.flatMap(({ id, name }) => [comparable(id), comparable(name)]));
    const unused = this.#wanted.named.filter((each) => !known.has(each));
    this.unused = this.refused === undefined ? unused : [];
    // A type that the user named may be in the list that was refused.
    const isBlind = this.refused !== undefined && unused.length > 0;
    this.#known = new Map(
      answers.map(({ list, types }) => [
        `${list.name}.id`,
        isBlind ? undefined : types && new Set(types.map(({ id }) => id)),
      ]),
    );
    this.#masked = this.#maskedAmong(all);
  }

  #maskedAmong(types: readonly Type[]): ReadonlySet<string> {
    const { named, recognised } = this.#wanted;
    const found = types.filter(
      ({ id, name, category }) =>
        named.includes(comparable(id)) ||
        named.includes(comparable(name)) ||
        (recognised && [name, category].some(isSensitiveType)),
    );
    // Both API versions list the same types, each with its own ids and possibly its own names.
    const faces = new Set(found.flatMap(({ id, idV2 }) => [id, idV2]).filter((id) => id !== ''));
    const same = types.filter(({ id, idV2 }) => faces.has(id) || faces.has(idV2));
    return new Set(same.flatMap(({ id, idV2 }) => [id, idV2]));
  }

  async #typesOf(stream: Stream): Promise<Type[] | undefined> {
    try {
      const types: Type[] = [];
      for await (const { rows } of stream.pages(this.#api, stream.whole())) {
        for (const { id, id_v2: idV2, name, category } of rows.flatMap((row) => stream.rowsOf(row)))
          types.push({
            id: scalarText(id),
            idV2: isKey(idV2) ? scalarText(idV2) : '',
            name: scalarText(name ?? ''),
            category: scalarText(category ?? ''),
          });
      }
      return types;
    } catch (error) {
      if (!isRefusal(error)) throw toConnectorError(error, stream);
      this.refused = stream.scope;
      return undefined;
    }
  }
}
