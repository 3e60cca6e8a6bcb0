/**
 * What the description of an account's column says for a later sync, beside what it says for people. Clients hand the
 * descriptions of a catalog back, but drop keywords that they do not know; so Personio's names travel in descriptions.
 * Only this module writes and reads them. The first mark counts, and the text before it holds no other, so a name may be
 * any text. The configured catalog may be too: everything here takes linear time.
 */
import type { JsonSchema } from '../json_schema.ts';

const MARK = /Personio(?:'s id:| calls it) /;
const ID = "Personio's id: ";
const REPORT_NAME = 'Personio calls it ';
const NUMBER = /, number ([1-9]\d{0,5}) of this name; $/;
const OPTIONS = ' Options: ';
const COUNT = 'Columns of this account: ';

/** A configured catalog may hold anything in its place. */
type Described = JsonSchema | null | undefined;

export function describeAttribute(id: string, label: string | undefined, options: readonly string[]): string {
  const name = label === undefined ? '' : `, "${unmarked(label)}"`;
  const choices = options.length === 0 ? '' : `${OPTIONS}${unmarked(options.join(', '))}.`;
  return `Attribute of this account${name}.${choices} ${ID}${id}`;
}

/** `number` tells columns of the very same name apart. */
export function describeReportColumn(name: string, number = 1): string {
  return `A column of the report${number === 1 ? '' : `, number ${number} of this name`}; ${REPORT_NAME}${name}.`;
}

/** Personio's id of the attribute that a column is for. */
export const attributeIdOf = (schema: Described): string | undefined => textAfter(ID, schema);

/** Personio's name of a report's column. */
export function reportColumnOf(schema: Described): string | undefined {
  const text = textAfter(REPORT_NAME, schema);
  return text?.endsWith('.') ? text.slice(0, -1) : undefined;
}

/** Which it is of the columns of the very same name. */
export function reportColumnNumberOf(schema: Described): number {
  const description = descriptionOf(schema);
  const [, number = '1'] = NUMBER.exec(description.slice(0, description.indexOf(REPORT_NAME)).slice(-50)) ?? [];
  return Number(number);
}

/** True for a column that not every account has. */
export const isAccountColumn = (schema: Described): boolean =>
  attributeIdOf(schema) !== undefined || reportColumnOf(schema) !== undefined;

/** The description without an attribute's options: they are values that people have. */
export function withoutOptions(description: string): string {
  const [options, id] = [description.indexOf(OPTIONS), description.indexOf(` ${ID}`)];
  return options === -1 || options > id ? description : description.slice(0, options) + description.slice(id);
}

/** The schema with an account's columns before `additional_fields`, which comes last. */
export function withColumns(schema: JsonSchema, columns: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const rest = withColumnCount(schema.properties?.additional_fields, Object.keys(columns).length);
  return withFields({ ...schema, properties: { ...schema.properties, additional_fields: rest } }, columns);
}

/** The schema with further fields before `additional_fields`, which comes last. */
export function withFields(schema: JsonSchema, fields: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const { additional_fields: rest, ...properties } = schema.properties ?? {};
  return { ...schema, properties: { ...properties, ...fields, ...(rest && { additional_fields: rest }) } };
}

/** The schema of `additional_fields`, which says how many columns of the account stand beside it. */
export function withColumnCount(schema: JsonSchema | undefined, count: number): JsonSchema {
  const [text] = splitAt(COUNT, descriptionOf(schema));
  return { ...schema, description: `${text.trimEnd()} ${COUNT}${count}.`.trimStart() };
}

export function columnCountOf(schema: Described): number | undefined {
  const [, rest = ''] = splitAt(COUNT, descriptionOf(schema));
  return /^\d{1,9}\.$/.test(rest) ? Number.parseInt(rest, 10) : undefined;
}

const descriptionOf = (schema: Described): string =>
  typeof schema?.description === 'string' ? schema.description : '';

function textAfter(mark: string, schema: Described): string | undefined {
  const description = descriptionOf(schema);
  const first = MARK.exec(description);
  return first?.[0] === mark ? description.slice(first.index + mark.length) || undefined : undefined;
}

function splitAt(mark: string, text: string): [string, string?] {
  const at = text.lastIndexOf(mark);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}

/** An account's own text, with a no-break space where it would read as a mark. */
const unmarked = (text: string): string => text.replaceAll(new RegExp(MARK, 'g'), (mark) => `${mark.trimEnd()}\u00a0`);
