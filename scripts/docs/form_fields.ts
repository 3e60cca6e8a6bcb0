// The fields of a setup form on its connector's page, as its spec.json has them.
import { code, table } from './markdown.ts';

interface Field {
  readonly title: string;
  readonly description: string;
  readonly type: string | readonly string[];
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern_descriptor?: string;
  readonly enum?: readonly string[];
  readonly items?: Field;
  readonly group?: string;
  readonly airbyte_hidden?: boolean;
  readonly properties?: Readonly<Record<string, Field>>;
}

interface Form {
  readonly required: readonly string[];
  readonly groups: readonly { readonly id: string; readonly title: string }[];
  readonly properties: Readonly<Record<string, Field>>;
}

/** A table for each group that shows fields. `more`: where a page says more about a field. */
export function formFields(specification: object, more: Readonly<Record<string, string>>): string {
  const { connectionSpecification } = specification as { connectionSpecification: Form };
  const { groups, properties, required } = connectionSpecification;
  return groups
    .map(({ id, title }) => {
      const fields = Object.entries(properties).filter(([, field]) => field.group === id && !field.airbyte_hidden);
      const rows = fields.flatMap(([name, field]) => [
        row([name, field], required.includes(name), more[name]),
        ...innerFields(name, field),
      ]);
      return `**${title}**\n\n${table(['Field', 'Value', 'Meaning'], rows)}`;
    })
    .join('\n\n');
}

/** Those of a section, or of each entry of a list. */
function innerFields(name: string, { items, ...field }: Field): string[][] {
  const { properties = {}, required = [] } = items ?? field;
  return Object.entries(properties).map(([inner, each]) =>
    row([`${name}${items ? '[]' : ''}.${inner}`, each], required.includes(inner)),
  );
}

function row([path, field]: readonly [string, Field], isRequired: boolean, more?: string): string[] {
  const meaning = [withCode(field.description), more].filter(Boolean).join(' ');
  return [
    `${field.title} (${code(path)})`,
    [rangeOf(field), defaultOf(field, isRequired)].filter(Boolean).join('; '),
    meaning,
  ];
}

function rangeOf({ type, enum: choices, items, minimum, maximum, pattern_descriptor: form }: Field): string {
  if (items?.properties) return 'list of sections';
  if (items) return `list of ${items.enum ? rangeOf(items) : 'text'}`;
  if (choices) return choices.map(code).join(', ');
  if (minimum !== undefined) return `${minimum} to ${maximum}`;
  if (Array.isArray(type)) return 'object, or its JSON';
  return form ?? { boolean: '`true` or `false`', object: 'section' }[String(type)] ?? 'text';
}

function defaultOf({ default: value, type }: Field, isRequired: boolean): string {
  if (isRequired) return 'required';
  const isPlain = value !== undefined && type !== 'array' && type !== 'object' && !Array.isArray(type);
  return isPlain ? `default ${code(String(value))}` : '';
}

/** Names of choices, columns and patterns as code, because their underscores and stars would be markup. */
const withCode = (text: string): string =>
  text.replace(/(?<=\. )[a-z_]+(?=: )|(?<![\w"])[\w.*]*[_*][\w.*]*(?<!\.)/g, code);
