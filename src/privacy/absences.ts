import { isKey, isObject, type Row, scalarText } from '../read/row.ts';
import { AbsenceTypes } from '../streams/absences.ts';
import { isRefusal } from '../streams/failure.ts';
import { TimeOffTypes } from '../streams/legacy.ts';
import type { Api, Stream } from '../streams/stream.ts';

/** What stands in the place of a type that nobody is to see. */
const MASKED_NAME = 'Masked';
const MASKED_ID = 'masked';
const MASKED_NUMBER = 0;
const TYPE_IDS = ['absence_types.id', 'time_off_types.id'];

const SICKNESS_CATEGORIES = ['sick_leave', 'quarantine'];
const SICKNESS =
  /sick|krank|illness|disease|quarant|child.?sick|malad|enferm|ziek|malatt|sygdom|sjuk|syk|arbeitsunf|\bAU\b|reha\b|\bkur\b/i;

interface AbsenceType {
  readonly id: string;
  /** The same type as API v2 knows it, where v1 tells. */
  readonly idV2: string;
  readonly name: string;
  readonly category: string;
}

/** The absence types that are shown as one. */
export class MaskedTypes {
  readonly #ids: ReadonlySet<string> | undefined;
  #shown = new Set<string>();

  /** Without ids every type is masked: nobody could say which are sensitive. */
  constructor(ids: ReadonlySet<string> | undefined) {
    this.#ids = ids;
  }

  /** Masks in place; `gone` is a further row of types that are one now. */
  apply(stream: Stream, row: Row): 'same' | 'masked' | 'gone' {
    if (TYPE_IDS.includes(`${stream.name}.id`)) return this.#applyToType(stream, row);
    let masked = false;
    for (const { member, column, to } of stream.references) {
      if (to === undefined || !TYPE_IDS.includes(to)) continue;
      if (column === undefined) this.#maskInside(row, member.split('.'));
      else if (this.#isMasked(row[column])) {
        row[column] = maskOf(row[column]);
        if (column === member) maskNames(row);
        else row[member] = { id: row[column], name: MASKED_NAME };
        masked = true;
      }
    }
    if (masked) for (const told of ['comment', 'certificate']) if (told in row) row[told] = undefined;
    return masked ? 'masked' : 'same';
  }

  #applyToType({ name }: Stream, row: Row): 'same' | 'masked' | 'gone' {
    if (!this.#isMasked(row.id)) return 'same';
    if (this.#shown.has(name)) return 'gone';
    this.#shown.add(name);
    const mask = { id: maskOf(row.id), name: MASKED_NAME, ...('id_v2' in row && { id_v2: MASKED_ID }) };
    for (const member in row) row[member] = undefined;
    Object.assign(row, mask);
    return 'masked';
  }

  /** Types in lists and deeper members. */
  #maskInside(value: unknown, [step = '', ...deeper]: string[]): void {
    if (Array.isArray(value)) for (const item of value) this.#maskInside(item, [step, ...deeper]);
    else if (isObject(value)) {
      if (deeper.length > 0) this.#maskInside(value[step], deeper);
      else if (this.#isMasked(value[step])) {
        value[step] = maskOf(value[step]);
        maskNames(value);
      }
    }
  }

  #isMasked(id: unknown): boolean {
    return isKey(id) && (this.#ids?.has(scalarText(id)) ?? true);
  }
}

const maskOf = (id: unknown): string | number => (typeof id === 'string' ? MASKED_ID : MASKED_NUMBER);

function maskNames(holder: Row): void {
  if ('name' in holder) holder.name = MASKED_NAME;
  if ('category' in holder) holder.category = null;
}

/** True for a stream that shows absence types. */
export function showsAbsenceTypes({ name, references }: Stream): boolean {
  return TYPE_IDS.includes(`${name}.id`) || references.some(({ to }) => to !== undefined && TYPE_IDS.includes(to));
}

export interface FoundTypes {
  readonly masked: MaskedTypes;
  /** Names and ids of the user that no type has. */
  readonly unknown: readonly string[];
  /** The right that is missing where the types may not be listed. */
  readonly refused?: string;
}

/** Asks for the account's absence types and finds those that are named or, if wanted, recognised as sickness. */
export async function findMaskedTypes(
  api: Api,
  { named, sickness, v1 }: { readonly named: readonly string[]; readonly sickness: boolean; readonly v1: boolean },
): Promise<FoundTypes> {
  const types: AbsenceType[] = [];
  for (const stream of [new AbsenceTypes(), ...(v1 ? [new TimeOffTypes()] : [])]) {
    try {
      types.push(...(await listed(stream, api)));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return { masked: new MaskedTypes(undefined), unknown: [], refused: stream.scope };
    }
  }
  const wanted = named.map((each) => each.trim().toLowerCase());
  const isNamed = ({ id, name }: AbsenceType) =>
    wanted.includes(id.toLowerCase()) || wanted.includes(name.toLowerCase());
  const isSickness = ({ name, category }: AbsenceType) =>
    SICKNESS.test(name) || SICKNESS_CATEGORIES.includes(category.toLowerCase());
  const found = types.filter((type) => isNamed(type) || (sickness && isSickness(type)));
  // Both versions of the API list the same types, each with its own ids and perhaps its own words.
  const faces = new Set(found.flatMap(({ id, idV2 }) => [id, idV2]).filter((id) => id !== ''));
  const ids = types.filter(({ id, idV2 }) => faces.has(id) || faces.has(idV2)).flatMap(({ id, idV2 }) => [id, idV2]);
  const known = types.flatMap(({ id, name }) => [id.toLowerCase(), name.toLowerCase()]);
  return {
    masked: new MaskedTypes(new Set(ids)),
    unknown: named.filter((_, index) => !known.includes(wanted[index] ?? '')),
  };
}

async function listed(stream: Stream, api: Api): Promise<AbsenceType[]> {
  const types: AbsenceType[] = [];
  for await (const { rows } of stream.pages(api, stream.whole())) {
    for (const { id, id_v2: idV2, name, category } of rows.flatMap((row) => stream.rowsOf(row)))
      types.push({
        id: scalarText(id),
        idV2: isKey(idV2) ? scalarText(idV2) : '',
        name: scalarText(name ?? '').trim(),
        category: scalarText(category ?? ''),
      });
  }
  return types;
}
