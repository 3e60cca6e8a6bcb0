import type { FailureType } from '../errors.ts';
import type { ApiError } from '../http/api_error.ts';

/** What a failed request means for the user, and who has to act. */
export interface Explanation<Endpoint> {
  readonly failureType: FailureType;
  readonly say: (endpoint: Endpoint, error: ApiError) => string;
}

/** ` (503, 3 attempts)`: what is known about a failure. A single attempt is not mentioned. */
export function details({ attempts }: ApiError, ...facts: readonly (string | number)[]): string {
  const all = [...facts, ...(attempts > 1 ? [`${attempts} attempts`] : [])];
  return all.length > 0 ? ` (${all.join(', ')})` : '';
}
