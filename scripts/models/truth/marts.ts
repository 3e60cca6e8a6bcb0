// The truth of each mart by its name, in rows with the columns of the mart.
import { Careers } from './careers.ts';
import type { Facts } from './facts.ts';
import { headcount } from './headcount.ts';
import { movements } from './movements.ts';
import { spells } from './spells.ts';
import { staff } from './staff.ts';
import { companyTurnover, turnover } from './turnover.ts';

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
  };
}
