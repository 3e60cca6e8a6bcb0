/** The classes of all streams, by area. */
export * from './absences.ts';
export * from './attendance.ts';
export * from './compensations.ts';
export * from './custom_attributes.ts';
export * from './documents.ts';
export * from './employees.ts';
export * from './employments.ts';
export * from './jobs.ts';
export * from './legacy.ts';
export * from './open_positions.ts';
export * from './organisation.ts';
export * from './persons.ts';
export * from './recruiting.ts';
export * from './reports.ts';
export * from './webhooks.ts';
