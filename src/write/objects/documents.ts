import type { WrittenObject } from '../object.ts';
import { documentMembers } from './documents_members.ts';
import { DOCUMENTS, DocumentWriter } from './documents_writer.ts';

export const documents: WrittenObject = {
  name: 'documents',
  operations: ['insert', 'upsert', 'update', 'soft_delete'],
  keys: [
    ['person_email', 'category', 'title'],
    ['person_email', 'category_id', 'title'],
    ['person_id', 'category', 'title'],
    ['person_id', 'category_id', 'title'],
    ['id'],
  ],
  members: documentMembers(),
  needs: ['title'],
  rights: {
    scopes: ['personio:documents:write', 'documents:write'],
    name: 'Documents: write',
    probe: { route: `${DOCUMENTS}/{id}`, target: `${DOCUMENTS}/0` },
  },
  // A file is held in memory.
  lot: { rows: 1, parallel: 1 },
  open: async (run) => new DocumentWriter(documents, run),
};
