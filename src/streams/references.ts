/**
 * A member that holds the `{ id }` of another stream's record. Its id becomes a column, so that tables can be joined.
 */
export interface Reference {
  /**
   * The path to the member. Without a column it leads to the id itself, `cost_centers.id`; lists on the way are looked
   * into.
   */
  readonly member: string;
  /** The column that is added; none for references inside lists, which are joined where they are. */
  readonly column?: string;
  /** `<stream>.<field>` to join with; Personio does not list everything that it refers to. */
  readonly to?: string;
  /** The type of the id, if types share their ids. In a list of `{ type, id }`, the first of this type counts. */
  readonly type?: string;
  /** The path to the member that has the type, if it varies. */
  readonly typeAt?: string;
  /** The column for type and id, equal to the `record_key` of the target. */
  readonly key?: string;
  /** Which ids `to` may lack. Everywhere else Personio is expected to list what it refers to. */
  readonly missing?: string;
}

/** Another field of the stream that `to` names: `org_units.record_key` if that is `org_units.id`. */
export const fieldBeside = (to: string, field: string): string => `${to.slice(0, to.indexOf('.'))}.${field}`;

type ReferenceDetails = Pick<Reference, 'type' | 'typeAt' | 'key' | 'missing'>;

export const reference = (
  member: string,
  to?: string,
  column = `${member}_id`,
  details: ReferenceDetails = {},
): Reference => ({
  member,
  column,
  ...(to !== undefined && { to }),
  ...details,
});

export const nested = (path: string, to: string, details: ReferenceDetails = {}): Reference => ({
  member: path,
  to,
  ...details,
});

export const DELETED_TYPES = { missing: 'types that were deleted' };
export const DELETED_PEOPLE = { missing: 'people who were deleted' };
/** Version 1 has a number for each cost center. */
export const UUIDS_OF_VERSION_2 = { missing: 'cost centers that version 2 knows by a UUID' };

/** The references of a stream whose rows hold a version 1 employee: version 2 knows the same person by the same id. */
export const employee = (member: string, column?: string): Reference[] => [
  reference(member, 'employees.id', column),
  reference(member, 'persons.id', 'person_id'),
];

/** A department or a team. Their ids may coincide, so they join only together with the type. */
export const orgUnit = (type: 'department' | 'team', member: string = type): Reference =>
  reference(member, 'org_units.id', `${type}_id`, { type, key: `${type}_key` });
