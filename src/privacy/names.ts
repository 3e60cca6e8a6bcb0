import type { Attribute } from '../account/attributes.ts';
import { cleanName, columnName } from '../account/column_schemas.ts';
import { attributeIdOf, reportColumnOf } from '../account/columns.ts';
import type { ReportColumn } from '../account/report_columns.ts';
import type { JsonSchema } from '../json_schema.ts';
import { type Row, scalarText, textOf } from '../row.ts';
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
  /** Of these the account's own, without those that only share a label with the attribute that Personio names. */
  readonly own: readonly Attribute[];
}

/** A key of a custom attribute, wherever in a name it stands. */
const KEY = /dynamic_\d+/g;
/** How the keys of custom attributes begin. */
const CUSTOM = /^dynamic/i;

/** Under which names rules know an attribute: its own, those of its column, and for presets and `keep` the label. */
export class AttributeNames {
  readonly #byKey = new Map<string, Attribute>();
  /** As columns of reports may name them. */
  readonly #byId = new Map<string, Attribute[]>();
  readonly #byLabel = new Map<string, Attribute[]>();
  readonly #own: ReadonlySet<Attribute>;

  /** `system` are the attributes that every account has, as this one calls them. */
  constructor(attributes: readonly Attribute[], system: readonly Attribute[] = []) {
    for (const attribute of [...attributes, ...system]) {
      for (const id of new Set([attribute.id, attribute.universalId])) add(this.#byId, id, attribute);
      add(this.#byLabel, attribute.label, attribute);
    }
    this.#own = new Set(attributes);
    // Some tools keep no more of a column than its name: that is made of the key.
    for (const attribute of attributes) this.#byKey.set(columnName(attribute.id), attribute);
    // Versions of the API differ in capitals.
    for (const attribute of attributes) this.#byKey.set(attribute.id.toLowerCase(), attribute);
    for (const attribute of attributes) this.#byKey.set(attribute.id, attribute);
  }

  /** The account's own attributes. */
  get steps(): Step[] {
    return [...this.#own].map((attribute) => this.ofAttribute(attribute));
  }

  ofAttribute({ id, universalId }: Attribute): Step {
    return this.#step([id, universalId], [], 'reported');
  }

  /** A member or column of a row; with what the schema says of it. */
  ofColumn(name: string, schema?: JsonSchema): Step {
    const id = attributeIdOf(schema);
    if (id !== undefined) return this.#step([name, id, lastOf(id)], [schema?.title], 'own');
    const column = reportColumnOf(schema);
    if (column !== undefined) return this.#step([name, column, lastOf(column)], [schema?.title], 'reported');
    return this.#step([name], []);
  }

  /** A member of a row that is an attribute of the account, though no schema says so. */
  ofMember(name: string): Step {
    return this.#step([name], [], 'own');
  }

  /** A column of a report: Personio's name for it ends with the attribute's, people's is its label, and cells name it. */
  ofReportColumn(member: string, { name = '', display = '', attributeIds }: ReportColumn): ColumnNames {
    const texts = [name, ...attributeIds].filter((text) => text !== '');
    const ends = texts.map(lastOf);
    const keys = texts.flatMap((text) => text.toLowerCase().match(KEY) ?? []);
    const numbers = ends.filter((end) => /^\d+$/.test(end)).map((end) => `dynamic_${end}`);
    const named = [...texts, ...texts.flatMap((text) => text.split('.')), ...keys, ...numbers].flatMap(
      (text) => this.#byId.get(plain(text)) ?? [],
    );
    const attributes = new Set([
      ...named,
      ...[...texts, ...ends, display].flatMap((text) => this.#byLabel.get(plain(text)) ?? []),
    ]);
    const own = (named.length > 0 ? named : [...attributes]).filter((attribute) => this.#own.has(attribute));
    const ids = [...texts, ...texts.map(cleanName), ...ends, ...keys, ...numbers];
    const step = this.#step(
      [member, ...ids, ...[...attributes].flatMap(({ id, universalId }) => [id, universalId])],
      [display, ...[...attributes].map(({ label }) => label)],
    );
    return {
      step: { ...step, kind: own.length + keys.length > 0 ? 'own' : 'reported' },
      ids: texts,
      isNamed: name !== '' || display !== '',
      title: display,
      attributes: [...attributes],
      own,
    };
  }

  /**
   * An entry of a list of attributes: of the account's own, or of those and Personio's. API v2 knows v1's `dynamic_123` by
   * other ids, too: 123 is its `global_id`.
   */
  ofEntry(entry: Row, idMember: string, kind: 'own' | 'reported' = 'own'): Step {
    const [id, globalId] = [entry[idMember], entry.global_id].map((value) =>
      value === undefined || value === null ? undefined : scalarText(value),
    );
    const label = typeof entry.label === 'string' ? entry.label : undefined;
    return this.#step([id, globalId, globalId && `dynamic_${globalId}`, textOf(entry.universal_id)], [label], kind);
  }

  /** What is said to be `reported` is the account's own all the same where its key or its list says so. */
  #step(ids: readonly (string | undefined)[], labels: readonly (string | undefined)[], kind?: Step['kind']): Step {
    const names = new Set<string>();
    const texts = new Set<string>();
    const add = (to: Set<string>, text: string | undefined) => {
      if (text?.trim()) to.add(text);
    };
    let isOwn = kind === 'own';
    for (const id of ids) {
      add(names, id);
      add(names, id && slug(id));
      const attribute = id === undefined ? undefined : (this.#byKey.get(id) ?? this.#byKey.get(id.toLowerCase()));
      // Its own id, too: the name of a column may be another, and be all that a tool kept.
      for (const own of [attribute?.id, attribute?.universalId, ...(attribute?.columns ?? [])]) add(names, own);
      add(texts, attribute?.label);
      isOwn ||= attribute !== undefined || CUSTOM.test(id ?? '');
    }
    for (const label of labels) add(texts, label);
    // Where Personio gives no label, the id is the title of the column.
    const step = { names: [...names], labels: [...texts].filter((label) => !names.has(label)) };
    return kind === undefined ? step : { ...step, kind: isOwn ? 'own' : 'reported' };
  }
}

const lastOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

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
