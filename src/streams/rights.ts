import type { Stream } from './stream.ts';

/** A right that an API credential can have. */
export interface Right {
  /** Its name in access tokens and in the documentation. */
  readonly scope: string;
  /** Its label in the form that creates credentials. Version 1 documents its labels; those of version 2 are analogous. */
  readonly label: string;
}

/**
 * All rights that streams need, in the order in which they are shown to people. Source: v1.md section 4, v2.md
 * "Scopes".
 */
export const RIGHTS: readonly Right[] = [
  { scope: 'personio:persons:read', label: 'Persons: read' },
  { scope: 'employees:read', label: 'Employees: read' },
  { scope: 'personio:absences:read', label: 'Absences: read' },
  { scope: 'personio:attendances:read', label: 'Attendances: read' },
  { scope: 'personio:projects:read', label: 'Projects: read' },
  { scope: 'personio:org-units:read', label: 'Org units: read' },
  { scope: 'personio:workplaces:read', label: 'Workplaces: read' },
  { scope: 'personio:cost-centers:read', label: 'Cost centers: read' },
  { scope: 'personio:legal-entities:read', label: 'Legal entities: read' },
  { scope: 'personio:compensations:read', label: 'Compensations: read' },
  { scope: 'personio:jobs:read', label: 'Jobs: read' },
  { scope: 'personio:salary-bands:read', label: 'Salary bands: read' },
  { scope: 'personio:reports:read', label: 'Reports: read' },
  { scope: 'documents:read', label: 'Documents: read' },
  { scope: 'personio:documents:read', label: 'Documents: read' },
  { scope: 'personio:recruiting:read', label: 'Recruiting: read' },
  { scope: 'personio:webhooks:read', label: 'Webhooks: read' },
  { scope: 'absences:read', label: 'Absences: read' },
  { scope: 'attendances:read', label: 'Attendances: read' },
  { scope: 'reports.custom:read', label: 'Custom reports: read' },
];

/** The scopes that a stream's own endpoint needs; none if it is public. */
export const ownScopes = ({ scope, furtherScopes, service }: Stream): string[] =>
  service.isFeed ? [] : [scope, ...furtherScopes];

/** True if it needs no right. */
export const isPublic = (stream: Stream): boolean => ownScopes(stream).length === 0;

/** Scopes for people: `"…" and "…"`. */
export const quoted = (scopes: readonly string[]): string => scopes.map((scope) => `"${scope}"`).join(' and ');

/** The scopes that a stream needs: those of its own endpoint first, then those that list its parents. */
export function scopesOf(stream: Stream): string[] {
  const { parent } = stream;
  return [...new Set([...ownScopes(stream), ...(parent ? scopesOf(parent.stream) : [])])];
}
