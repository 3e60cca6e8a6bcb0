// The rows of the sandbox, as it serves them, for independent computations.
import type { Sandbox } from '../../sandbox/server.ts';

export interface Id {
  readonly id: string;
}

export interface Employment extends Id {
  readonly person: Id;
  readonly employment_start_date?: string;
  readonly employment_end_date?: string | null;
  readonly weekly_working_hours?: number;
  readonly org_units?: readonly { readonly type: string; readonly id: string }[];
}

export interface Absence extends Id {
  readonly absence_type: Id;
  readonly starts_from: { readonly date_time: string; readonly type: string | null };
  readonly ends_at: { readonly type: string | null } | null;
  readonly approval: { readonly status: string };
}

export interface Breakdown {
  readonly date: string;
  readonly effective_duration: { readonly unit: string; readonly value: number };
}

export interface Attendance {
  readonly person: Id;
  readonly type: string;
  readonly attribution_date: string;
  readonly start: { readonly date_time: string };
  readonly end: { readonly date_time: string } | null;
  readonly approval: { readonly status: string };
}

export interface Compensation extends Id {
  readonly person: Id;
  readonly type: { readonly id: string; readonly category: string };
  readonly amount: { readonly value: number | string; readonly currency: string };
  readonly interval?: string;
  readonly effective_from: string;
  readonly weekly_working_hours?: number | null;
}

export interface Named extends Id {
  readonly name: string;
  readonly type?: string;
}

/** The last day of anything without an end. */
export const FOREVER = '9999-12-31';
/** The department of people who have none. */
export const NONE = '(none)';

/** An employment, from the first day that anybody can see it. */
export interface Span {
  readonly id: string;
  readonly person: string;
  readonly first: string;
  readonly last: string;
  readonly department: string;
  readonly weeklyHours: number;
}

export class Account {
  readonly #sandbox: Sandbox;
  readonly spans: readonly Span[];

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    const departments = this.names('org_units', 'department');
    this.spans = this.rows<Employment>('employments').flatMap((row) => {
      const { id, person, employment_start_date: first, employment_end_date: last, org_units: units } = row;
      if (first === undefined) return [];
      const department = departments.get(units?.find(({ type }) => type === 'department')?.id ?? '') ?? NONE;
      const weeklyHours = row.weekly_working_hours ?? 0;
      return [{ id, person: person.id, first, last: last ?? FOREVER, department, weeklyHours }];
    });
  }

  rows<T>(stream: string): T[] {
    return this.#sandbox.rows(stream) as unknown as T[];
  }

  /** The rows of a stream whose keys hold what the rows do not: `PARENT:REST`. */
  keyed<T>(stream: string): { readonly key: string; readonly rest: string; readonly row: T }[] {
    const keys = this.#sandbox.ids(stream);
    return this.rows<T>(stream).map((row, at) => {
      const [key = '', rest = ''] = keys[at]?.split(':') ?? [];
      return { key, rest, row };
    });
  }

  ids(stream: string): string[] {
    return this.#sandbox.ids(stream);
  }

  names(stream: string, type?: string): Map<string, string> {
    const named = this.rows<Named>(stream).filter((row) => type === undefined || row.type === type);
    return new Map(named.map((row) => [row.id, row.name]));
  }
}
