import { Dice, hash } from './dice.ts';
import type { AttributeValue, Person } from './facts.ts';
import { LANGUAGES } from './words.ts';

/** Types of an account's own attributes. */
export type AttributeKind =
  | 'text'
  | 'list'
  | 'link'
  | 'multiline'
  | 'integer'
  | 'decimal'
  | 'date'
  | 'boolean'
  | 'tags'
  | 'unknown';

export interface Attribute {
  /** The key in v1, and usually the id in v2. */
  readonly key: string;
  readonly kind: AttributeKind;
  readonly label: string;
  readonly globalId?: string;
  /** A name that Personio assigns although the attribute is the account's own. */
  readonly universalId?: string;
  /** v2 omits the label, as in newer accounts. */
  readonly unlabelled?: boolean;
  /** v2 writes numbers and booleans as text, depending on the account's age; here both occur. */
  readonly asText?: boolean;
  readonly options?: readonly string[];
}

const SIZES = ['S', 'M', 'L', 'XL', 'größer als XL', 'Größe, Sonderanfertigung'];

/** Old ones with labels, newer ones with opaque ids, and two whose names collide as columns. */
const ATTRIBUTES: readonly Attribute[] = [
  { key: 'dynamic_700101', kind: 'text', globalId: 'IBAN', universalId: 'iban', label: 'IBAN' },
  { key: 'dynamic_700102', kind: 'list', globalId: '700102', label: 'Shirt size', options: SIZES },
  { key: 'dynamic_700103', kind: 'integer', globalId: '700103', label: 'Anzahl Kinder' },
  { key: 'dynamic_700104', kind: 'decimal', globalId: '700104', label: 'Arbeitsweg (km)' },
  { key: 'dynamic_700105', kind: 'date', globalId: '700105', label: 'Führerschein bis' },
  { key: 'dynamic_700106', kind: 'boolean', globalId: '700106', label: 'Ersthelfer:in' },
  { key: 'dynamic_700107', kind: 'tags', globalId: '700107', label: 'Languages', options: LANGUAGES },
  { key: 'dynamic_5f3ac09e.1', kind: 'multiline', label: 'Notes', unlabelled: true },
  { key: 'dynamic_5f3ac09e.2', kind: 'integer', label: 'Locker number', unlabelled: true, asText: true },
  { key: 'dynamic_5f3ac09e.3', kind: 'decimal', label: 'Travel allowance', unlabelled: true, asText: true },
  { key: 'dynamic_5f3ac09e.4', kind: 'boolean', label: 'Parking space', unlabelled: true, asText: true },
  {
    key: 'dynamic_5f3ac09e.5',
    kind: 'date',
    universalId: 'date_of_birth',
    label: 'Geburtstag',
    unlabelled: true,
  },
  { key: 'dynamic_5f3ac09e.6', kind: 'unknown', label: 'Legacy', unlabelled: true },
  { key: 'laptop_serial_number', kind: 'text', globalId: 'laptop_serial_number', label: 'Laptop', unlabelled: true },
  { key: 'Badge-No', kind: 'text', label: 'Badge' },
  { key: 'badge_no', kind: 'link', label: 'Badge' },
];

const EXTRA_KINDS: readonly AttributeKind[] = [
  'text',
  'list',
  'integer',
  'decimal',
  'date',
  'tags',
  'link',
  'multiline',
];
const EXTRA_LABELS = ['Badge', 'Größe', 'a "quoted" label', 'zwei\nZeilen', '🪪', ' ', 'id', '<b>Bold</b>', 'null'];
const ODD_KEYS = ['dynamic.ä', 'DYNAMIC', 'dynamic ', 'dynamic-', '9dynamic', 'dynamic__'];

/** The account's own attributes, plus `extra` with very awkward labels and keys. */
export function attributesOf(extra: number): readonly Attribute[] {
  const more = Array.from({ length: extra }, (_, index): Attribute => {
    const number = 701_000 + index;
    const odd = index % 9 === 8 ? ODD_KEYS[Math.floor(index / 9) % ODD_KEYS.length] : undefined;
    return {
      key: odd === undefined ? `dynamic_${number}` : `${odd}${number}`,
      kind: EXTRA_KINDS[index % EXTRA_KINDS.length] ?? 'text',
      label: EXTRA_LABELS[index % EXTRA_LABELS.length] ?? '',
      globalId: String(number),
      options: SIZES,
    };
  });
  return [...ATTRIBUTES, ...more];
}

const MISSING = 0.08;
const UNSET = 0.07;

/** Undefined if v2 omits it, null if it is unset: v1 does not distinguish the two. */
export function attributeValue(
  { key, kind, label, options = SIZES }: Attribute,
  person: Person,
  seed: number,
  today: number,
): AttributeValue | null | undefined {
  const dice = new Dice(seed, 24, person.serial, person.revision, hash(...Buffer.from(key)));
  const thrown = dice.next();
  if (thrown < MISSING) return undefined;
  if (thrown < MISSING + UNSET || kind === 'unknown') return null;
  switch (kind) {
    case 'integer':
      return dice.between(0, 4);
    case 'decimal':
      return dice.between(1, 400) / 4;
    case 'date':
      return today + dice.between(-900, 3000);
    case 'boolean':
      return dice.chance(0.3);
    case 'tags':
      return options.filter(() => dice.chance(0.3));
    case 'list':
      return dice.pick(options);
    case 'link':
      return `https://intranet.sternwarte.example/p/${person.serial}?seite=${dice.below(9)}`;
    case 'multiline':
      return dice.pick(['Early shift.\nFirst-aider.', 'Zeile 1\r\nZeile 2\u2028Zeile 3', 'x']);
    case 'text':
      if (label === 'IBAN') return `DE00 0000 0000 ${String(person.serial).padStart(8, '0')} 00`;
      return dice.pick(['S', 'M', '', 'größer als XL', `SW-${person.serial}`]);
  }
}

/** Some people have none of these attributes. */
export function hasAttributes(person: Person, seed: number): boolean {
  return !new Dice(seed, 24, person.serial, person.revision).chance(0.03);
}
