// Rows that Personio has removed without reporting it: days of absences, pay of months, and stages.
import type { Row } from '../../../answers/duckdb.ts';
import { dayOf, textOf } from '../truth/days.ts';
import type { AbsenceFact, ApplicationFact, PayFact } from '../truth/facts.ts';

const BEFORE = '2026-03-10T06:00:00Z';

/** The absence was longer. */
export function outdatedDays({ id, days }: AbsenceFact): Row[] {
  const last = days?.at(-1);
  if (last === undefined || last.unit !== 'DAY') return [];
  const date = textOf(dayOf(last.date) + 1);
  return [
    {
      ...{ record_key: `${id}:${date}`, absence_period_id: id, date, unit: 'DAY', value: 1 },
      absence_period_updated_at: BEFORE,
    },
  ];
}

/** There was another entry for the month. */
export function outdatedPay(pay: readonly PayFact[]): Row[] {
  return pay
    .filter((_, at) => at % 5 === 0)
    .map(({ id, person, month, type, typeName, category }) => ({
      ...{ record_key: `old ${id}:${month}`, id: `old ${id}`, person_id: person, month, type_id: type },
      ...{ type_name: typeName, type_category: category, amount_value: 99_999, amount_currency: 'EUR' },
      ...{ pay_interval: 'MONTHLY', effective_from: '2026-01-31', observed_at: BEFORE },
    }));
}

/** The application was in another stage. */
export function outdatedStages({ id, stages }: ApplicationFact): Row[] {
  const [first] = stages;
  if (first === undefined) return [];
  const stage = { id: 's9', name: 'Stage s9', type: 'custom', kind: 'custom' };
  return [
    {
      ...{ record_key: `${id}:${first.at}:s9`, application_id: id, stage_id: 's9', stage_name: 'Stage s9', stage },
      ...{ entered_at: first.at, application_updated_at: BEFORE },
    },
  ];
}
