import { Problem, type ProblemShape } from '../http/problem.ts';

interface Manners {
  /** How a body describes an error; like v2 by default. */
  readonly shape?: ProblemShape;
  readonly limitStatus: 400 | 422;
  readonly limitDetail: (max: number) => string;
  readonly parameterDetail: string;
  readonly namesPath: boolean;
}

const CONTENT = 'Invalid request content.';
const V1 = {
  limitStatus: 422,
  limitDetail: (max: number) => `The limit must be between 1 and ${max}.`,
  parameterDetail: 'The given data was invalid.',
  namesPath: false,
} as const;
const PLAIN = 'Provided request parameters are invalid.';

/** Many services run behind Personio's gateway; they differ in how they report errors. */
const SERVICES = {
  persons: {
    limitStatus: 400,
    limitDetail: () => 'Provided value for limit is not valid',
    parameterDetail: 'Provided filter encoding is invalid.',
    namesPath: true,
  },
  attendance: {
    limitStatus: 422,
    limitDetail: (max) => `limit must be between 1 and ${max}.`,
    parameterDetail: 'Invalid request content.',
    namesPath: false,
  },
  other: { limitStatus: 400, limitDetail: () => PLAIN, parameterDetail: PLAIN, namesPath: false },
  recruiting: { limitStatus: 400, limitDetail: () => CONTENT, parameterDetail: CONTENT, namesPath: false },
  v1: { ...V1, shape: 'v1' },
  v1Reports: { ...V1, shape: 'v1 list' },
} as const satisfies Record<string, Manners>;

export type Service = keyof typeof SERVICES;

export function badLimit(service: Service, path: string, max: number): Problem {
  const manners: Manners = SERVICES[service];
  const detail = manners.limitDetail(max);
  return manners.shape === undefined ? problem(service, manners.limitStatus, detail, path) : invalid('limit', detail);
}

export function badParameter(service: Service, path: string, name = 'cursor'): Problem {
  const manners: Manners = SERVICES[service];
  if (manners.shape !== undefined) return invalid(name, `The ${name.replaceAll('_', ' ')} is missing or not valid.`);
  return problem(service, 400, manners.parameterDetail, path);
}

/** An error from the service itself. */
export function problem(service: Service, status: number, detail: string, path?: string): Problem {
  const { namesPath }: Manners = SERVICES[service];
  return new Problem({ status, detail, ...(namesPath && path !== undefined ? { path } : {}) });
}

/** The format of the service's errors. */
export function shapeOf(service: Service): ProblemShape {
  const { shape = 'v2' }: Manners = SERVICES[service];
  return shape;
}

/** v1's error for a value: one message per field. */
function invalid(field: string, message: string): Problem {
  return new Problem({ status: 422, detail: V1.parameterDetail, fields: { [field]: [message] } });
}
