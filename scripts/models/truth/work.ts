// Recorded working time.
import type { AttendanceFact, Facts } from './facts.ts';

export interface WorkFact {
  readonly person: string;
  readonly project: string | null;
  readonly date: string;
  readonly isConfirmed: boolean;
  /** Without the breaks within; null while it is running. */
  readonly minutes: number | null;
}

interface Interval {
  readonly from: number;
  readonly until: number;
}

/** Work that was not rejected. */
export function workOf({ attendances, persons }: Facts): WorkFact[] {
  const people = new Set(persons.map(({ id }) => id));
  const valid = attendances.filter(({ approval, person }) => !isRejected(approval) && people.has(person));
  const breaks = Map.groupBy(
    valid.filter(({ isWork }) => !isWork),
    ({ person }) => person,
  );
  return valid
    .filter(({ isWork }) => isWork)
    .map((period) => ({
      person: period.person,
      project: period.project,
      date: period.date,
      isConfirmed: ['CONFIRMED', 'APPROVED'].includes(period.approval),
      minutes: netMinutes(period, breaks.get(period.person) ?? []),
    }));
}

/** Minutes of break by person and date. Time that two breaks share counts once. */
export function breaksOf({ attendances, persons }: Facts): Map<string, number> {
  const people = new Set(persons.map(({ id }) => id));
  const valid = attendances.filter((each) => !each.isWork && !isRejected(each.approval) && people.has(each.person));
  const found = new Map<string, number>();
  for (const [key, periods] of Map.groupBy(valid, dayOfPerson)) {
    const minutes = lengthOf(periods.flatMap((each) => intervalOf(each) ?? []));
    if (minutes > 0) found.set(key, minutes);
  }
  return found;
}

export const dayOfPerson = ({ person, date }: { readonly person: string; readonly date: string }): string =>
  `${person} ${date}`;

const isRejected = (approval: string): boolean => ['REJECTED', 'EXPIRED'].includes(approval);

function intervalOf({ start, end }: AttendanceFact): Interval | undefined {
  if (end === null) return undefined;
  return { from: Date.parse(`${start}Z`) / 60_000, until: Date.parse(`${end}Z`) / 60_000 };
}

function netMinutes(period: AttendanceFact, breaks: readonly AttendanceFact[]): number | null {
  const worked = intervalOf(period);
  if (worked === undefined) return null;
  const within = breaks.flatMap((each) => {
    const { from, until } = intervalOf(each) ?? { from: 0, until: 0 };
    return [{ from: Math.max(from, worked.from), until: Math.min(until, worked.until) }];
  });
  return Math.max(0, worked.until - worked.from - lengthOf(within));
}

/** How long at least one of them lasts. */
function lengthOf(intervals: readonly Interval[]): number {
  let total = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const { from, until } of [...intervals].sort((a, b) => a.from - b.from)) {
    total += Math.max(0, until - Math.max(from, reached));
    if (until > from) reached = Math.max(reached, until);
  }
  return total;
}
