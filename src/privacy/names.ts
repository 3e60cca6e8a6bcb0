import { type Attribute, cleanName } from '../account/attributes.ts';
import { attributeIdOf, reportColumnOf } from '../account/columns.ts';
import type { ReportColumn } from '../account/report_columns.ts';
import type { JsonSchema } from '../protocol.ts';
import { type Row, scalarText } from '../read/row.ts';
import { type Step, slug } from './rules.ts';

/** How a column of a report can be told from others. */
export interface ColumnNames {
  readonly step: Step;
  /** What Personio calls it, and the attributes that its cells name. */
  readonly ids: readonly string[];
  /** It has a name, or a title. */
  readonly isNamed: boolean;
  readonly title: string;
  /** The attributes of the account that it may hold: two can have one label. */
  readonly attributes: readonly Attribute[];
}

/** A key of a custom attribute, wherever in a name it stands. */
const KEY = /dynamic_\d+/g;

/** Under which names rules know an attribute: its own, those of its column, and for presets the label. */
export class AttributeNames {
  readonly #byKey = new Map<string, Attribute>();
  /** As columns of reports may name them. */
  readonly #byId = new Map<string, Attribute[]>();
  readonly #byLabel = new Map<string, Attribute[]>();

  /** `system` are the attributes that every account has, as this one calls them. */
  constructor(attributes: readonly Attribute[], system: readonly Attribute[] = []) {
    for (const attribute of [...attributes, ...system]) {
      for (const id of new Set([attribute.id, attribute.universalId])) add(this.#byId, id, attribute);
      add(this.#byLabel, attribute.label, attribute);
    }
    // Some tools keep no more of a column than its name: that is the key, cleaned.
    for (const attribute of attributes) this.#byKey.set(cleanName(attribute.id), attribute);
    // Versions of the API differ in capitals.
    for (const attribute of attributes) this.#byKey.set(attribute.id.toLowerCase(), attribute);
    for (const attribute of attributes) this.#byKey.set(attribute.id, attribute);
  }

  /** A member or column of a row; with what the schema says of it. */
  ofColumn(name: string, schema?: JsonSchema): Step {
    const id = attributeIdOf(schema) ?? reportColumnOf(schema);
    return this.#step([name, id, id?.slice(id.lastIndexOf('.') + 1)], [id === undefined ? undefined : schema?.title]);
  }

  /** A column of a report: Personio's name for it ends with the attribute's, people's is its label, and cells name it. */
  ofReportColumn(member: string, { name = '', display = '', attributeIds }: ReportColumn): ColumnNames {
    const texts = [name, ...attributeIds].filter((text) => text !== '');
    const ends = texts.map((text) => text.slice(text.lastIndexOf('.') + 1));
    const keys = texts.flatMap((text) => text.toLowerCase().match(KEY) ?? []);
    const numbers = ends.filter((end) => /^\d+$/.test(end)).map((end) => `dynamic_${end}`);
    const attributes = new Set([
      ...[...texts, ...texts.flatMap((text) => text.split('.')), ...keys, ...numbers].flatMap(
        (text) => this.#byId.get(plain(text)) ?? [],
      ),
      ...[...texts, ...ends, display].flatMap((text) => this.#byLabel.get(plain(text)) ?? []),
    ]);
    const ids = [...texts, ...texts.map(cleanName), ...ends, ...keys, ...numbers];
    const step = this.#step(
      [member, ...ids, ...[...attributes].flatMap(({ id, universalId }) => [id, universalId])],
      [display, ...[...attributes].map(({ label }) => label)],
    );
    return { step, ids: texts, isNamed: name !== '' || display !== '', title: display, attributes: [...attributes] };
  }

  /** An entry of a list of attributes. API v2 knows v1's `dynamic_123` by other ids, too: 123 is its `global_id`. */
  ofEntry(entry: Row, idMember: string): Step {
    const [id, globalId] = [entry[idMember], entry.global_id].map((value) =>
      value === undefined || value === null ? undefined : scalarText(value),
    );
    const label = typeof entry.label === 'string' ? entry.label : undefined;
    return this.#step([id, globalId, globalId && `dynamic_${globalId}`], [label]);
  }

  #step(ids: readonly (string | undefined)[], labels: readonly (string | undefined)[]): Step {
    const names = new Set<string>();
    const texts = new Set<string>();
    const add = (to: Set<string>, text: string | undefined) => {
      if (text) to.add(text);
    };
    for (const id of ids) {
      add(names, id);
      add(names, id && slug(id));
      const attribute = id === undefined ? undefined : (this.#byKey.get(id) ?? this.#byKey.get(id.toLowerCase()));
      add(names, attribute?.universalId);
      for (const column of attribute?.columns ?? []) add(names, column);
      add(texts, attribute?.label && slug(attribute.label));
    }
    for (const label of labels) add(texts, label && slug(label));
    return { names: [...names], labels: [...texts] };
  }
}

function add(index: Map<string, Attribute[]>, name: string | undefined, attribute: Attribute): void {
  const key = plain(name ?? '');
  if (key !== '') index.set(key, [...(index.get(key) ?? []), attribute]);
}

/** A name without what differs from one way of writing it to another. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
