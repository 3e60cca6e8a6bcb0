// What an account holds, in a form that is neither Personio's nor the connector's: the truth is computed from it.

export interface PersonFact {
  readonly id: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly preferredName: string | null;
  readonly email: string | null;
  readonly status: string | null;
}

export interface EmploymentFact {
  readonly id: string;
  readonly person: string;
  readonly type: string | null;
  readonly status: string | null;
  readonly start: string | null;
  readonly end: string | null;
  readonly departmentKey: string | null;
  readonly teamKey: string | null;
  readonly workplace: string | null;
  readonly legalEntity: string | null;
  readonly supervisor: string | null;
  readonly position: string | null;
  readonly weeklyHours: number | null;
  readonly fullTimeHours: number | null;
  readonly termination: string | null;
}

export interface AbsenceTypeFact {
  readonly id: string;
  readonly category: string | null;
}

export interface AbsenceFact {
  readonly id: string;
  readonly person: string;
  readonly type: string;
  readonly start: string;
  /** Its last day; null while it is open. */
  readonly end: string | null;
  /** Counted in hours, between these times of its first day. */
  readonly hours: { readonly from: string; readonly until: string | null } | null;
  readonly startsAtNoon: boolean;
  readonly endsAtNoon: boolean;
  readonly isApproved: boolean;
  /** As Personio counts its days; null if that was not read. */
  readonly days: readonly { readonly date: string; readonly unit: string; readonly value: number }[] | null;
}

export interface HolidayFact {
  readonly person: string;
  readonly date: string;
  readonly name: string;
  readonly isHalf: boolean;
}

export interface AttendanceFact {
  readonly id: string;
  readonly person: string;
  readonly project: string | null;
  readonly isWork: boolean;
  readonly date: string;
  /** Local times. */
  readonly start: string;
  readonly end: string | null;
  readonly approval: string;
}

export interface ProjectFact {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
  readonly isBillable: boolean | null;
}

/** Minutes from Monday to Sunday. */
export interface ScheduleFact {
  readonly person: string;
  readonly validFrom: string | null;
  readonly minutes: readonly number[];
}

export interface PayFact {
  readonly id: string;
  readonly person: string;
  readonly month: string;
  readonly type: string;
  readonly typeName: string;
  readonly category: string;
  readonly currency: string;
  readonly interval: string | null;
  readonly from: string;
  readonly amount: number;
  readonly weeklyHours: number | null;
}

export interface ApplicationFact {
  readonly id: string;
  readonly job: string;
  readonly date: string;
  /** In the order of entry. */
  readonly stages: readonly StageFact[];
}

export interface StageFact {
  readonly id: string | null;
  readonly name: string | null;
  readonly type: string;
  readonly at: string;
}

export interface Facts {
  readonly today: string;
  readonly persons: readonly PersonFact[];
  readonly employments: readonly EmploymentFact[];
  /** Names of departments and teams by key, and of the others by id. */
  readonly names: {
    readonly units: ReadonlyMap<string, string | null>;
    readonly workplaces: ReadonlyMap<string, string | null>;
    readonly legalEntities: ReadonlyMap<string, string | null>;
    readonly jobs: ReadonlyMap<string, string | null>;
  };
  readonly absenceTypes: readonly AbsenceTypeFact[];
  readonly absences: readonly AbsenceFact[];
  readonly holidays: readonly HolidayFact[];
  readonly attendances: readonly AttendanceFact[];
  readonly projects: readonly ProjectFact[];
  readonly schedules: readonly ScheduleFact[];
  readonly pay: readonly PayFact[];
  readonly applications: readonly ApplicationFact[];
}
