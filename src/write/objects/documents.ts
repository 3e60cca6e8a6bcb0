import type { Members } from '../members.ts';
import type { WrittenObject } from '../object.ts';
import { personMembers } from '../references.ts';
import { DOCUMENTS, DocumentWriter } from './documents_writer.ts';

const MEMBERS: Members = {
  id: { kind: 'id', describe: "Personio's id of the document." },
  category: { kind: 'text', describe: 'Name of the document category.' },
  category_id: { kind: 'id', describe: "Personio's id of the document category." },
  title: { kind: 'text', describe: 'Title, by which a document of a person and category is recognised.', most: 255 },
  content: { kind: 'text', describe: 'The file in base64, at most 30 MB.' },
  content_type: { kind: 'text', describe: 'Kind of the file, such as application/pdf.' },
  file_url: { kind: 'text', describe: 'Where the file is fetched from: https, on a host in Document Hosts.' },
  file_name: { kind: 'text', describe: 'Name of the file with its extension.', most: 255 },
  comment: { kind: 'text', describe: 'Comment.' },
  date: { kind: 'day', describe: 'Date of the document.' },
};

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
  members: { ...personMembers('person'), ...MEMBERS },
  needs: ['title'],
  rights: {
    scopes: ['personio:documents:write', 'documents:write'],
    name: 'Documents: write',
    probe: { route: `${DOCUMENTS}/{id}`, target: `${DOCUMENTS}/0` },
  },
  // A file is held in memory.
  lot: { rows: 1, parallel: 1 },
  open: async (run) =>
    new DocumentWriter(documents, { ...personMembers('person', run.options.matchAttribute), ...MEMBERS }, run),
};
