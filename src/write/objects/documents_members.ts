import type { Members } from '../members.ts';
import { personMembers } from '../references.ts';

/** What can be changed. */
export const METADATA = {
  comment: { kind: 'text', describe: 'Comment.' },
  date: { kind: 'day', describe: 'Date of the document.' },
} as const satisfies Members;

/** What can be changed as well if the document is identified by its id. */
export const IDENTITY = {
  category_id: { kind: 'id', describe: "Personio's id of the document category." },
  title: { kind: 'text', describe: 'Title, by which a document of a person and category is recognised.', most: 255 },
} as const satisfies Members;

export const documentMembers = (matchAttribute?: string): Members => ({
  ...personMembers('person', matchAttribute),
  id: { kind: 'id', describe: "Personio's id of the document." },
  category: { kind: 'text', describe: 'Name of the document category.' },
  ...IDENTITY,
  content: { kind: 'text', describe: 'The file in base64, at most 30 MB.' },
  content_type: { kind: 'text', describe: 'Kind of the file, such as application/pdf.' },
  file_url: { kind: 'text', describe: 'Where the file is fetched from: https, on a host in Document Hosts.' },
  file_name: { kind: 'text', describe: 'Name of the file with its extension.', most: 255 },
  ...METADATA,
});
