import type { Account } from '../data/account.ts';
import { type Attribute, type AttributeKind, attributeValue, hasAttributes } from '../data/attributes.ts';
import type { AttributeValue, Person } from '../data/facts.ts';
import { date } from '../data/time.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Settings } from '../options.ts';
import type { View } from './resource.ts';

const TYPES: Readonly<Record<AttributeKind, string>> = {
  text: 'string',
  list: 'string',
  link: 'string',
  multiline: 'string',
  integer: 'int',
  decimal: 'double',
  date: 'date',
  boolean: 'boolean',
  tags: 'string_list',
  unknown: 'unspecified',
};

/** The account's own attributes, as far as they are released, with their current names and types. */
export function customAttributesOf({ attributes }: Account, settings: Settings): readonly Attribute[] {
  const { hiddenAttributes, attributeEdits } = settings;
  if (hiddenAttributes.length === 0 && Object.keys(attributeEdits).length === 0) return attributes;
  const released = attributes.filter(({ key }) => !hiddenAttributes.includes(key));
  return released.map((attribute) => ({ ...attribute, ...attributeEdits[attribute.key] }));
}

/** Undefined if the person does not have it, null if it is unset. */
export function customValue(
  attribute: Attribute,
  person: Person,
  { world, today }: Account,
): AttributeValue | null | undefined {
  const written = person.written?.attributes?.[attribute.key];
  if (written !== undefined) return written;
  if (person.postedAt !== undefined) return undefined;
  return hasAttributes(person, world.seed) ? attributeValue(attribute, person, world.seed, today) : undefined;
}

/** Some are unset (null), some are absent. */
export function customAttributes(person: Person, { account, settings }: View): readonly JsonObject[] {
  return customAttributesOf(account, settings).flatMap((attribute) => {
    const value = customValue(attribute, person, account);
    if (value === undefined) return [];
    const { kind, label, unlabelled } = attribute;
    const ids = idsOf(attribute, settings);
    return [{ ...ids, type: TYPES[kind], label: unlabelled ? undefined : label, value: written(attribute, value) }];
  });
}

export function idsOf(
  { key, globalId }: Attribute,
  { disputed }: Settings,
): { id: string; global_id: string | undefined } {
  const number = /^dynamic_(\d+)$/.exec(key)?.[1];
  if (disputed.attributeIds === 'keys' || number === undefined) return { id: key, global_id: globalId };
  return { id: `dynamic_7be10c4a.${number}`, global_id: number };
}

function written({ kind, asText }: Attribute, value: AttributeValue | null): Json {
  if (value === null) return null;
  if (kind === 'date') return date(Number(value));
  return asText ? String(value) : value;
}
