import type { Warn } from '../account/available.ts';
import { isKey, type Row, textOf } from '../row.ts';
import type { Api, Stream } from '../streams/stream.ts';
import { TYPE_KINDS, TypeLists, type WantedTypes } from './type_lists.ts';
import { type IsMasked, maskType, type TypePlace, typePlacesOf } from './type_places.ts';

/** A list of types is called as references call it. */
const listOf = ({ name }: Stream): string => `${name}.id`;

/** What has to be done to the rows of one stream. */
interface Masking {
  /** The stream is itself a list of these. */
  readonly own: TypeLists | undefined;
  readonly places: readonly { readonly place: TypePlace; readonly lists: TypeLists; readonly isMasked: IsMasked }[];
}

/** What becomes of a row: `masked` is of a type that is shown as one with others, `gone` does not leave at all. */
export type Fate = 'same' | 'masked' | 'gone';

/** The sensitive types of each kind are shown as one. */
export class MaskedTypes {
  readonly #lists: readonly TypeLists[];
  readonly #warn: Warn;
  readonly #maskings = new Map<Stream, Masking>();
  /** The streams that have shown their masked type. */
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

  /** True where rows may share what stands in these columns, because their types are shown as one. */
  merges(stream: Stream, columns: readonly string[]): boolean {
    const { own, places } = this.#maskingOf(stream);
    return (
      own !== undefined || places.some(({ place: { column } }) => column !== undefined && columns.includes(column))
    );
  }

  /** Asks the lists once more where one of these rows, as Personio sends them, has a type that they do not have. */
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
          `Some rows have ${lists.kind.what} that Personio does not list, as happens after one was deleted. They are masked.`,
        );
    }
  }

  /** Masks in place; `gone` is a further row of types that are one now. */
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
      for (const told of lists.kind.tells) if (told in row) row[told] = undefined;
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

/** Asks for the types that these streams show, and for all of a kind where the user named one that is not among them. */
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
