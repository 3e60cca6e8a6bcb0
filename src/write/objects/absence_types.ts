import type { Api } from '../../http/api.ts';
import { isKey, scalarText, textOf } from '../../row.ts';
import { AbsenceTypes as TypeStream } from '../../streams/absences.ts';
import { listed } from '../list.ts';
import type { Values } from '../members.ts';
import { named } from '../references.ts';
import { Reject } from '../reject.ts';

export interface AbsenceType {
  readonly id: string;
  readonly name: string;
  /** Counted in hours, not in days. */
  readonly isHours: boolean;
}

/** The types of absence of an account, read once. */
export class AbsenceTypes {
  readonly #api: Api;
  #types: Promise<readonly AbsenceType[]> | undefined;

  constructor(api: Api) {
    this.#api = api;
  }

  /** The type that a row names. Throws Reject if there is no such type. */
  async in(values: Values): Promise<AbsenceType | undefined> {
    const { absence_type_id: id, absence_type: name } = values;
    if (typeof id === 'string') {
      const type = await this.withId(id);
      if (!type) throw new Reject('unknown_reference', 'Personio has no such type.', { member: 'absence_type_id' });
      return type;
    }
    return typeof name === 'string' ? named(await this.#all(), name, 'absence_type') : undefined;
  }

  async withId(id: string): Promise<AbsenceType | undefined> {
    return (await this.#all()).find((type) => type.id.toLowerCase() === id.toLowerCase());
  }

  #all(): Promise<readonly AbsenceType[]> {
    this.#types ??= this.#read();
    return this.#types;
  }

  async #read(): Promise<AbsenceType[]> {
    const types: AbsenceType[] = [];
    for await (const { id, name, unit } of listed(this.#api, new TypeStream()))
      if (isKey(id)) types.push({ id: scalarText(id), name: textOf(name) ?? '', isHours: unit === 'HOUR' });
    return types;
  }
}
