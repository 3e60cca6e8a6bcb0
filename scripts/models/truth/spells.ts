import type { Careers } from './careers.ts';
import { FOREVER, textOf, textOrNull } from './days.ts';
import type { TruthRow } from './marts.ts';

export function spells(careers: Careers): TruthRow[] {
  return careers.spells.map(({ person, number, isCounted, first, last, stretches }) => {
    const end = stretches.at(-1)?.main;
    return {
      person_id: person,
      spell_number: number,
      is_counted: isCounted,
      started_on: textOf(first),
      ended_on: textOrNull(last),
      employments: new Set(stretches.map(({ main }) => main.id)).size,
      first_employment_id: stretches[0]?.main.id ?? null,
      last_employment_id: end?.id ?? null,
      termination_type: last === FOREVER ? null : (end?.termination ?? null),
      is_rehire: number > 1,
    };
  });
}
