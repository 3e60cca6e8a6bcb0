import { ListStream } from './list.ts';
import { children } from './partitions/children.ts';
import { Persons } from './persons.ts';
import { DELETED_TYPES, reference } from './references.ts';

/** There is no list for the whole company: one request per person. */
export class Documents extends ListStream {
  readonly name = 'documents';
  readonly path = '/v2/document-management/documents';
  readonly scope = 'personio:documents:read';
  override readonly pageSize = 200;
  override readonly partitioning = children({ stream: new Persons(), column: 'owner_id', parameter: 'owner_id' });
  override readonly cursorField = 'created_at';
  override readonly changes = {
    from: 'created_at.gte',
    to: 'created_at.lt',
    formats: ['day'],
    ofEvents: true,
  } as const;
  override readonly references = [
    reference('owner', 'persons.id'),
    reference('category', 'document_categories.id', undefined, DELETED_TYPES),
  ];
  override readonly removals = {
    event: { name: 'document.deleted', of: 'document' },
    visits: ['created', 'updated', 'signed', 'deleted'].map((what) => `document.${what}`),
    ask: { by: 'owner' },
  } as const;
  override readonly group = 'per_person';
}
