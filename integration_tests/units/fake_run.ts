import type { ApiRequest, WriteRequest } from '../../src/http/api.ts';
import { Awaits, Reject } from '../../src/write/reject.ts';
import type { Person, Project, Run, WriteOptions } from '../../src/write/run.ts';
import { fakeApi } from './fake_api.ts';

interface Given {
  readonly options?: Partial<WriteOptions>;
  /** The body for a read, as in `fakeApi`. */
  readonly answer?: (request: ApiRequest) => unknown;
  /** The body for a create, or a Reject to throw. Its id is `new` unless given. */
  readonly onCreate?: (request: Omit<WriteRequest, 'method' | 'repeatable'>) => unknown;
  /** May throw a Reject. */
  readonly onChange?: (request: Omit<WriteRequest, 'repeatable'>) => void;
  readonly people?: readonly (Person & { readonly own?: string })[];
  readonly projects?: Readonly<Record<string, Project>>;
  /** Other rows may still bring people and projects. */
  readonly mayCome?: boolean;
}

/** A Run for tests of an object: it keeps what was written. */
export function fakeRun(given: Given = {}): Run & { readonly writes: unknown[] } {
  const { answer, onCreate = () => ({ id: 'new' }), onChange = () => {}, people = [], projects = {} } = given;
  const writes: unknown[] = [];
  const options: WriteOptions = {
    dryRun: false,
    skipApproval: false,
    matchAttribute: undefined,
    timeZone: undefined,
    documentHosts: [],
    ...given.options,
  };
  return {
    writes,
    options,
    signal: new AbortController().signal,
    api: { ...fakeApi(answer), send: () => Promise.reject(new Error('use create and change')) },
    people: {
      byEmail: async (email) => people.find((each) => each.email?.toLowerCase() === email.toLowerCase()),
      byOwnId: async (value) => people.find(({ own }) => own === value),
    },
    projects: { byCode: async (code) => projects[code] },
    create: async ({ request, made, find, isKeptUnique }) => {
      if (options.dryRun) return { kind: 'created', made: undefined };
      const found = isKeptUnique ? undefined : await find();
      if (found !== undefined) return { kind: 'existed', found };
      writes.push({ method: 'POST', ...request });
      return { kind: 'created', made: made(onCreate(request)) };
    },
    change: async (_, request) => {
      if (options.dryRun) return;
      writes.push(request);
      onChange(request);
    },
    isSettled: () => true,
    settled: async () => {},
    missing: (kind, member) =>
      given.mayCome ? new Awaits(kind) : new Reject('unknown_reference', 'It does not exist.', { member }),
    arrived: () => {},
    warn: () => {},
  };
}
