import type { Row } from '../row.ts';
import type { Members, Values } from './members.ts';
import type { Task } from './object.ts';
import { entityOf, type StreamPlan } from './plan.ts';
import { missingKey, Reject } from './reject.ts';
import { isGiven, isGivenFor, memberValue } from './values.ts';

/** Columns that destinations and sources of the protocol add. */
const OF_THE_PROTOCOL = /^_(?:airbyte|ab)_/;
const DELETED_AT = '_ab_cdc_deleted_at';
/** The member under which an object receives the file of a record. No column can be mapped to it. */
const FILE = 'file_path';

interface TaskOptions {
  readonly timeZone: string | undefined;
  /** Members that a null clears. */
  readonly clearable: ReadonlySet<string>;
  readonly mayRemove: boolean;
}

/** Turns the records of a stream into tasks for its object. */
export class StreamRows {
  readonly plan: StreamPlan;
  /** Columns that no member takes. */
  readonly unknown = new Set<string>();
  readonly #options: TaskOptions;
  readonly #columns: ReadonlyMap<string, string>;

  constructor(plan: StreamPlan, options: TaskOptions) {
    this.plan = plan;
    this.#options = options;
    const named = Object.entries(plan.fields).flatMap(([column, member]) =>
      member === null ? [] : [[member, column] as const],
    );
    this.#columns = new Map(named);
  }

  /** The column from which a member comes. */
  columnOf(member: string): string {
    return this.#columns.get(member) ?? member;
  }

  /** Throws Reject if a value cannot be one of its member. */
  task(data: Row, members: Members, file: string | undefined): Task {
    const { plan } = this;
    const values: Record<string, Values[string]> = {};
    for (const [column, raw] of Object.entries(data)) {
      const member = this.#memberOf(column, members);
      if (member !== undefined) this.#take(values, member, raw, members);
    }
    for (const [member, raw] of Object.entries(plan.constants)) this.#take(values, member, raw, members);
    const lacking = plan.key.find((member) => !isNamed(member, values));
    if (lacking !== undefined) throw missingKey(lacking);
    if (file !== undefined) values[FILE] = file;
    return { operation: this.#operationOf(data), key: plan.key, values };
  }

  /** The values of the matching key, as the row gives them. */
  keyOf(data: Row): Record<string, unknown> {
    const { key, constants } = this.plan;
    const values = key.flatMap((member) => {
      const raw = constants[member] ?? data[this.columnOf(member)];
      return isGiven(raw) ? [[member, raw]] : [];
    });
    return Object.fromEntries(values);
  }

  #memberOf(column: string, members: Members): string | undefined {
    if (OF_THE_PROTOCOL.test(column)) return undefined;
    const { fields, key } = this.plan;
    const named = Object.hasOwn(fields, column) ? fields[column] : undefined;
    if (named === null) return undefined;
    // The id of a source is not Personio's, unless it is what objects are found by; and a mapped member has its column.
    const isOwn = (column !== 'id' || key.includes('id')) && !this.#columns.has(column);
    const member = named ?? (isOwn ? column : undefined);
    if (member !== undefined && Object.hasOwn(members, member)) return member;
    this.unknown.add(column);
    return undefined;
  }

  #take(values: Record<string, Values[string]>, name: string, raw: unknown, members: Members): void {
    const member = members[name];
    if (member === undefined) return;
    if (isGivenFor(member, raw)) values[name] = memberValue(name, member, raw, this.#options.timeZone);
    else if (this.#options.clearable.has(name) && member.clearable) values[name] = null;
  }

  #operationOf(data: Row): Task['operation'] {
    if (!isGiven(data[DELETED_AT])) return this.plan.operation;
    if (!this.plan.object.operations.includes('soft_delete'))
      throw new Reject('not_supported', 'The row was deleted in the source, and this object cannot be removed.', {
        member: DELETED_AT,
      });
    if (!this.#options.mayRemove)
      throw new Reject(
        'removal_not_allowed',
        'The row was deleted in the source. Allow Removal does not list its object, so nothing was removed.',
        { member: DELETED_AT },
      );
    return 'soft_delete';
  }
}

/** True if the row has the member, or names the same in another way: a person by id instead of e-mail. */
function isNamed(member: string, values: Values): boolean {
  const entity = entityOf(member);
  return Object.keys(values).some((name) => entityOf(name) === entity && isGiven(values[name]));
}
