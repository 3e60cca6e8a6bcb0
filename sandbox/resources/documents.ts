import type { Account } from '../data/account.ts';
import { Dice } from '../data/dice.ts';
import type { Application, Document, Person } from '../data/facts.ts';
import { numericId, numericSerial } from '../data/ids.ts';
import { DAY, date, instant } from '../data/time.ts';
import { DOCUMENT_CATEGORIES, DOCUMENTS } from '../data/words.ts';
import type { JsonObject } from '../json.ts';
import type { Settings } from '../options.ts';
import { asDay, compared, type Filter } from './filters.ts';
import { personId, personSerial } from './persons.ts';
import { resource, type View } from './resource.ts';
import { problem } from './services.ts';

export const documents = resource<Document>({
  stream: 'documents',
  path: '/v2/document-management/documents',
  service: 'other',
  scope: 'personio:documents:read',
  refusal: 403,
  page: { usual: 100, max: 200 },
  required: ['owner_id'],
  shaping: { owner_id: () => true },
  filters: {
    category_id: ofCategory(),
    ...compared<Document>('created_at', ['.gte', '.lt'], ({ created }) => Math.floor(created / DAY), asDay),
  },
  facts: (account, _path, parameters, settings) => documentsOf(parameters.get('owner_id') ?? '', account, settings),
  id: ({ serial }) => numericId('document', serial),
  row: documentRow,
  // Applications own documents, too, but only those of people belong to the stream.
  readings: (account) => account.persons.listed.map((person) => ({ query: { owner_id: personId(person) } })),
});

function documentsOf(owner: string, account: Account, settings: Settings): readonly Document[] {
  const found = ownerOf(owner, account);
  if (found !== undefined) return account.documents.of(found);
  if (settings.disputed.unknownOwner === 'empty') return [];
  throw problem('other', 404, 'No metadata found.');
}

function ownerOf(id: string, account: Account): Person | Application | undefined {
  return account.persons.get(personSerial(id)) ?? account.applications.get(numericSerial('application', id));
}

/** Serial number of a document's category; after the last category, the document has none. */
function categoryOf({ serial, written }: Document): number {
  return written?.category ?? serial % (DOCUMENT_CATEGORIES.length + 1);
}

function ofCategory(): Filter<Document> {
  return (text) => {
    const wanted = numericSerial('documentCategory', text);
    return (document) => categoryOf(document) === wanted;
  };
}

export function documentRow(document: Document, view: View): JsonObject {
  const { written, postedAt } = document;
  const { name, comment, date: day, size } = written ?? {};
  return {
    ...invented(document, view),
    ...(postedAt !== undefined && {
      ...{ document_type: written?.extension, virus_scan: { status: 'PENDING' }, esignature: null },
    }),
    ...(name !== undefined && { name }),
    ...(comment !== undefined && { comment }),
    ...(day !== undefined && { date: day }),
    ...(size !== undefined && { size }),
  };
}

function invented(document: Document, { account, parameters }: View): JsonObject {
  const dice = new Dice(account.world.seed, 34, document.serial);
  const category = categoryOf(document);
  const day = Math.floor(document.created / DAY) - dice.below(30);
  return {
    id: numericId('document', document.serial),
    name: dice.pick(DOCUMENTS),
    comment: dice.pick([null, '', 'signed copy', 'Zeile 1\nZeile 2']),
    date: dice.chance(0.1) ? null : date(day),
    category: category < DOCUMENT_CATEGORIES.length ? { id: numericId('documentCategory', category) } : null,
    owner: { id: parameters.get('owner_id') ?? '' },
    document_type: dice.pick(['pdf', 'png', '']),
    size: dice.below(400_000),
    created_at: instant(document.created),
    virus_scan: dice.chance(0.8) ? { status: dice.pick(['CLEAN', 'PENDING']) } : undefined,
    esignature: dice.chance(0.5) ? null : dice.chance(0.3) ? { status: 'SIGNED' } : undefined,
  };
}
