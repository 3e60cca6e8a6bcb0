import type { Careers, Spell, Stretch } from './careers.ts';
import { type Day, FOREVER, textOf, textOrNull } from './days.ts';
import type { PersonFact } from './facts.ts';
import { fteOf } from './headcount.ts';
import { departmentOf, labelOf, legalEntityOf, officeOf } from './labels.ts';
import type { TruthRow } from './marts.ts';

export function staff(careers: Careers): TruthRow[] {
  const { facts, today } = careers;
  const people = new Map(facts.persons.map((person) => [person.id, person]));
  const spells = Map.groupBy(careers.spells, ({ person }) => person);
  return facts.persons.map((person) => {
    const own = spells.get(person.id) ?? [];
    const present = presentOf(own, today);
    const { spell, stretch } = present ?? {};
    const main = stretch?.main;
    const isLeaving = spell !== undefined && spell.last !== FOREVER;
    return {
      person_id: person.id,
      name: nameOf(person),
      first_name: person.firstName,
      last_name: person.lastName,
      email: person.email,
      status: person.status,
      employment_status: main?.status ?? null,
      employment_type: main?.type ?? null,
      employment_id: main?.id ?? null,
      hire_date: spell === undefined ? null : textOf(spell.first),
      first_hire_date: own.length === 0 ? null : textOf(Math.min(...own.map(({ first }) => first))),
      leaving_date: spell === undefined ? null : textOrNull(spell.last),
      termination_type: isLeaving ? (spell.stretches.at(-1)?.main.termination ?? null) : null,
      position: main?.position ?? null,
      ...departmentOf(facts, { departmentKey: main?.departmentKey ?? null }),
      team_key: main?.teamKey ?? null,
      team: labelOf(facts.names.units, main?.teamKey ?? null),
      ...officeOf(facts, { workplace: main?.workplace ?? null }),
      manager_id: main?.supervisor ?? null,
      manager: nameOf(people.get(main?.supervisor ?? '')),
      ...legalEntityOf(facts, { legalEntity: main?.legalEntity ?? null }),
      weekly_hours: main?.weeklyHours ?? null,
      full_time_weekly_hours: main?.fullTimeHours ?? null,
      fte: main === undefined ? null : fteOf({ main }),
    };
  });
}

interface Present {
  readonly spell: Spell;
  readonly stretch: Stretch;
}

/** The main employment today, rather one that counts; else the last that ended; else the next. */
function presentOf(spells: readonly Spell[], today: Day): Present | undefined {
  const all = spells.flatMap((spell) => spell.stretches.map((stretch): Present => ({ spell, stretch })));
  const now = all.filter(({ stretch }) => stretch.first <= today && today <= stretch.last);
  if (now.length > 0) return now.find(({ spell }) => spell.isCounted) ?? now[0];
  const past = all.filter(({ stretch }) => stretch.last < today).sort((a, b) => b.stretch.last - a.stretch.last);
  const ahead = all.filter(({ stretch }) => stretch.first > today).sort((a, b) => a.stretch.first - b.stretch.first);
  return past[0] ?? ahead[0];
}

function nameOf(person: PersonFact | undefined): string | null {
  const first = person?.preferredName?.trim() || person?.firstName;
  return [first, person?.lastName].filter(Boolean).join(' ') || null;
}
