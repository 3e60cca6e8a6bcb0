import type { IncomingStream, StreamName } from '../airbyte/destination_catalog.ts';
import { ConnectorError } from '../errors.ts';
import { OBJECT_NAMES, type ObjectName, OPERATIONS, type Operation, SYNC_MODES, type WrittenObject } from './object.ts';
import { OBJECTS } from './objects/index.ts';

/** A mapping of the configuration. */
export interface Mapping {
  readonly stream: string;
  readonly namespace?: string | undefined;
  readonly object: ObjectName;
  /** Without it, the sync mode decides. */
  readonly operation?: Operation | undefined;
  readonly key?: readonly string[] | undefined;
  /** The member for a column whose name is not the member's; null for a column that is left out. */
  readonly fields: Readonly<Record<string, string | null>>;
  /** Members with the same value in every row. */
  readonly constants: Readonly<Record<string, unknown>>;
}

/** What the rows of a stream become. */
export interface StreamPlan {
  readonly stream: StreamName;
  readonly object: WrittenObject;
  readonly operation: Operation;
  /** The members that identify the object of a row. */
  readonly key: readonly string[];
  readonly fields: Readonly<Record<string, string | null>>;
  readonly constants: Readonly<Record<string, unknown>>;
}

/** A stream whose rows are not written, and why: without rows it does no harm. */
export interface RefusedStream {
  readonly stream: StreamName;
  readonly refusal: ConnectorError;
}

export interface PlanOptions {
  readonly mappings: readonly Mapping[];
  readonly matchAttribute: string | undefined;
  readonly allowRemoval: readonly ObjectName[];
}

export const isRefused = (plan: StreamPlan | RefusedStream): plan is RefusedStream => 'refusal' in plan;

/**
 * What each stream of the catalog becomes: as a mapping says, else as the catalog says, else by the stream's name. Throws
 * a config_error with the mapping to write if nothing says it.
 */
export function planStreams(streams: readonly IncomingStream[], options: PlanOptions): (StreamPlan | RefusedStream)[] {
  return streams.map((stream) => planOf(stream, options));
}

function planOf(stream: IncomingStream, options: PlanOptions): StreamPlan | RefusedStream {
  const { name, namespace, mode = 'append' } = stream;
  const mapping = options.mappings.find(
    (each) => each.stream === name && (each.namespace === undefined || each.namespace === namespace),
  );
  const operation = mapping?.operation ?? OPERATIONS.find((each) => SYNC_MODES[each] === mode);
  if (operation === undefined && mode.startsWith('overwrite')) return { stream, refusal: overwriteRefused(stream) };
  if (mapping) {
    const { object, fields, constants } = mapping;
    if (operation === undefined) throw problem(stream, `its sync mode ${mode} is unknown`, object);
    return checked({ stream, object: OBJECTS[object], operation, fields, constants }, mapping.key, options);
  }
  const objectName = stream.objectName ?? name;
  const object = OBJECT_NAMES.find((each) => each === objectName);
  if (object === undefined)
    throw problem(
      stream,
      stream.objectName === undefined
        ? 'nothing says what its rows are in Personio'
        : `the catalog calls its object ${stream.objectName}, which does not exist: there are ${OBJECT_NAMES.join(', ')}`,
    );
  if (operation === undefined) throw problem(stream, `its sync mode ${mode} is unknown`, object);
  // A key of the source counts only if it is one by which the object can be found.
  const isChosen = stream.primaryKey.length > 0 && (operation !== 'insert' || stream.objectName !== undefined);
  return checked(
    { stream, object: OBJECTS[object], operation, fields: {}, constants: {} },
    isChosen ? stream.primaryKey : undefined,
    options,
  );
}

function checked(
  plan: Omit<StreamPlan, 'key'>,
  given: readonly string[] | undefined,
  { matchAttribute, allowRemoval }: PlanOptions,
): StreamPlan {
  const { stream, object, operation } = plan;
  if (!object.operations.includes(operation))
    throw problem(stream, `${object.name} cannot be written by ${operation}, only by ${object.operations.join(', ')}`);
  if (operation === 'soft_delete' && !allowRemoval.includes(object.name))
    throw problem(stream, `its rows remove ${object.name}, which Allow Removal does not list`);
  const keys = keysOf(object, matchAttribute);
  const key = given ? keys.find((each) => isSame(each, given)) : keys[0];
  if (!key)
    throw problem(
      stream,
      `${object.name} cannot be found by ${(given ?? []).join(' and ')}: its matching keys are ${keys.map((each) => each.join(' + ')).join(', or ')}`,
      object.name,
    );
  if (operation === 'insert' && isSame(key, ['id']))
    throw problem(stream, 'a new one has no id of Personio yet: use another matching key', object.name);
  return { ...plan, key };
}

/** The sets of members by which an object can be found in this account. */
export const keysOf = ({ keys, hasAttributes }: WrittenObject, matchAttribute?: string): (readonly string[])[] => [
  ...keys,
  ...(hasAttributes && matchAttribute !== undefined ? [[matchAttribute]] : []),
];

/** Equal as sets; a person or an entry may be named in any of the ways that rows can name it. */
function isSame(key: readonly string[], given: readonly string[]): boolean {
  const names = (members: readonly string[]) =>
    members
      .map((member) => (key.length > 1 ? entityOf(member) : member))
      .sort()
      .join(' ');
  return names(key) === names(given);
}

/** `person` for `person_email`, `person_id` and the like. */
export const entityOf = (member: string): string =>
  member.startsWith('person_') ? 'person' : member.replace(/_(?:id|code)$/, '');

const overwriteRefused = ({ name }: StreamName): ConnectorError =>
  new ConnectorError(
    'config_error',
    `${name}: the sync mode overwrite would mean to remove what is in Personio, which this connector never does. Choose append or append_dedup, or name the operation in Mappings.`,
  );

function problem({ name }: StreamName, why: string, object: ObjectName = 'persons'): ConnectorError {
  const { keys, operations } = OBJECTS[object];
  const operation = operations.find((each) => each === 'upsert') ?? operations[0];
  const mapping = { stream: name, object, operation, key: keys[0], fields: { your_column: keys[0]?.[0] } };
  return new ConnectorError(
    'config_error',
    `${name}: ${why}. Write a mapping in Mappings, such as ${JSON.stringify(mapping)}.`,
  );
}
