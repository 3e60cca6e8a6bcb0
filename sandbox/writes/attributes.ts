import type { Attribute } from '../data/attributes.ts';
import type { AttributeValue } from '../data/facts.ts';
import { parseDate } from '../data/time.ts';
import type { Json } from '../json.ts';
import { customAttributesOf, idsOf } from '../resources/custom_attributes.ts';
import type { Members } from './members.ts';
import { text } from './members.ts';
import type { Writing } from './write.ts';

/** The values in `custom_attributes` by key; those that are not named stay as they are. */
export function attributesIn(value: Json, members: Members, writing: Writing): Record<string, AttributeValue | null> {
  const { account, settings } = writing;
  if (!Array.isArray(value)) throw members.invalid('custom_attributes');
  const known = customAttributesOf(account, settings);
  const entries = (value as readonly Json[]).map((one): [string, AttributeValue | null] => {
    const inner = members.inside(one);
    const id = inner.need('id', text(200));
    const attribute = known.find((candidate) => idsOf(candidate, settings).id === id);
    if (attribute === undefined) throw writing.refuse(400, `There is no attribute ${id}.`);
    const stored = inner.takeOrNull('value', (sent) => ({ value: storedValue(attribute, sent, settings) }));
    inner.close();
    if (stored === undefined) throw writing.refuse(400, `The attribute ${id} has no value.`);
    if (stored === null && settings.disputed.clearedAttributes === 'empty') throw inner.invalid('value');
    if (stored?.value === undefined && stored !== null) throw inner.invalid('value');
    return [attribute.key, stored?.value ?? null];
  });
  return Object.fromEntries(entries);
}

/** Everything is sent as text, or as a list of texts; undefined if it is not valid, null if it clears. */
function storedValue(
  { kind, options = [] }: Attribute,
  sent: Json,
  { disputed }: Writing['settings'],
): AttributeValue | null | undefined {
  const mayClear = disputed.clearedAttributes === 'empty';
  if (kind === 'tags') {
    if (!Array.isArray(sent)) return undefined;
    const tags = sent as readonly Json[];
    if (tags.length === 0) return mayClear ? null : undefined;
    return tags.every((tag) => typeof tag === 'string' && options.includes(tag)) ? (tags as string[]) : undefined;
  }
  if (typeof sent !== 'string') return undefined;
  if (sent === '') return mayClear ? null : undefined;
  switch (kind) {
    case 'integer':
      return /^-?\d{1,15}$/.test(sent) ? Number(sent) : undefined;
    case 'decimal':
      return /^-?\d{1,12}(\.\d{1,6})?$/.test(sent) ? Number(sent) : undefined;
    case 'date':
      // Only the day of a date-time is kept.
      return parseDate(sent.slice(0, 10));
    case 'boolean':
      return sent === 'true' ? true : sent === 'false' ? false : undefined;
    case 'list':
      return options.includes(sent) ? sent : undefined;
    case 'unknown':
      return undefined;
    default:
      return sent;
  }
}
