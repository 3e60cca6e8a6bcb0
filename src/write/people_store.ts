import { isObject, type Row, scalarText } from '../row.ts';
import type { PersonAttributes } from './people_attributes.ts';
import { emailIn, Holders, type Known } from './people_known.ts';
import { PERSON_MEMBERS, valuesIn } from './people_values.ts';

interface Settings {
  readonly matchAttribute: string | undefined;
  /** People are written in this run, so their values are kept for comparison. */
  readonly keepsValues: boolean;
}

/** The people of an index, by what identifies them. */
export class PeopleStore {
  /** Known before the first person is put here, if anything needs them. */
  attributes: PersonAttributes | undefined;
  readonly #settings: Settings;
  readonly #byId = new Map<string, Known>();
  readonly #byEmail = new Holders();
  readonly #byOwnId = new Holders();
  /** From the first time on that one is looked up. */
  #byEmployment: Map<string, Known> | undefined;
  #kept: readonly string[] | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  get isEmpty(): boolean {
    return this.#byId.size === 0;
  }

  withId(id: string): Known | undefined {
    return this.#byId.get(id);
  }

  withEmail(email: string): Known | undefined {
    return this.#byEmail.of(email.trim().toLowerCase())[0];
  }

  withOwnId(value: string): readonly Known[] {
    const own = this.#ownId(value);
    return own === undefined ? [] : this.#byOwnId.of(own);
  }

  withEmployment(id: string): Known | undefined {
    if (!this.#byEmployment) {
      this.#byEmployment = new Map();
      for (const known of this.#byId.values()) this.#listEmployments(known);
    }
    return this.#byEmployment.get(id);
  }

  /** What Personio has of a person, by member. */
  valuesOf({ email, values }: Known): Row {
    const members = this.#members();
    const kept = Object.entries(JSON.parse(values) as Row).map(([at, value]) => [members[Number(at)], value]);
    return { ...Object.fromEntries(kept), email };
  }

  /** A person as Personio shows it. */
  see(row: Row): Known {
    const seen = this.knownOf(row);
    const known = this.#byId.get(seen.id ?? '') ?? seen;
    if (seen.employments !== '') known.employments = seen.employments;
    return this.put(known, valuesIn(row, this.attributes));
  }

  /** The same, without keeping it. */
  knownOf(row: Row): Known {
    const { email, [this.#settings.matchAttribute ?? '']: own } = valuesIn(row, this.attributes);
    const employments = Array.isArray(row.employments) ? row.employments.filter(isObject) : [];
    return {
      id: scalarText(row.id),
      email: emailIn(email),
      own: this.#ownId(own),
      employments: employments.map(({ id }) => scalarText(id)).join(','),
      values: '{}',
    };
  }

  /** Keeps a person with these values. */
  put(known: Known, values: Row): Known {
    const { matchAttribute = '', keepsValues } = this.#settings;
    // Positions take less memory than names.
    const kept = this.#members().map((member, at) => [at, values[member] ?? undefined]);
    if (keepsValues) known.values = JSON.stringify(Object.fromEntries(kept));
    if (known.id !== undefined) this.#byId.set(known.id, known);
    const before = { email: known.email, own: known.own };
    if ('email' in values) known.email = emailIn(values.email);
    if (matchAttribute in values) known.own = this.#ownId(values[matchAttribute]);
    this.#listEmployments(known);
    this.#byEmail.put(known, before.email, known.email);
    this.#byOwnId.put(known, before.own, known.own);
    return known;
  }

  #listEmployments(known: Known): void {
    for (const id of known.employments.split(',')) this.#byEmployment?.set(id, known);
  }

  /** Those whose values are kept; the e-mail address is kept anyway. */
  #members(): readonly string[] {
    this.#kept ??= Object.keys({ ...PERSON_MEMBERS, ...this.attributes?.members }).filter((each) => each !== 'email');
    return this.#kept;
  }

  #ownId(value: unknown): string | undefined {
    return this.attributes?.ownId(this.#settings.matchAttribute ?? '', value);
  }
}
