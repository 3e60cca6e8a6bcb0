import type { Value, Values } from '../members.ts';
import type { Task } from '../object.ts';
import type { PersonAttributes } from '../people_attributes.ts';
import type { Known } from '../people_known.ts';
import { NEW_PERSON_MEMBERS, PERSON_MEMBERS } from '../people_values.ts';
import { missingKey } from '../reject.ts';

export interface PersonRow extends Task {
  /** The member of the key, and its value. */
  readonly by: string;
  readonly value: string;
  /** Set once this row has created its person, if its supervisor is still to come. */
  created?: Known;
}

/** Throws Reject for a row without its key, and for a value that an attribute does not have. */
export function personRow(task: Task, attributes: PersonAttributes): PersonRow {
  const [by = 'email'] = task.key;
  const value = task.values[by];
  if (value === undefined || value === null) throw missingKey(by);
  const values: Record<string, Value | null> = {};
  for (const [member, each] of Object.entries(task.values)) {
    // An empty list gives nothing, like an empty text.
    if (Array.isArray(each) && each.length === 0) continue;
    values[member] = each !== null && isAttribute(member, attributes) ? attributes.spelled(member, each) : each;
  }
  return { ...task, values, by, value: String(value) };
}

/** The members of the person itself in a request. */
export function personBody(
  members: Iterable<string>,
  values: Values,
  attributes: PersonAttributes,
): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  const custom = [];
  for (const member of members) {
    const value = values[member];
    if (value === undefined) continue;
    if (isAttribute(member, attributes)) custom.push(attributes.entry(member, value));
    else body[member] = value;
  }
  return { ...body, ...(custom.length > 0 && { custom_attributes: custom }) };
}

/** A fixed member counts before a custom attribute of the same name. */
const isAttribute = (member: string, attributes: PersonAttributes): boolean =>
  member in attributes.members && !(member in PERSON_MEMBERS) && !(member in NEW_PERSON_MEMBERS);
