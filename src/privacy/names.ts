import { type Attribute, cleanName } from '../account/attributes.ts';
import type { JsonSchema } from '../protocol.ts';
import { type Row, scalarText } from '../read/row.ts';
import { type Step, slug } from './rules.ts';

/** How the description of an account's column tells Personio's own name for it. */
const NAME_IN_DESCRIPTION = /.*Personio's id: (.+)$|Personio calls it (.+)\.$/s;

/** True for a column that not every account has. */
export const isAccountColumn = ({ description = '' }: JsonSchema): boolean => NAME_IN_DESCRIPTION.test(description);

/** Under which names rules know an attribute: its own, those of its column, and for presets the label. */
export class AttributeNames {
  readonly #byKey = new Map<string, Attribute>();

  constructor(attributes: readonly Attribute[]) {
    // Some tools keep no more of a column than its name: that is the key, cleaned.
    for (const attribute of attributes) this.#byKey.set(cleanName(attribute.id), attribute);
    // Versions of the API differ in capitals.
    for (const attribute of attributes) this.#byKey.set(attribute.id.toLowerCase(), attribute);
    for (const attribute of attributes) this.#byKey.set(attribute.id, attribute);
  }

  /** A member or column of a row; with what the schema says of it. */
  ofColumn(name: string, schema?: JsonSchema): Step {
    const [, attribute, reportColumn] = NAME_IN_DESCRIPTION.exec(schema?.description ?? '') ?? [];
    const id = attribute ?? reportColumn;
    return this.#step([name, id, id?.slice(id.lastIndexOf('.') + 1)], [id === undefined ? undefined : schema?.title]);
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
