// The lists of the destination's page: what src/write/objects declares.
import { destinationSpecification } from '../../src/config/spec.ts';
import type { Member } from '../../src/write/members.ts';
import type { WrittenObject } from '../../src/write/object.ts';
import { OBJECTS } from '../../src/write/objects/index.ts';
import { entityOf } from '../../src/write/plan.ts';
import { formFields } from './form_fields.ts';
import { code, table } from './markdown.ts';

const VALUES: Readonly<Record<Member['kind'], string>> = {
  text: 'text',
  email: 'e-mail address',
  id: 'ID',
  day: 'date',
  moment: 'date and time',
  number: 'number',
  flag: '`true` or `false`',
  choice: '',
  texts: 'list of texts',
};

const objects = (): WrittenObject[] => Object.values(OBJECTS);

/** A person or a category may be named in several ways: the first is shown. */
function keysOf({ keys }: WrittenObject): string {
  const named = (key: readonly string[]) => key.map(entityOf).join(' ');
  const shown = keys.filter((key, index) => keys.findIndex((each) => named(each) === named(key)) === index);
  return shown.map((key) => key.map(code).join(' + ')).join('<br>');
}

function objectsTable(): string {
  const rows = objects().map((object) => [
    `[${code(object.name)}](#${object.name})`,
    object.operations.map(code).join(', '),
    keysOf(object),
    object.needs.map(code).join(', '),
  ]);
  return table(['Object', 'Operations', 'Matching keys, the usual one first', 'A new one needs besides'], rows);
}

function acceptedBy({ kind, choices, most }: Member): string {
  if (choices) return choices.map(code).join(', ');
  return most === undefined ? VALUES[kind] : `${VALUES[kind]}, up to ${most} characters`;
}

/** A section for each object. */
function members(): string {
  return objects()
    .map(({ name, members, keys: [key = []] }) => {
      const rows = Object.entries(members).map(([member, each]) => [
        key.includes(member) ? `**${code(member)}**` : code(member),
        acceptedBy(each),
        each.clearable ? 'yes' : '',
        each.describe,
      ]);
      return `#### ${name}\n\n${table(['Member', 'Value', 'Can be cleared', 'Meaning'], rows)}`;
    })
    .join('\n\n');
}

const MORE: Readonly<Record<string, string>> = {
  mappings: 'See [mappings](#mappings).',
  approval: 'See [approvals](#approvals).',
  clear_on_null: 'See [clearing](#clearing).',
  allow_removal: 'See [removing](#removing).',
  on_reject: 'See [rejected rows](#rejected-rows).',
  document_hosts: 'See [documents](#contracts-to-documents).',
  report: 'See [the report](#the-report).',
};

export const destinationLists: Readonly<Record<string, () => string>> = {
  objects: objectsTable,
  members,
  'form fields': () => formFields(destinationSpecification(), MORE),
};
