import * as z from 'zod';
import { OBJECT_NAMES, OPERATIONS } from '../write/object.ts';
import { choice, explained, list, section, text } from './fields.ts';

const filled = (title: string) => text(title).min(1, { error: `${title} is empty` });

/** Forms have no field for an object with any names: they show the first of these types, a text with its JSON. */
const JSON_OBJECT = { type: ['string', 'object'], multiline: true };
/** Forms show a list; files may name a single member without one. */
const ONE_OR_SEVERAL = { type: ['array', 'string'], items: { type: 'string' } };

const columns = (title: string) =>
  z.record(z.string(), z.nullable(filled(title)), {
    error: `${title} must be an object like {"Work email": "email"}`,
  });

const constants = (title: string) => {
  const scalar = z.union([z.string(), z.number(), z.boolean()]);
  const error = `${title} must be an object like {"department": "Sales"}`;
  return z.record(z.string(), z.union([scalar, z.array(scalar)]), { error });
};

const members = (title: string) =>
  z
    .union([filled(title), z.array(filled(title)).min(1)], { error: `${title} must be a list of members` })
    .transform((given) => [given].flat());

/** What the rows of a stream are in Personio. */
const Mapping = section('Each mapping', {
  stream: filled('Stream Name').meta({
    title: 'Stream Name',
    description: 'The name of the stream, with the prefix that the connection adds.',
  }),
  namespace: filled('Stream Namespace').optional().meta({
    title: 'Stream Namespace',
    description: 'The namespace of the stream. Leave it empty unless several streams have this name.',
  }),
  object: choice('Object Name', OBJECT_NAMES).meta({
    title: 'Object Name',
    description: explained('What each row of the stream is in Personio.', {
      persons: 'A person with the current employment and custom attributes.',
      employments: 'The current employment of a person, which is only updated.',
      attendance_periods: 'An attendance.',
      absence_periods: 'An absence.',
      projects: 'A project.',
      project_members: 'A person who works on a project.',
      documents: 'A file that belongs to a person.',
    }),
  }),
  operation: choice('Row Operation', OPERATIONS)
    .optional()
    .meta({
      title: 'Row Operation',
      description: explained('Left empty, the sync mode decides: append inserts, append with deduplication upserts.', {
        insert: 'Rows are created; what is there already is never changed.',
        upsert: 'Rows are created, or changed where they exist.',
        update: 'Only what exists is changed.',
        soft_delete: 'What the rows name is removed, or set inactive, where Allow Removal has the object.',
      }),
    }),
  key: members('Matching Key')
    .optional()
    .meta({
      title: 'Matching Key',
      description: "The members that identify one, such as email. Left empty, it is the object's usual key.",
      ...ONE_OR_SEVERAL,
    }),
  fields: columns('Field Names')
    .default({})
    .meta({
      title: 'Field Names',
      description:
        'As JSON: which member each column is, such as {"Work email": "email"}. Columns that are named like a member need no entry; null leaves a column out.',
      ...JSON_OBJECT,
    }),
  constants: constants('Constant Values')
    .default({})
    .meta({
      title: 'Constant Values',
      description: 'As JSON: members that have the same value in every row, such as {"office": "Berlin"}.',
      ...JSON_OBJECT,
    }),
});

export const mappings = list('Mappings', Mapping, ' of objects').meta({
  title: 'Mappings',
  description:
    'Which stream is which object in Personio. A stream whose name is that of an object (persons, employments, attendance_periods, absence_periods, projects, project_members, documents) needs none if its columns are named like the members.',
  always_show: true,
});
