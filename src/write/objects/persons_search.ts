import type { Query } from '../../http/api.ts';
import type { PeopleIndex } from '../people.ts';
import type { PersonAttributes } from '../people_attributes.ts';
import type { Known } from '../people_known.ts';
import type { PersonRow } from './persons_row.ts';

/** The person of a row as the index knows it. */
export function known({ by, value }: PersonRow, index: PeopleIndex): Promise<Known | undefined> {
  if (by === 'id') return index.byId(value);
  return by === 'email' ? index.byEmail(value) : index.byOwnId(value);
}

/** Looks for the person of a row in Personio, because the index may lack it. */
export async function searched(
  row: PersonRow,
  index: PeopleIndex,
  attributes: PersonAttributes,
): Promise<Known | undefined> {
  const { by, value } = row;
  if (by === 'id') {
    await index.reread(value);
    return await index.byId(value);
  }
  const email = value.toLowerCase();
  if (by === 'email') return await index.search(byEmail(value), (found) => found.email === email);
  // No filter has own ids.
  const own = attributes.ownId(by, value);
  return await index.search([...byEmail(row.values.email), ...byNames(row)], (found) => found.own === own);
}

/** It is not documented whether the filter distinguishes upper and lower case. */
const byEmail = (email: unknown): Query[] =>
  typeof email === 'string' ? [...new Set([email, email.toLowerCase()])].map((each) => ({ email: each })) : [];

const byNames = ({ values: { first_name: first, last_name: last } }: PersonRow): Query[] =>
  typeof first === 'string' && typeof last === 'string' ? [{ first_name: first, last_name: last }] : [];
