import type { JsonSchema } from '../json_schema.ts';
import { describeReportColumn } from './columns.ts';
import { type ReportColumn, titleOf } from './report_columns.ts';

/** Personio's types of columns that hold numbers. */
const NUMERIC = ['decimal', 'integer', 'percentage'];

/** One of the options that were chosen: with its members, or some clients fail on the list. */
const OPTION: JsonSchema = {
  type: ['null', 'object'],
  properties: {
    key: { type: ['null', 'string', 'integer'], description: 'What Personio calls the option.' },
    value: { type: ['null', 'string'], description: 'The text of the option.' },
  },
};

/** What every report has. */
export const FIXED: JsonSchema & { $schema: string } = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: {
    record_key: {
      type: 'string',
      description:
        'A hash of the columns that are read, since reports have no ids: another selection gives other keys. Rows that are alike are numbered with `:2`, `:3`.',
    },
    additional_fields: {
      type: ['null', 'object'],
      description: 'Columns that the report was given since it was discovered.',
    },
  },
};

/** `number` tells columns of the very same name apart. */
export function columnSchema(column: ReportColumn, number: number): JsonSchema {
  const { name = '', type = 'string' } = column;
  const described = { title: titleOf(column), description: describeReportColumn(name, number) };
  if (NUMERIC.includes(type)) return { type: ['null', 'number'], ...described };
  if (type === 'option') return { type: ['null', 'array'], items: OPTION, ...described };
  return { type: ['null', 'string'], ...described };
}
