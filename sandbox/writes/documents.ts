import type { Document } from '../data/facts.ts';
import { numericId, numericSerial } from '../data/ids.ts';
import { parseDate } from '../data/time.ts';
import { DOCUMENT_CATEGORIES } from '../data/words.ts';
import type { Answer } from '../http/answer.ts';
import { objectNotFound, Problem } from '../http/problem.ts';
import { documentRow } from '../resources/documents.ts';
import { personId, personSerial } from '../resources/persons.ts';
import { read, text } from './members.ts';
import { given, type Write, type Writing } from './write.ts';

const SERVICE = {
  stream: 'documents',
  right: 'documents:write',
  scopes: ['personio:documents:write', 'documents:write'],
} as const;

const V2 = { ...SERVICE, service: 'other', path: '/v2/document-management/documents/{id}' } as const;

export const DOCUMENTS: readonly Write[] = [
  {
    ...SERVICE,
    service: 'v1',
    method: 'POST',
    path: '/v1/company/documents',
    bucket: 'document_uploads',
    run: upload,
  },
  { ...V2, method: 'PATCH', run: change },
  { ...V2, method: 'DELETE', run: remove },
];

const MOST_BYTES = 30 * 1024 * 1024;

const EXTENSIONS =
  'pdf pptx xlsx docx doc xls ppt ods odt 7z gz rar zip bmp gif jpg jpeg png tif csv txt rtf mp4 3gp mov avi wmv'.split(
    ' ',
  );

/** How far ids of v1 are from those of v2, if they differ. */
const OTHER_IDS = 5_000_000;

function upload(writing: Writing): Answer {
  const { account, settings, sent } = writing;
  const fields = sent.form?.fields ?? new Map<string, string>();
  const wrong: Record<string, readonly string[]> = {};
  const need = (name: string, isGood: (value: string) => boolean): string => {
    const value = fields.get(name) ?? '';
    if (!isGood(value)) wrong[name] = [`The ${name.replaceAll('_', ' ')} is missing or not valid: ${value}`];
    return value;
  };
  const isId = (value: string): boolean => /^\d{1,12}$/.test(value);
  const isShort = (value: string): boolean => value.length <= 255;
  const title = need('title', (value) => value !== '' && isShort(value));
  const employee = need('employee_id', isId);
  const category = need('category_id', isId);
  if (fields.has('date')) need('date', (value) => parseDate(value) !== undefined);
  const file = sent.form?.files.get('file');
  const extension = /\.(\w+)$/.exec(file?.name ?? '')?.[1]?.toLowerCase() ?? '';
  if (file === undefined) wrong.file = ['The file is missing.'];
  else if (!EXTENSIONS.includes(extension)) wrong.file = [`The file must not be of this type: ${file.name}`];
  else if (file.size > MOST_BYTES && settings.disputed.largeFile === 422) wrong.file = ['The file is too large.'];
  else if (file.size > MOST_BYTES) throw writing.refuse(413, 'The file is too large.');
  if (file === undefined || Object.keys(wrong).length > 0)
    throw new Problem({ status: 422, detail: 'The given data was invalid.', fields: wrong });

  const owner = account.persons.get(personSerial(employee));
  if (owner === undefined) throw writing.refuse(404, `There is no employee ${employee}.`);
  const serial = categorySerial(category);
  if (serial === undefined) throw writing.refuse(404, `There is no document category ${category}.`);
  const document: Document = {
    ...writing.fresh(account.documents.nextUploaded),
    owner,
    written: {
      ...{ name: settings.disputed.documentName === 'title' ? title : file.name, title },
      ...{ comment: fields.get('comment') ?? null, date: fields.get('date') ?? null, category: serial },
      ...{ extension, size: file.size, sha256: file.sha256 },
    },
  };
  account.documents.upload(owner, document);
  writing.tell('inserted', 'documents', [document]);
  const id = numericId('document', document.serial);
  writing.record({ id, key: keyOf(document, writing), created: true });
  const shown = Number(id) + (settings.disputed.documentIds === 'same' ? 0 : OTHER_IDS);
  return {
    status: 201,
    headers: { 'content-type': 'application/json' },
    json: { success: true, data: { id: shown } },
  };
}

function change(writing: Writing): Answer {
  const document = documentIn(writing);
  const members = writing.members();
  const category = members.take('category', (value) => {
    const id = members.inside(value).need('id', text(40, 1));
    const serial = categorySerial(id);
    if (serial === undefined) throw writing.refuse(404, `There is no document category ${id}.`);
    return serial;
  });
  const written = given({
    name: members.take('name', text(256, 1)),
    comment: members.take('comment', text(10_000, 1)),
    date: members.take(
      'date',
      read((value) => (parseDate(value) === undefined ? undefined : value)),
    ),
    category,
  });
  members.close();
  const title = written.name ?? document.written?.title;
  const changed = writing.change('documents', document, documentRow, {
    written: { ...document.written, ...written, ...given({ title }) },
  });
  return writing.done({ id: numericId('document', document.serial), key: keyOf(document, writing), changed });
}

function remove(writing: Writing): Answer {
  const document = documentIn(writing);
  writing.remove('documents', [document]);
  return writing.done({ id: numericId('document', document.serial), key: keyOf(document, writing) });
}

function documentIn({ account, sent }: Writing): Document {
  const serial = numericSerial('document', sent.path.id ?? '');
  const document = serial === undefined ? undefined : account.documentOf(serial);
  if (document === undefined || document.removed) throw objectNotFound();
  return document;
}

function categorySerial(id: string): number | undefined {
  const serial = numericSerial('documentCategory', id) ?? -1;
  return DOCUMENT_CATEGORIES[serial] === undefined ? undefined : serial;
}

function keyOf(document: Document, { view }: Writing): string {
  const { name, category, size } = documentRow(document, view) as {
    name: string;
    category: { id: string } | null;
    size: number;
  };
  const owner = 'candidate' in document.owner ? document.owner.serial : personId(document.owner);
  return `documents:${owner}|${category?.id ?? ''}|${document.written?.title ?? name}|${size}`;
}
