import type { ObjectName, WrittenObject } from '../object.ts';

/** Everything that can be written, by name. */
export const OBJECTS = {} as Readonly<Record<ObjectName, WrittenObject>>;
