import type { Account } from '../data/account.ts';
import { Dice } from '../data/dice.ts';
import type { Person } from '../data/facts.ts';
import { date } from '../data/time.ts';
import { LANGUAGES } from '../data/words.ts';
import type { Json, JsonObject } from '../json.ts';

interface Attribute {
  readonly id: string;
  readonly type: string;
  readonly globalId?: string;
  /** Left out by newer accounts. */
  readonly label?: string;
  /** Numbers and booleans arrive as such or as text, depending on the account's age; here both occur. */
  readonly asText?: boolean;
}

/** The account's own attributes: old ones with labels, newer ones with opaque ids, two whose names clash as columns. */
const ATTRIBUTES: readonly Attribute[] = [
  { id: 'dynamic_700101', type: 'string', globalId: 'IBAN', label: 'IBAN' },
  { id: 'dynamic_700102', type: 'string', globalId: '700102', label: 'Shirt size' },
  { id: 'dynamic_700103', type: 'int', globalId: '700103', label: 'Anzahl Kinder' },
  { id: 'dynamic_700104', type: 'double', globalId: '700104', label: 'Arbeitsweg (km)' },
  { id: 'dynamic_700105', type: 'date', globalId: '700105', label: 'Führerschein bis' },
  { id: 'dynamic_700106', type: 'boolean', globalId: '700106', label: 'Ersthelfer:in' },
  { id: 'dynamic_700107', type: 'string_list', globalId: '700107', label: 'Languages' },
  { id: 'dynamic_5f3ac09e.1', type: 'string' },
  { id: 'dynamic_5f3ac09e.2', type: 'int', asText: true },
  { id: 'dynamic_5f3ac09e.3', type: 'double', asText: true },
  { id: 'dynamic_5f3ac09e.4', type: 'boolean', asText: true },
  { id: 'dynamic_5f3ac09e.5', type: 'date' },
  { id: 'dynamic_5f3ac09e.6', type: 'unspecified' },
  { id: 'laptop_serial_number', type: 'string', globalId: 'laptop_serial_number' },
  { id: 'Badge-No', type: 'string', label: 'Badge' },
  { id: 'badge_no', type: 'string', label: 'Badge' },
];

/** Some are unset (null), some are not there at all. */
export function customAttributes(person: Person, { world, today }: Account): readonly JsonObject[] {
  const dice = new Dice(world.seed, 24, person.serial, person.revision);
  if (dice.chance(0.03)) return [];
  return ATTRIBUTES.filter(() => !dice.chance(0.08)).map((attribute) => ({
    id: attribute.id,
    type: attribute.type,
    global_id: attribute.globalId,
    label: attribute.label,
    value: dice.chance(0.07) ? null : attributeValue(attribute, person, today, dice),
  }));
}

function attributeValue({ type, label, asText }: Attribute, person: Person, today: number, dice: Dice): Json {
  const value = typedValue(type, label, person, today, dice);
  return asText ? String(value) : value;
}

function typedValue(type: string, label: string | undefined, person: Person, today: number, dice: Dice): Json {
  switch (type) {
    case 'int':
      return dice.between(0, 4);
    case 'double':
      return dice.between(1, 400) / 4;
    case 'date':
      return date(today + dice.between(-900, 3000));
    case 'boolean':
      return dice.chance(0.3);
    case 'string_list':
      return LANGUAGES.filter(() => dice.chance(0.3));
    case 'string':
      if (label === 'IBAN') return `DE00 0000 0000 ${String(person.serial).padStart(8, '0')} 00`;
      return dice.pick(['S', 'M', 'L', 'XL', '', 'größer als XL', `SW-${person.serial}`]);
    default:
      return null;
  }
}
