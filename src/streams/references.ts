/** A member that holds `{ id }` of another stream's record. Its id becomes a column, so that tables join. */
export interface Reference {
  /** The path to the member. Without column to the id itself, `cost_centers.id`; lists on the way are looked into. */
  readonly member: string;
  /** The column that is added; none for what stands in lists: that is joined where it is. */
  readonly column?: string;
  /** `<stream>.<field>` to join with; Personio does not list everything that it refers to. */
  readonly to?: string;
  /** Of what type the id is, where types share their ids. In a list of `{ type, id }`, the first of this type counts. */
  readonly type?: string;
  /** The path to the member that has the type, where it is not always the same. */
  readonly typeAt?: string;
  /** The column for type and id, equal to the `record_key` of what is referred to. */
  readonly key?: string;
  /** Which ids `to` may not have. Everywhere else Personio is held to list what it refers to. */
  readonly missing?: string;
}

/** Another field of the stream that `to` names: `org_units.record_key` where that is `org_units.id`. */
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

/** The references of a stream whose rows have an employee of version 1 there: version 2 knows the same person by the same id. */
export const employee = (member: string, column?: string): Reference[] => [
  reference(member, 'employees.id', column),
  reference(member, 'persons.id', 'person_id'),
];

/** A department or a team. The two have ids of their own, which may be the same: only with the type they join. */
export const orgUnit = (type: 'department' | 'team', member: string = type): Reference =>
  reference(member, 'org_units.id', `${type}_id`, { type, key: `${type}_key` });
