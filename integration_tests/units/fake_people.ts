import type { ApiRequest } from '../../src/http/api.ts';
import { ApiError } from '../../src/http/api_error.ts';
import type { Row } from '../../src/row.ts';
import type { ObjectWriter, Operation, Task, WrittenObject } from '../../src/write/object.ts';
import { PeopleIndex } from '../../src/write/people.ts';
import type { Run } from '../../src/write/run.ts';
import { fakeRun } from './fake_run.ts';

interface Account {
  /** As in the list; each with the ids of its employments. */
  readonly persons?: readonly Row[];
  readonly employments?: readonly Row[];
  /** As version 1 lists them; undefined if the credential may not list them. */
  readonly attributes?: readonly Row[];
  readonly departments?: readonly Row[];
  readonly teams?: readonly Row[];
  readonly offices?: readonly Row[];
}

type Given = NonNullable<Parameters<typeof fakeRun>[0]>;

/** A run whose people come from this account. It keeps what was requested and written. */
export function peopleRun(account: Account, given: Given = {}) {
  const asked: ApiRequest[] = [];
  const warnings: string[] = [];
  const answer = (request: ApiRequest): unknown => {
    asked.push(request);
    return answerOf(account, request);
  };
  const run = fakeRun({ answer, ...given });
  const { api, options } = run;
  const people = new PeopleIndex({
    api,
    matchAttribute: options.matchAttribute,
    keepsValues: true,
    isSettled: () => true,
  });
  const warn: Run['warn'] = (_, text) => void warnings.push(text);
  return { ...run, people, warn, asked, warnings, paths: () => asked.map(({ target }) => target) };
}

function answerOf(account: Account, { target, query = {} }: ApiRequest): unknown {
  const { persons = [], employments = [], attributes, departments = [], teams = [], offices = [] } = account;
  const parts = target.split('/').slice(2);
  if (target === '/v1/company/employees/attributes')
    return attributes ? { success: true, data: attributes } : new ApiError('forbidden', 403, 1);
  if (target === '/v2/org-units') return { _data: query.type === 'team' ? teams : departments };
  if (target === '/v2/workplaces') return { _data: offices };
  if (target === '/v2/persons') {
    const { limit: _, ...filters } = query;
    return { _data: persons.filter((row) => Object.entries(filters).every(([name, value]) => row[name] === value)) };
  }
  const [, person, , employment] = parts;
  const one =
    employment === undefined
      ? persons.find(({ id }) => id === person)
      : employments.find(({ id }) => id === employment);
  if (parts[2] === 'employments' && employment === undefined) {
    const own = persons.find(({ id }) => id === person)?.employments as readonly Row[] | undefined;
    return { _data: employments.filter(({ id }) => own?.some((each) => each.id === id)) };
  }
  return one ? structuredClone(one) : new ApiError('not_found', 404, 1);
}

/** Writes a row as the engine does, without its waiting. */
export async function writeRow(
  writer: ObjectWriter<unknown, unknown>,
  values: Task['values'],
  { operation = 'upsert' as Operation, key = ['email'] as readonly string[] } = {},
) {
  const row = writer.parse({ operation, key, values });
  return await writer.write(row, await writer.look([row]));
}

/** The object's writer in this run, as a function of a row. */
export async function writing(object: WrittenObject, run: Run) {
  const writer = await object.open(run);
  return (values: Task['values'], how?: Parameters<typeof writeRow>[2]) => writeRow(writer, values, how);
}
