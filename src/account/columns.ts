/**
 * The descriptions of an account's columns carry information for a later sync as well as for people. Clients return the
 * descriptions of a catalog, but drop keywords that they do not know; so Personio's names travel in descriptions. Only
 * this module writes and reads them. The first mark counts, and the text before it contains no other, so a name may be
 * any text. A configured catalog may contain any text, too: everything here takes linear time.
 */
import type { JsonSchema } from '../json_schema.ts';

const MARK = /Personio(?:'s id:| calls it) /;
const ID = "Personio's id: ";
const REPORT_NAME = 'Personio calls it ';
const NUMBER = /, number ([1-9]\d{0,5}) of this name; $/;
const OPTIONS = ' Options: ';
const COUNT = 'Columns of this account, which are not repeated here: ';

/** A configured catalog may contain anything here. */
type Described = JsonSchema | null | undefined;

export function describeAttribute(id: string, label: string | undefined, options: readonly string[]): string {
  const name = label === undefined ? '' : `, "${unmarked(label)}"`;
  const choices = options.length === 0 ? '' : `${OPTIONS}${unmarked(options.join(', '))}.`;
  return `Attribute of this account${name}.${choices} ${ID}${id}`;
}

/** `number` distinguishes columns with exactly the same name. */
export function describeReportColumn(name: string, number = 1): string {
  return `A column of the report${number === 1 ? '' : `, number ${number} of this name`}; ${REPORT_NAME}${name}.`;
}

/** Personio's id of the attribute that a column is for. */
export const attributeIdOf = (schema: Described): string | undefined => textAfter(ID, schema);

/** Personio's name of a report column. */
export function reportColumnOf(schema: Described): string | undefined {
  const text = textAfter(REPORT_NAME, schema);
  return text?.endsWith('.') ? text.slice(0, -1) : undefined;
}

/** The number of a column among those with exactly the same name. */
export function reportColumnNumberOf(schema: Described): number {
  const description = descriptionOf(schema);
  const [, number = '1'] = NUMBER.exec(description.slice(0, description.indexOf(REPORT_NAME)).slice(-50)) ?? [];
  return Number(number);
}

/** True for a column that only some accounts have. */
export const isAccountColumn = (schema: Described): boolean =>
  attributeIdOf(schema) !== undefined || reportColumnOf(schema) !== undefined;

/** The description without an attribute's options, which are values that people have. */
export function withoutOptions(description: string): string {
  const [options, id] = [description.indexOf(OPTIONS), description.indexOf(` ${ID}`)];
  return options === -1 || options > id ? description : description.slice(0, options) + description.slice(id);
}

/** The schema with an account's columns added before `additional_fields`, which comes last. */
export function withColumns(schema: JsonSchema, columns: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const rest = withColumnCount(schema.properties?.additional_fields, Object.keys(columns).length);
  return withFields({ ...schema, properties: { ...schema.properties, additional_fields: rest } }, columns);
}

/** The schema with more fields before `additional_fields`, which comes last. */
export function withFields(schema: JsonSchema, fields: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const { additional_fields: rest, ...properties } = schema.properties ?? {};
  return { ...schema, properties: { ...properties, ...fields, ...(rest && { additional_fields: rest }) } };
}

/** The schema of `additional_fields`, with the number of the account's columns in its description. */
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

/** An account's own text, with a no-break space where it would look like a mark. */
const unmarked = (text: string): string => text.replaceAll(new RegExp(MARK, 'g'), (mark) => `${mark.trimEnd()}\u00a0`);
