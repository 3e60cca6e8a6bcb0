import type { Stream } from '../streams/stream.ts';
import type { ColumnNames } from './names.ts';
import type { Policy } from './policy.ts';
import type { Step, Treatment } from './rules.ts';

/** The member of an entry that holds the id of what `value` names. */
const ENTITY_ID = 'entity_id';

/**
 * What is done to a column of a report; `treatmentAt` says what the rules for its names do. Undefined for one that leaves
 * as it is, `withhold` where nobody can say whether a rule means it.
 */
export function treatmentOfColumn(
  policy: Policy,
  stream: Stream,
  column: ColumnNames,
  treatmentAt: (step: Step) => Treatment | undefined,
): Treatment | 'withhold' | undefined {
  const { treatment: ids, isPerson } = policy.ids.named([...column.ids, column.title]);
  const ruled = treatmentAt(isPerson ? withPersonsName(column.step) : column.step);
  // What another attribute with the same label may hold does not leave either.
  if (!column.own.every((attribute) => policy.mayLeave(policy.names.ofAttribute(attribute)))) return 'drop';
  if (ruled === 'drop' && policy.isUnclear(stream, column.step)) return 'withhold';
  if (ruled === 'drop' || ruled === 'hash') return ruled;
  if (!column.isNamed) return 'withhold';
  if (ids === 'hash' || ids === 'withhold') return ids;
  const isListed = column.attributes.length > 0 || column.ids.some((id) => policy.fields.isField(id));
  if (!isListed && policy.attributeRules.some((rule) => rule.names(stream.name))) return 'withhold';
  return ids ?? ruled;
}

/** Reports of v1 have attributes that refer to people and things: what is done to their ids, and to names of people. */
export function treatmentsInEntry(
  policy: Policy,
  stream: Stream,
  step: Step,
): readonly (readonly [member: string, treatment: Treatment | 'withhold'])[] {
  const texts = [...step.names.slice(0, 1), ...step.labels];
  const { treatment: value, isPerson } = policy.ids.named(texts);
  const { treatment: entity } = policy.ids.named(texts.map((text) => `${text} id`));
  const name = isPerson ? policy.treatmentOf(stream, [withPersonsName(step)]) : undefined;
  return (
    [
      ['value', name ?? value],
      [ENTITY_ID, entity],
    ] as const
  ).flatMap(([member, treatment]) => (treatment === undefined ? [] : [[member, treatment] as const]));
}

/** Presets know a name by what people call it. */
const withPersonsName = (step: Step): Step => ({
  ...step,
  kind: step.kind ?? 'reported',
  labels: [...step.labels, 'last_name'],
});
