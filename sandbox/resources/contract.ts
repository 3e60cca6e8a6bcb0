import type { Account } from '../data/account.ts';
import { supervisorOf } from '../data/careers.ts';
import { Dice } from '../data/dice.ts';
import { JOBS } from '../data/entries.ts';
import type { CostShare, Employment, Entry, Person } from '../data/facts.ts';
import type { Table } from '../data/table.ts';
import { date } from '../data/time.ts';
import { LEAVING_REASONS, POSITIONS } from '../data/words.ts';

const TERMINATION_TYPES = [
  'EMPLOYEE',
  'FIRED',
  'CONTRACT_EXPIRED',
  'AGREEMENT',
  'RETIREMENT',
  'SUB_COMPANY_SWITCH',
] as const;

/** The content of an employment for both v1 and v2; undefined if only v2 omits a member. */
export interface Contract {
  /** Nothing is released, although the right is there. */
  readonly hidden: boolean;
  readonly type: 'INTERNAL' | 'EXTERNAL';
  readonly position: string | null;
  readonly hours: number | null;
  readonly tellsHours: boolean;
  readonly fullHours: number | null;
  readonly tellsFullHours: boolean;
  readonly legalEntity: Entry | undefined;
  readonly tellsSubCompany: boolean;
  readonly probationEnd: string | null;
  readonly contractEnd: string | null;
  readonly supervisor: Person | undefined;
  readonly workplace: Entry | undefined;
  readonly department: Entry | undefined;
  readonly team: Entry | undefined;
  readonly costCenters: readonly CostShare[];
  /** Serial number of the job; undefined if the member is absent. */
  readonly job: number | null | undefined;
  readonly termination: Termination;
}

export interface Termination {
  /** How v2 shows a missing job: as an empty object, not at all, or with members that are null. */
  readonly form: 'empty' | 'missing' | 'full';
  /** Days; undefined if the person has not left. */
  readonly leaves:
    | undefined
    | {
        readonly given: number;
        readonly lastDay: number;
        readonly end: number;
        readonly reason: string;
        readonly type: string;
        readonly spelling: 'last_working_day' | 'last_working_date';
      };
}

const BLANK: Contract = {
  hidden: false,
  type: 'INTERNAL',
  position: null,
  hours: null,
  tellsHours: true,
  fullHours: null,
  tellsFullHours: true,
  legalEntity: undefined,
  tellsSubCompany: false,
  probationEnd: null,
  contractEnd: null,
  supervisor: undefined,
  workplace: undefined,
  department: undefined,
  team: undefined,
  costCenters: [],
  job: null,
  termination: { form: 'full', leaves: undefined },
};

export function contractOf(employment: Employment, account: Account): Contract {
  const { written, postedAt } = employment;
  const base = postedAt === undefined ? invented(employment, account) : BLANK;
  if (written === undefined) return base;
  const { hours, fullHours } = written;
  return {
    ...base,
    ...written,
    hidden: false,
    tellsHours: base.tellsHours || hours !== undefined,
    tellsFullHours: base.tellsFullHours || fullHours !== undefined,
  };
}

function invented(employment: Employment, account: Account): Contract {
  const dice = new Dice(account.world.seed, 25, employment.serial);
  const hidden = dice.chance(0.02);
  const full = dice.pick([40, 38.5, 40, 35]);
  const hours = dice.chance(0.25) ? dice.pick([15, 20, 32, 19.25]) : full;
  const legalEntity = begun(account.legalEntities, dice);
  const probationEnd = dice.chance(0.4) ? date(employment.startDay + 180) : null;
  const type = dice.chance(0.1) ? 'EXTERNAL' : 'INTERNAL';
  const position = dice.pick(POSITIONS);
  const tellsHours = dice.chance(0.95);
  const tellsFullHours = dice.chance(0.9);
  const ends = employment.endDay !== 0 && dice.chance(0.3);
  const workplace = dice.chance(0.9) ? begun(account.workplaces, dice) : undefined;
  const units = unitsOf(account, dice);
  const costCenters = costCentersOf(account, dice);
  const hasLegalEntity = dice.chance(0.95);
  const tellsSubCompany = dice.chance(0.3);
  const job = dice.chance(0.5) ? (dice.chance(0.4) ? dice.below(JOBS) : null) : undefined;
  return {
    hidden,
    type,
    position,
    // An update of an employment changes its hours.
    hours: employment.revision > 0 ? 10 + (employment.revision % 30) : hours,
    tellsHours,
    fullHours: full,
    tellsFullHours,
    legalEntity: hasLegalEntity ? legalEntity : undefined,
    tellsSubCompany,
    probationEnd,
    contractEnd: ends ? date(employment.endDay) : null,
    supervisor: account.persons.made(supervisorOf(employment.person.serial)),
    workplace,
    ...units,
    costCenters,
    job,
    termination: terminationOf(employment, dice),
  };
}

/** One of the initial entries: later additions and removals do not change contracts. */
function begun(table: Table<Entry>, dice: Dice): Entry | undefined {
  return table.made(dice.below(table.begun));
}

function unitsOf(account: Account, dice: Dice): { department: Entry | undefined; team: Entry | undefined } {
  const department = begun(account.departments, dice);
  const team = begun(account.teams, dice);
  const thrown = dice.next();
  return {
    department: thrown >= 0.1 && thrown < 0.95 ? department : undefined,
    team: thrown >= 0.4 ? team : undefined,
  };
}

function costCentersOf(account: Account, dice: Dice): Contract['costCenters'] {
  const one = begun(account.costCenters, dice);
  const other = begun(account.costCenters, dice);
  const thrown = dice.next();
  if (thrown < 0.2 || one === undefined || other === undefined) return [];
  if (thrown < 0.8 || one === other) return [{ entry: one, weight: 100 }];
  return [
    { entry: one, weight: 62.5 },
    { entry: other, weight: 37.5 },
  ];
}

function terminationOf({ endDay }: Employment, dice: Dice): Termination {
  const thrown = dice.next();
  if (endDay === 0) return { form: thrown < 0.3 ? 'empty' : thrown < 0.4 ? 'missing' : 'full', leaves: undefined };
  return {
    form: 'full',
    leaves: {
      given: endDay - 90,
      lastDay: endDay - dice.between(0, 20),
      end: endDay,
      reason: dice.pick(LEAVING_REASONS),
      type: dice.pick(TERMINATION_TYPES),
      // The schema and the examples of the reference spell it differently.
      spelling: thrown < 0.5 ? 'last_working_day' : 'last_working_date',
    },
  };
}
