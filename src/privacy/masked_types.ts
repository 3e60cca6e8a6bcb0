import type { Warn } from '../account/available.ts';
import { isKey, type Row, textOf } from '../row.ts';
import type { Api, Stream } from '../streams/stream.ts';
import { TYPE_KINDS, TypeLists, type WantedTypes } from './type_lists.ts';
import { type IsMasked, maskType, type TypePlace, typePlacesOf } from './type_places.ts';

/** The name of a list of types, as in references. */
const listOf = ({ name }: Stream): string => `${name}.id`;

/** How the rows of one stream are masked. */
interface Masking {
  /** Set if the stream itself is a list of these types. */
  readonly own: TypeLists | undefined;
  readonly places: readonly { readonly place: TypePlace; readonly lists: TypeLists; readonly isMasked: IsMasked }[];
}

/** What happens to a row: `masked` has a type that is merged with others, `gone` is not emitted. */
export type Fate = 'same' | 'masked' | 'gone';

/** Merges the sensitive types of each kind into one. */
export class MaskedTypes {
  readonly #lists: readonly TypeLists[];
  readonly #warn: Warn;
  readonly #maskings = new Map<Stream, Masking>();
  /** The streams that have already emitted their masked type. */
  readonly #shown = new Set<Stream>();

  constructor(lists: readonly TypeLists[], warn: Warn) {
    this.#lists = lists;
    this.#warn = warn;
  }

  /** True for a stream that shows types. */
  concerns(stream: Stream): boolean {
    const { own, places } = this.#maskingOf(stream);
    return own !== undefined || places.length > 0;
  }

  /** True if rows may share the values of these columns because their types are merged. */
  merges(stream: Stream, columns: readonly string[]): boolean {
    const { own, places } = this.#maskingOf(stream);
    return (
      own !== undefined || places.some(({ place: { column } }) => column !== undefined && columns.includes(column))
    );
  }

  /** Requests the lists once more if any of these rows, as received, has a type that the lists lack. */
  async prepare(stream: Stream, rows: readonly Row[]): Promise<void> {
    const { own, places } = this.#maskingOf(stream);
    for (const lists of new Set([...(own ? [own] : []), ...places.map((each) => each.lists)])) {
      if (lists.isFinal) continue;
      const isMissing = (row: Row) =>
        own?.isMissing(listOf(stream), row.id, undefined) ||
        places.some(({ place, lists }) =>
          place.types(row).some(({ id, name }) => lists.isMissing(place.list, id, name)),
        );
      const areMissing = () => rows.some((row) => stream.rowsOf(row).some(isMissing));
      if (!areMissing()) continue;
      await lists.askAgain();
      if (areMissing())
        await this.#warn(
          `Some rows have ${lists.kind.what} that Personio does not list, which happens when one is deleted. They are masked.`,
        );
    }
  }

  /** Masks a row in place; `gone` is another row of a type that is already emitted as the masked one. */
  apply(stream: Stream, row: Row): Fate {
    const { own, places } = this.#maskingOf(stream);
    if (own) {
      if (!isKey(row.id) || !own.isMasked(listOf(stream), row.id, textOf(row.name))) return 'same';
      if (this.#shown.has(stream)) return 'gone';
      this.#shown.add(stream);
      maskType(row);
      return 'masked';
    }
    let masked = false;
    for (const { place, lists, isMasked } of places) {
      if (!place.mask(row, isMasked)) continue;
      masked = true;
      for (const member of lists.kind.revealing) if (member in row) row[member] = undefined;
    }
    return masked ? 'masked' : 'same';
  }

  #maskingOf(stream: Stream): Masking {
    const known = this.#maskings.get(stream);
    if (known) return known;
    const masking = {
      own: this.#lists.find((lists) => lists.has(listOf(stream))),
      places: typePlacesOf(stream).flatMap((place) =>
        this.#lists
          .filter((lists) => lists.has(place.list))
          .map((lists) => ({
            place,
            lists,
            isMasked: (id: unknown, name: string | undefined) => lists.isMasked(place.list, id, name),
          })),
      ),
    };
    this.#maskings.set(stream, masking);
    return masking;
  }
}

/** The lists whose types a stream shows. */
export const listsShownBy = (stream: Stream): string[] => [
  listOf(stream),
  ...typePlacesOf(stream).map(({ list }) => list),
];

/** Requests the types that these streams show; all types of a kind if the user named one that is not among them. */
export async function openTypeLists(streams: readonly Stream[], wanted: WantedTypes, api: Api): Promise<TypeLists[]> {
  const shown = new Set(streams.flatMap(listsShownBy));
  const kinds = TYPE_KINDS.filter(({ nameable }) => wanted.recognised || (nameable && wanted.named.length > 0));
  const opened = kinds.map(async (kind) => {
    const all = kind.lists.map((List) => new List());
    const some = all.filter((list) => shown.has(listOf(list)));
    if (some.length === 0) return [];
    const lists = await TypeLists.open(kind, some, wanted, api);
    const isEnough = lists.unused.length === 0 || some.length === all.length;
    return [isEnough ? lists : await TypeLists.open(kind, all, wanted, api)];
  });
  return (await Promise.all(opened)).flat();
}
