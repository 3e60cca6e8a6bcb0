import { branches, type JsonSchema, propertiesOf } from '../json_schema.ts';
import { isObject, type Row } from '../row.ts';
import type { Stream } from '../streams/stream.ts';

export const ADDITIONAL_FIELDS = 'additional_fields';

/** Members to remove from a value, and from the members that stay. */
interface Cut {
  readonly drop: ReadonlySet<string>;
  readonly inside: ReadonlyMap<string, Cut>;
}

/** Which members of a stream's rows are emitted. */
export class Selection {
  readonly #known: ReadonlySet<string>;
  readonly #dropped: ReadonlySet<string>;
  readonly #inside: ReadonlyMap<string, Cut>;
  readonly #unknownSelected: boolean;
  readonly #isChoice: boolean;

  /**
   * `offered` is the stream's own schema, `configured` the user's selection from it: everything if it lists no
   * properties.
   */
  constructor(stream: Stream, offered: JsonSchema, configured: JsonSchema) {
    const isChoice = propertiesOf([configured]).some((properties) => Object.keys(properties).length > 0);
    this.#isChoice = isChoice;
    const cut = isChoice ? compare(offered, [configured]) : undefined;
    const always = [stream.primaryKey, stream.cursorField];
    this.#known = new Set(Object.keys(offered.properties ?? {}));
    this.#dropped = new Set([...(cut?.drop ?? [])].filter((name) => !always.includes(name)));
    this.#inside = cut?.inside ?? new Map();
    this.#unknownSelected = this.#known.has(ADDITIONAL_FIELDS) && !this.#dropped.has(ADDITIONAL_FIELDS);
  }

  /** The selection as text: equal for equal selections. A selection of everything is equal in every account. */
  get text(): string {
    if (!this.#isChoice) return '';
    const inside = [...this.#inside].map(([name, cut]) => [name, textOfCut(cut)]).sort();
    return JSON.stringify([this.columns.sort(), inside]);
  }

  get columns(): string[] {
    return [...this.#known].filter((name) => !this.#dropped.has(name));
  }

  /**
   * Removes everything from the row that is not selected. Members in no schema are collected in one member and passed
   * to `onUnknown`. A removed member becomes undefined, which costs less than an object without it.
   */
  apply(row: Row, onUnknown: (name: string) => void): void {
    let unknown: Row | undefined;
    for (const name in row) {
      if (this.#known.has(name) && name !== ADDITIONAL_FIELDS) {
        if (this.#dropped.has(name)) row[name] = undefined;
        else {
          const cut = this.#inside.get(name);
          if (cut) row[name] = without(row[name], cut);
        }
      } else if (row[name] !== undefined) {
        if (name !== '_meta') {
          onUnknown(name);
          // No prototype: the name may be __proto__.
          unknown ??= Object.create(null) as Row;
          unknown[name] = row[name];
        }
        row[name] = undefined;
      }
    }
    if (unknown && this.#unknownSelected) row[ADDITIONAL_FIELDS] = unknown;
  }
}

/** What `offered` has and none of the `configured` schemas selects; undefined if nothing. */
function compare(offered: JsonSchema, configured: readonly unknown[]): Cut | undefined {
  // A list of schemas has one per position.
  if (offered.items)
    return compare(
      offered.items,
      branches(configured).flatMap(({ items }) => items),
    );
  const chosen = propertiesOf(configured);
  if (!offered.properties || chosen.length === 0) return undefined;
  const drop = new Set<string>();
  const inside = new Map<string, Cut>();
  for (const [name, schema] of Object.entries(offered.properties)) {
    const choices = chosen.filter((properties) => Object.hasOwn(properties, name));
    const cut = compare(
      schema,
      choices.map((properties) => properties[name]),
    );
    if (choices.length === 0) drop.add(name);
    else if (cut) inside.set(name, cut);
  }
  return drop.size + inside.size > 0 ? { drop, inside } : undefined;
}

function textOfCut({ drop, inside }: Cut): unknown {
  return [[...drop].sort(), [...inside].map(([name, cut]) => [name, textOfCut(cut)]).sort()];
}

function without(value: unknown, cut: Cut): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, cut));
  if (!isObject(value)) return value;
  const rest: Row = {};
  for (const name in value) {
    if (cut.drop.has(name)) continue;
    const inside = cut.inside.get(name);
    rest[name] = inside ? without(value[name], inside) : value[name];
  }
  return rest;
}
