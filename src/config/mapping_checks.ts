import { nearest } from '../nearest.ts';
import type { ObjectName } from '../write/object.ts';
import { OBJECTS } from '../write/objects/index.ts';
import type { Mapping } from '../write/plan.ts';

interface Checked {
  readonly mappings: readonly Mapping[];
  readonly clear_on_null: readonly string[];
  readonly match_attribute?: string | undefined;
}

interface Problem {
  readonly message: string;
  /** The setting: `mappings`, the entry, the field. */
  readonly path: (string | number)[];
}

/** What mappings and cleared members name that their objects do not have. */
export function namingProblems({ mappings, clear_on_null, match_attribute: own }: Checked): Problem[] {
  const inMappings = mappings.flatMap(({ object, fields, constants }, index) => {
    const named = {
      fields: Object.values(fields).filter((member) => member !== null),
      constants: Object.keys(constants),
    };
    const titles = { fields: 'Field Names', constants: 'Constant Values' };
    return (['fields', 'constants'] as const).flatMap((field) =>
      named[field]
        .filter((member) => !isMember(object, member, own))
        .map((member) => ({
          message: `${titles[field]} has a member that ${object} does not have: use ${hintFor(object, member)}`,
          path: ['mappings', index, field],
        })),
    );
  });
  const cleared = clear_on_null.flatMap((entry) => {
    const [object = '', member = ''] = entry.split('.');
    const problem = clearingProblem(object, member);
    return problem === undefined ? [] : [{ message: `Clear on Null ${problem}`, path: ['clear_on_null'] }];
  });
  return [...inMappings, ...cleared];
}

/** People have attributes that only the account knows, and other rows may name people by one of them. */
function isMember(object: ObjectName, member: string, own: string | undefined): boolean {
  const { members, hasAttributes } = OBJECTS[object];
  return Object.hasOwn(members, member) || hasAttributes === true || (own !== undefined && member.endsWith(`_${own}`));
}

function clearingProblem(object: string, member: string): string | undefined {
  const names = Object.keys(OBJECTS) as ObjectName[];
  const name = names.find((each) => each === object);
  if (name === undefined) return `must have entries that begin with one of ${names.join(', ')}`;
  const { members, hasAttributes } = OBJECTS[name];
  const clearable = Object.keys(members).filter((each) => members[each]?.clearable);
  if (clearable.includes(member) || (hasAttributes && !Object.hasOwn(members, member))) return undefined;
  const what = `has a member of ${name} that cannot be cleared`;
  return clearable.length > 0 ? `${what}: use one of ${clearable.join(', ')}` : what;
}

/** The member that was probably meant, or all of them. */
function hintFor(object: ObjectName, member: string): string {
  const names = Object.keys(OBJECTS[object].members);
  return nearest(member, names) ?? `one of ${names.join(', ')}`;
}
