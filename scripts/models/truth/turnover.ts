import type { Careers } from './careers.ts';
import { type Month, textOf } from './days.ts';
import { departmentOf } from './labels.ts';
import type { TruthRow } from './marts.ts';
import { isEarly, isVoluntary, type Movement, movementsOf } from './movements.ts';

/** A month of one department, or of all. */
interface Flow {
  readonly month: Month;
  readonly opening: number;
  readonly joiners: number;
  readonly leavers: number;
  readonly movedIn: number;
  readonly movedOut: number;
  readonly closing: number;
  readonly byLastDay: number;
  readonly voluntary: number;
  readonly early: number;
}

export function companyTurnover(careers: Careers): TruthRow[] {
  return rowsOf(flowsOf(careers, () => true)).map(({ moved_in: _in, moved_out: _out, ...row }) => row);
}

/** Each department that ever had somebody, in every month. */
export function turnover(careers: Careers): TruthRow[] {
  const stretches = careers.stretches.filter(({ isCounted }) => isCounted);
  const departments = new Set(stretches.map(({ main }) => main.departmentKey));
  return [...departments].flatMap((key) =>
    rowsOf(flowsOf(careers, (each) => each === key)).map((row) => ({
      ...departmentOf(careers.facts, { departmentKey: key }),
      ...row,
    })),
  );
}

function flowsOf(careers: Careers, isOurs: (department: string | null) => boolean): Flow[] {
  const all = movementsOf(careers);
  const cameFromUs = ({ from }: Movement) => from !== null && isOurs(from.departmentKey);
  const cameToUs = ({ to }: Movement) => to !== null && isOurs(to.departmentKey);
  const joined = all.filter((each) => each.kind === 'joiner' && cameToUs(each));
  const left = all.filter((each) => each.kind === 'leaver' && cameFromUs(each));
  const moved = all.filter(({ kind }) => kind === 'internal_move');
  const present = (day: number) => careers.employedOn(day).filter(({ main }) => isOurs(main.departmentKey)).length;
  return careers.months.map((month): Flow => {
    const inMonth = ({ day }: Movement) => month.first <= day && day <= month.last;
    const leavers = left.filter(inMonth);
    return {
      month,
      opening: present(month.first - 1),
      joiners: joined.filter(inMonth).length,
      leavers: leavers.length,
      movedIn: moved.filter((each) => inMonth(each) && cameToUs(each) && !cameFromUs(each)).length,
      movedOut: moved.filter((each) => inMonth(each) && cameFromUs(each) && !cameToUs(each)).length,
      closing: present(month.last),
      byLastDay: left.filter(({ day }) => month.first <= day - 1 && day - 1 <= month.last).length,
      voluntary: leavers.filter(({ from }) => isVoluntary(from?.termination ?? null) === true).length,
      early: leavers.filter(isEarly).length,
    };
  });
}

function rowsOf(flows: readonly Flow[]): TruthRow[] {
  return flows.map((flow, at) => {
    const { month, opening, joiners, leavers, movedIn, closing, voluntary } = flow;
    const average = (opening + closing) / 2;
    return {
      month: month.month,
      month_end: textOf(month.last),
      opening,
      joiners,
      leavers,
      moved_in: movedIn,
      moved_out: flow.movedOut,
      closing,
      leavers_by_last_day: flow.byLastDay,
      voluntary_leavers: voluntary,
      early_leavers: flow.early,
      average_headcount: average,
      turnover_bda: rate(leavers, average),
      turnover_schlueter: rate(leavers, opening + joiners + movedIn),
      turnover_gri: rate(leavers, closing),
      voluntary_turnover_bda: rate(voluntary, average),
      ...yearOf(flows.slice(Math.max(0, at - 11), at + 1)),
    };
  });
}

function yearOf(flows: readonly Flow[]): TruthRow {
  const sum = (of: (flow: Flow) => number): number => flows.reduce((total, flow) => total + of(flow), 0);
  const leavers = sum((flow) => flow.leavers);
  const joiners = sum((flow) => flow.joiners);
  const average = sum(({ closing }) => closing) / 12;
  const opening = flows[0]?.opening ?? 0;
  const figures = {
    joiners_12m: joiners,
    leavers_12m: leavers,
    voluntary_leavers_12m: sum(({ voluntary }) => voluntary),
    average_headcount_12m: average,
    turnover_bda_12m: rate(leavers, average),
    turnover_schlueter_12m: rate(leavers, opening + joiners + sum(({ movedIn }) => movedIn)),
    turnover_gri_12m: rate(leavers, flows.at(-1)?.closing ?? 0),
  };
  if (flows.length === 12) return figures;
  return Object.fromEntries(Object.keys(figures).map((name) => [name, null]));
}

const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
