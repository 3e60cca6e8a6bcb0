import type { Row } from '../row.ts';
import type { Stream } from '../streams/stream.ts';
import { MOST_REMEMBERED, type Withheld } from './places.ts';
import type { Policy } from './policy.ts';
import { type Step, type Treatment, withPersonsName } from './rules.ts';

/** What is done to an entry in a list of attributes. */
export interface EntryTreatment {
  readonly treatment: Treatment | undefined;
  /** Treatments of single members that differ from it. */
  readonly members: Readonly<Record<string, Treatment>> | undefined;
}

/** An attribute as it appeared in the last entry with its id. */
interface KnownEntry extends EntryTreatment {
  readonly globalId: unknown;
  readonly universalId: unknown;
  readonly label: unknown;
}

/** The policy's treatment of each attribute in a stream's lists. */
export class Entries {
  readonly #stream: Stream;
  readonly #policy: Policy;
  readonly #withheld: Withheld;
  /** By id. If an attribute's other names change, it is decided again. */
  readonly #known = new Map<unknown, KnownEntry>();
  readonly #areOfReport: boolean;
  /** A rule might match an attribute whose entry does not say which it is. */
  readonly #mayBeMeant: boolean;

  constructor(stream: Stream, policy: Policy, withheld: Withheld) {
    this.#stream = stream;
    this.#policy = policy;
    this.#withheld = withheld;
    // Where rows are attributes, a row without an id has no key and is reported as missing.
    const areInside = stream.attributes.lists?.[''] === undefined;
    this.#areOfReport = areInside && stream.attributes.columns === undefined;
    const rules = areInside ? [...policy.drops, ...policy.hashes] : [];
    this.#mayBeMeant = rules.some((rule) => rule.isFlat && rule.names(stream.name));
  }

  treatmentOf(entry: Row, idMember: string): EntryTreatment {
    const id = entry[idMember];
    const { global_id: globalId, universal_id: universalId, label } = entry;
    const known = this.#known.get(id);
    const isSame = known?.globalId === globalId && known?.universalId === universalId && known?.label === label;
    if (known && isSame) return known;
    const step = this.#policy.names.ofEntry(entry, idMember, this.#areOfReport ? 'reported' : 'own');
    const treatment = this.#ofAttribute(id, step);
    const decided = {
      globalId,
      universalId,
      label,
      treatment,
      members: this.#areOfReport ? this.#members(id, step) : undefined,
    };
    if (known || this.#known.size < MOST_REMEMBERED) this.#known.set(id, decided);
    return decided;
  }

  #ofAttribute(id: unknown, step: Step): Treatment | undefined {
    const treatment = this.#policy.treatmentOf(this.#stream, [step]);
    const isUnclear =
      treatment === 'drop' ? this.#policy.isUnclear(this.#stream, step) : step.names.length === 0 && this.#mayBeMeant;
    return isUnclear ? this.#withheld.counted(id, 'withhold') : treatment;
  }

  /** In v1 reports, attributes refer to people and things. Returns what is done to their ids and to people's names. */
  #members(id: unknown, step: Step): Record<string, Treatment> | undefined {
    const texts = [...step.names.slice(0, 1), ...step.labels];
    const { treatment: ids, isPerson } = this.#policy.ids.named(texts);
    const { treatment: entity } = this.#policy.ids.named(texts.map((text) => `${text} id`));
    const name = isPerson ? this.#policy.treatmentOf(this.#stream, [withPersonsName(step)]) : undefined;
    const value = name ?? ids;
    const members = {
      ...(value && { value: this.#withheld.counted(id, value) }),
      // The id of the thing that `value` names.
      ...(entity && { entity_id: this.#withheld.counted(id, entity) }),
    };
    return value || entity ? members : undefined;
  }
}
