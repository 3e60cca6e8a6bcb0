import type { Members } from '../members.ts';
import type { WrittenObject } from '../object.ts';
import { indexOf } from '../people.ts';
import { personAttributes } from '../people_attributes.ts';
import { NEW_PERSON_MEMBERS, PERSON_MEMBERS } from '../people_values.ts';
import { employmentMembers } from './employments_members.ts';
import { PersonWriter } from './persons_writer.ts';

const membersWith = (attributes: Members, matchAttribute?: string): Members => ({
  ...attributes,
  id: { kind: 'id', describe: "Personio's id of the person." },
  ...PERSON_MEMBERS,
  ...NEW_PERSON_MEMBERS,
  ...employmentMembers(matchAttribute),
});

/** A person and the current employment, in one row. */
export const persons: WrittenObject = {
  name: 'persons',
  operations: ['insert', 'upsert', 'update', 'soft_delete'],
  keys: [['email'], ['id']],
  members: membersWith({}),
  hasAttributes: true,
  needs: ['first_name', 'last_name'],
  brings: 'person',
  rights: {
    scopes: ['personio:persons:write', 'employees:write'],
    name: 'Employees: write',
    probe: { route: '/v2/persons/{id}', target: '/v2/persons/0' },
  },
  lot: { rows: 50, parallel: 2 },
  open: async (run) => {
    const { matchAttribute } = run.options;
    const attributes = await personAttributes(run.api, matchAttribute);
    const members = membersWith(attributes.members, matchAttribute);
    return new PersonWriter({ run, object: persons, index: indexOf(run), attributes, members });
  },
};
