import type { DestinationOperation } from '../../airbyte/protocol.ts';
import type { JsonSchema } from '../../json_schema.ts';
import type { Member, Members } from '../../write/members.ts';
import { SYNC_MODES, type WrittenObject } from '../../write/object.ts';
import { keysOf } from '../../write/plan.ts';

const TYPES: Readonly<Record<Member['kind'], JsonSchema>> = {
  text: { type: ['null', 'string'] },
  email: { type: ['null', 'string'] },
  id: { type: ['null', 'string'] },
  day: { type: ['null', 'string'], format: 'date' },
  moment: { type: ['null', 'string'], format: 'date-time', airbyte_type: 'timestamp_without_timezone' },
  number: { type: ['null', 'number'] },
  flag: { type: ['null', 'boolean'] },
  choice: { type: ['null', 'string'] },
  texts: { type: ['null', 'array'], items: { type: 'string' } },
};

/** The members of an object as a JSON schema. Every member may be missing, and null. */
export const objectSchema = (members: Members, required: readonly string[] = []): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  ...(required.length > 0 && { required }),
  properties: Object.fromEntries(
    Object.entries(members).map(([name, member]) => [
      name,
      {
        ...TYPES[member.kind],
        description: member.describe,
        ...(member.choices && { enum: [null, ...member.choices] }),
      },
    ]),
  ),
});

/** The schema of an object in every account: `destination/schemas/` has these, for people and tools. */
export const publishedSchema = ({ name, members }: WrittenObject): object => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: name,
  ...objectSchema(members),
});

/** What can be done with an object, as the platform offers it. `members`: with the account's own. */
export function operationsOf(
  object: WrittenObject,
  members: Members,
  matchAttribute: string | undefined,
): DestinationOperation[] {
  const keys = keysOf(object, matchAttribute);
  return object.operations.map((operation) => ({
    object_name: object.name,
    sync_mode: SYNC_MODES[operation],
    json_schema: objectSchema(members, operation === 'insert' ? object.needs : []),
    // What is created has no id of Personio yet.
    matching_keys: operation === 'insert' ? keys.filter(([first, ...more]) => first !== 'id' || more.length > 0) : keys,
  }));
}
