// The fields of the setup form on the connector's page, as spec.json has them.
import { sourceSpecification } from '../../src/config/spec.ts';
import { code, table } from './markdown.ts';

interface Field {
  readonly title: string;
  readonly description: string;
  readonly type: string;
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

/** Pages that say more about a field. */
const MORE: Readonly<Record<string, string>> = {
  extra_streams: 'See [supported streams](#supported-streams).',
  reread_days: 'See [employments](#employments).',
  privacy: 'See [privacy](../../privacy.md).',
  deletions: 'See [changes and deletions](../../changes-and-deletions.md).',
};

/** A table for each group that shows fields. */
export function formFields(): string {
  const { connectionSpecification } = sourceSpecification() as { connectionSpecification: Form };
  const { groups, properties, required } = connectionSpecification;
  return groups
    .map(({ id, title }) => {
      const fields = Object.entries(properties).filter(([, field]) => field.group === id && !field.airbyte_hidden);
      const rows = fields.flatMap(([name, field]) => [
        row(name, field, required.includes(name)),
        ...Object.entries(field.properties ?? {}).map(([inner, each]) => row(`${name}.${inner}`, each, false)),
      ]);
      return `**${title}**\n\n${table(['Field', 'Value', 'Meaning'], rows)}`;
    })
    .join('\n\n');
}

function row(path: string, field: Field, isRequired: boolean): string[] {
  const meaning = [withCode(field.description), MORE[path]].filter(Boolean).join(' ');
  return [
    `${field.title} (${code(path)})`,
    [rangeOf(field), defaultOf(field, isRequired)].filter(Boolean).join('; '),
    meaning,
  ];
}

function rangeOf({ type, enum: choices, items, minimum, maximum, pattern_descriptor: form }: Field): string {
  if (items) return `list of ${items.enum ? rangeOf(items) : 'text'}`;
  if (choices) return choices.map(code).join(', ');
  if (minimum !== undefined) return `${minimum} to ${maximum}`;
  return form ?? { boolean: '`true` or `false`', object: 'section' }[type] ?? 'text';
}

function defaultOf({ default: value, type }: Field, isRequired: boolean): string {
  if (isRequired) return 'required';
  const isPlain = value !== undefined && type !== 'array' && type !== 'object';
  return isPlain ? `default ${code(String(value))}` : '';
}

/** Names of choices, columns and patterns as code, because their underscores and stars would be markup. */
const withCode = (text: string): string =>
  text.replace(/(?<=\. )[a-z_]+(?=: )|(?<![\w"])[\w.*]*[_*][\w.*]*(?<!\.)/g, code);
