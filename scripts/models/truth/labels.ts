// Names as the models show them.
import type { EmploymentFact, Facts } from './facts.ts';

const NONE = '(none)';

/** The name, else the key, else that there is none. */
export const labelOf = (names: ReadonlyMap<string, string | null>, key: string | null): string =>
  key === null ? NONE : (names.get(key) ?? key);

export function departmentOf({ names }: Facts, { departmentKey }: Pick<EmploymentFact, 'departmentKey'>) {
  return { department_key: departmentKey, department: labelOf(names.units, departmentKey) };
}

export function legalEntityOf({ names }: Facts, { legalEntity }: Pick<EmploymentFact, 'legalEntity'>) {
  return { legal_entity_id: legalEntity, legal_entity: labelOf(names.legalEntities, legalEntity) };
}

export function officeOf({ names }: Facts, { workplace }: Pick<EmploymentFact, 'workplace'>) {
  return { workplace_id: workplace, office: labelOf(names.workplaces, workplace) };
}
