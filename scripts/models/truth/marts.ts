// The truth of each mart by its name, in rows with the columns of the mart.
import { absences } from './absences.ts';
import { bradford } from './bradford.ts';
import { Careers } from './careers.ts';
import type { Facts } from './facts.ts';
import { headcount } from './headcount.ts';
import { hiring } from './hiring.ts';
import { movements } from './movements.ts';
import { pay } from './pay.ts';
import { projectHours } from './projects.ts';
import { spells } from './spells.ts';
import { staff } from './staff.ts';
import { companyTurnover, turnover } from './turnover.ts';
import { workingTime } from './working_time.ts';

export type TruthRow = Readonly<Record<string, string | number | boolean | null>>;

export function truthOf(facts: Facts): Record<string, TruthRow[]> {
  const careers = new Careers(facts);
  return {
    personio__staff: staff(careers),
    personio__employment_spells: spells(careers),
    personio__headcount_monthly: headcount(careers),
    personio__movements: movements(careers),
    personio__turnover_monthly: turnover(careers),
    personio__turnover_company_monthly: companyTurnover(careers),
    personio__absence_monthly: absences(careers),
    personio__working_time_daily: workingTime(careers),
    personio__project_hours_monthly: projectHours(careers),
    personio__pay_monthly: pay(careers),
    personio__hiring_funnel: hiring(careers),
  };
}

/** Only with `enable_person_level`. */
export const personLevelTruthOf = (facts: Facts): Record<string, TruthRow[]> => ({
  personio__bradford: bradford(new Careers(facts)),
});
