import { Problem } from '../http/problem.ts';

interface Manners {
  readonly limitStatus: 400 | 422;
  readonly limitDetail: (max: number) => string;
  readonly parameterDetail: string;
  readonly namesPath: boolean;
}

const PLAIN = 'Provided request parameters are invalid.';

/** Behind Personio's gateway stand many services; how they complain about a request tells them apart. */
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
} as const satisfies Record<string, Manners>;

export type Service = keyof typeof SERVICES;

export function badLimit(service: Service, path: string, max: number): Problem {
  const manners: Manners = SERVICES[service];
  return new Problem({
    status: manners.limitStatus,
    detail: manners.limitDetail(max),
    ...(manners.namesPath ? { path } : {}),
  });
}

export function badParameter(service: Service, path: string): Problem {
  const manners: Manners = SERVICES[service];
  return new Problem({ status: 400, detail: manners.parameterDetail, ...(manners.namesPath ? { path } : {}) });
}
