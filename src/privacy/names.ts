import type { Attribute } from '../account/attributes.ts';
import { cleanName, columnName } from '../account/column_schemas.ts';
import { attributeIdOf, reportColumnOf } from '../account/columns.ts';
import type { ReportColumn } from '../account/report_columns.ts';
import type { JsonSchema } from '../json_schema.ts';
import { type Row, scalarText, textOf } from '../row.ts';
import { type Step, slug } from './rules.ts';

/** How to identify a report column. */
export interface ColumnNames {
  readonly step: Step;
  /** Personio's names for it, and the attributes that its cells name. */
  readonly ids: readonly string[];
  /** It has a name or a title. */
  readonly isNamed: boolean;
  readonly title: string;
  /** The account's attributes that it may contain: two can share a label. */
  readonly attributes: readonly Attribute[];
  /** The account's own among these, without those that only share a label with the attribute that Personio names. */
  readonly own: readonly Attribute[];
}

/** A custom attribute's key, anywhere in a name. */
const KEY = /dynamic_\d+/g;
/** How keys of custom attributes start. */
const CUSTOM = /^dynamic/i;

/** The names by which rules know an attribute: its own and its column's, and for presets and `keep` its label. */
export class AttributeNames {
  readonly #byKey = new Map<string, Attribute>();
  /** By the ids that report columns may name. */
  readonly #byId = new Map<string, Attribute[]>();
  readonly #byLabel = new Map<string, Attribute[]>();
  readonly #own: ReadonlySet<Attribute>;

  /** `attributes` are the account's own; `system` are its versions of those that every account has. */
  constructor(attributes: readonly Attribute[], system: readonly Attribute[] = []) {
    for (const attribute of [...attributes, ...system]) {
      for (const id of new Set([attribute.id, attribute.universalId])) add(this.#byId, id, attribute);
      add(this.#byLabel, attribute.label, attribute);
    }
    this.#own = new Set(attributes);
    // Some tools keep only the name of a column, which is made from the key.
    for (const attribute of attributes) this.#byKey.set(columnName(attribute.id), attribute);
    // API versions differ in case.
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

  /** A member or column of a row, with its schema if known. */
  ofColumn(name: string, schema?: JsonSchema): Step {
    const id = attributeIdOf(schema);
    if (id !== undefined) return this.#step([name, id, lastOf(id)], [schema?.title], 'own');
    const column = reportColumnOf(schema);
    if (column !== undefined) return this.#step([name, column, lastOf(column)], [schema?.title], 'reported');
    return this.#step([name], []);
  }

  /** A member of a row that is an account attribute, although it is in no schema. */
  ofMember(name: string): Step {
    return this.#step([name], [], 'own');
  }

  /**
   * A column of a report. Personio's name for it ends with the attribute's, the display name is its label, and its
   * cells name it.
   */
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
   * An entry in a list of attributes: only the account's own, or Personio's as well. API v2 uses other ids for v1's
   * `dynamic_123`, too: 123 is its `global_id`.
   */
  ofEntry(entry: Row, idMember: string, kind: 'own' | 'reported' = 'own'): Step {
    const [id, globalId] = [entry[idMember], entry.global_id].map((value) =>
      value === undefined || value === null ? undefined : scalarText(value),
    );
    const label = typeof entry.label === 'string' ? entry.label : undefined;
    return this.#step([id, globalId, globalId && `dynamic_${globalId}`, textOf(entry.universal_id)], [label], kind);
  }

  /** A `reported` attribute still counts as the account's own if its key or the account's list says so. */
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
      // The names include its own id: the column's name may differ, and some tools keep only that.
      for (const own of [attribute?.id, attribute?.universalId, ...(attribute?.columns ?? [])]) add(names, own);
      add(texts, attribute?.label);
      isOwn ||= attribute !== undefined || CUSTOM.test(id ?? '');
    }
    for (const label of labels) add(texts, label);
    // Where Personio gives no label, the id is the column's title.
    const step = { names: [...names], labels: [...texts].filter((label) => !names.has(label)) };
    return kind === undefined ? step : { ...step, kind: isOwn ? 'own' : 'reported' };
  }
}

const lastOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

function add(index: Map<string, Attribute[]>, name: string | undefined, attribute: Attribute): void {
  const key = plain(name ?? '');
  if (key !== '') index.set(key, [...(index.get(key) ?? []), attribute]);
}

/** Removes differences in spelling from a name. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
