import type { Careers, Spell, Stretch } from './careers.ts';
import { dayOf, FOREVER, monthOf, textOf } from './days.ts';
import type { EmploymentFact, Facts } from './facts.ts';
import { labelOf } from './labels.ts';
import type { TruthRow } from './marts.ts';

type Kind = 'joiner' | 'leaver' | 'internal_move';

export interface Movement {
  readonly kind: Kind;
  readonly person: string;
  readonly day: number;
  readonly spell: Spell;
  readonly from: EmploymentFact | null;
  readonly to: EmploymentFact | null;
}

export function movementsOf({ counted }: Careers): Movement[] {
  return counted.flatMap((spell) => {
    const { person, first, last, stretches } = spell;
    const moves = stretches.slice(1).map((stretch, at): Movement => {
      const before = stretches[at] as Stretch;
      return { kind: 'internal_move', person, day: stretch.first, spell, from: before.main, to: stretch.main };
    });
    const begins: Movement = { kind: 'joiner', person, day: first, spell, from: null, to: stretches[0]?.main ?? null };
    const ends: Movement = {
      ...{ kind: 'leaver', person, day: last + 1, spell },
      ...{ from: stretches.at(-1)?.main ?? null, to: null },
    };
    return [begins, ...moves.filter(isVisible), ...(last === FOREVER ? [] : [ends])];
  });
}

export function movements(careers: Careers): TruthRow[] {
  const { facts, today } = careers;
  return movementsOf(careers).map((movement) => {
    const { kind, person, day, spell, from, to } = movement;
    const isLeaver = kind === 'leaver';
    const termination = isLeaver ? (from?.termination ?? null) : null;
    return {
      person_id: person,
      movement: kind,
      moved_on: textOf(day),
      last_day: isLeaver ? textOf(day - 1) : null,
      month: monthOf(day),
      is_planned: day > today,
      is_rehire: kind === 'joiner' ? spell.number > 1 : null,
      termination_type: termination,
      is_voluntary: isVoluntary(termination),
      tenure_days: isLeaver ? day - spell.first : null,
      is_early: isLeaver ? isEarly(movement) : null,
      ...sideOf('from', from, facts),
      ...sideOf('to', to, facts),
      ...changesOf(movement),
    };
  });
}

/** Null if it is not known how the employment ended. */
export const isVoluntary = (termination: string | null): boolean | null =>
  termination === null || termination === 'UNSPECIFIED' ? null : ['EMPLOYEE', 'QUIT'].includes(termination);

/** Left before the first anniversary. */
export function isEarly({ day, spell }: Movement): boolean {
  const [year = '', ...rest] = textOf(spell.first).split('-');
  const anniversary = `${Number(year) + 1}-${rest.join('-')}`;
  return day < dayOf(anniversary.endsWith('-02-29') ? anniversary.replace('-29', '-28') : anniversary);
}

const CHANGES: readonly (readonly [string, keyof EmploymentFact])[] = [
  ['department_changed', 'departmentKey'],
  ['team_changed', 'teamKey'],
  ['legal_entity_changed', 'legalEntity'],
  ['office_changed', 'workplace'],
  ['position_changed', 'position'],
  ['manager_changed', 'supervisor'],
  ['hours_changed', 'weeklyHours'],
];

function changesOf({ kind, from, to }: Movement): Record<string, boolean> {
  return Object.fromEntries(
    CHANGES.map(([name, field]) => [name, kind === 'internal_move' && from?.[field] !== to?.[field]]),
  );
}

const isVisible = (movement: Movement): boolean => Object.values(changesOf(movement)).some((changed) => changed);

function sideOf(side: string, employment: EmploymentFact | null, { names }: Facts): TruthRow {
  const label = (names: ReadonlyMap<string, string | null>, key: string | null | undefined): string | null =>
    employment === null ? null : labelOf(names, key ?? null);
  const columns = {
    department_key: employment?.departmentKey,
    department: label(names.units, employment?.departmentKey),
    team_key: employment?.teamKey,
    team: label(names.units, employment?.teamKey),
    legal_entity_id: employment?.legalEntity,
    legal_entity: label(names.legalEntities, employment?.legalEntity),
    workplace_id: employment?.workplace,
    office: label(names.workplaces, employment?.workplace),
    position: employment?.position,
    manager_id: employment?.supervisor,
    weekly_hours: employment?.weeklyHours,
  };
  return Object.fromEntries(Object.entries(columns).map(([name, value]) => [`${side}_${name}`, value ?? null]));
}
