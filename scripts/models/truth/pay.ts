import type { Careers } from './careers.ts';
import { dayOf, monthsFrom } from './days.ts';
import type { PayFact } from './facts.ts';
import { departmentOf } from './labels.ts';
import type { TruthRow } from './marts.ts';

/** How many months an amount covers. */
const MONTHS: Readonly<Record<string, number>> = { MONTHLY: 1, QUARTERLY: 3, 'HALF-YEARLY': 6, YEARLY: 12 };

/** One-time pay adds up, by currency. Of other pay, the last entry counts. */
export function pay(careers: Careers): TruthRow[] {
  const people = new Set(careers.facts.persons.map(({ id }) => id));
  const known = careers.facts.pay.filter(({ person }) => people.has(person));
  const groups = Map.groupBy(known, (each) =>
    JSON.stringify([each.month, each.person, each.type, isOnce(each) ? each.currency : null]),
  );
  return [...groups.values()].map((entries) => {
    const last = entries.reduce((a, b) => (a.from < b.from || (a.from === b.from && a.id < b.id) ? b : a));
    return {
      month: last.month,
      person_id: last.person,
      compensation_type_id: last.type,
      compensation_type: last.typeName,
      category: last.category,
      currency: last.currency,
      pay_interval: last.interval,
      entries: entries.length,
      amount: isOnce(last) ? entries.reduce((sum, { amount }) => sum + amount, 0) : last.amount,
      monthly_amount: monthlyOf(last),
      ...departmentOf(careers.facts, { departmentKey: departmentIn(careers, last) }),
    };
  });
}

const isOnce = ({ category }: PayFact): boolean => category === 'ONE_TIME';

function monthlyOf({ category, interval, amount, weeklyHours }: PayFact): number | null {
  if (category === 'ONE_TIME') return null;
  if (category === 'HOURLY') return weeklyHours === null ? null : (amount * weeklyHours * 52) / 12;
  return amount / (MONTHS[interval ?? ''] ?? Number.NaN);
}

/** Of the last day of the month on which the person was employed. */
function departmentIn({ stretches }: Careers, { person, month }: PayFact): string | null {
  const days = monthsFrom(dayOf(month), dayOf(month))[0];
  if (days === undefined) return null;
  const own = stretches.filter((each) => each.person === person && each.first <= days.last && each.last >= days.first);
  for (let day = days.last; day >= days.first; day--) {
    const present = own.filter(({ first, last }) => first <= day && day <= last);
    const best = present.find(({ isCounted }) => isCounted) ?? present[0];
    if (best !== undefined) return best.main.departmentKey;
  }
  return null;
}
