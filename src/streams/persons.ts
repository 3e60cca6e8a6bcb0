import { ListStream } from './list.ts';
import type { RangeFilter } from './partition.ts';
import { nested } from './references.ts';
import { type Removals, sweptByPath } from './removals.ts';

/** Reports disagree about the format; the operators exclude their bound. */
const updatedAt: RangeFilter = {
  from: 'updated_at.gt',
  to: 'updated_at.lt',
  strict: true,
  formats: ['instant', 'millis', 'day'],
};

export class Persons extends ListStream {
  readonly name = 'persons';
  readonly path = '/v2/persons';
  readonly scope = 'personio:persons:read';
  override readonly pageSize = 50;
  override readonly cursorField = 'updated_at';
  override readonly changes = updatedAt;
  override readonly attributes = {
    columns: 'listed',
    lists: { custom_attributes: 'id' },
    readableMarkers: ['email', 'first_name', 'last_name', 'created_at', 'custom_attributes'],
  } as const;
  override readonly references = [nested('employments.id', 'employments.id')];
  override readonly removals: Removals = {
    ...sweptByPath(this.path),
    event: { name: 'person.deleted', of: 'person' },
  };
  override readonly mentions = { 'profile_picture.url': ['persons.id'] };
}
