import { employmentStatus } from '../data/employment_status.ts';
import type { Employment } from '../data/facts.ts';
import { serialOf } from '../data/ids.ts';
import type { Answer } from '../http/answer.ts';
import { objectNotFound } from '../http/problem.ts';
import { employmentId, employmentRow } from '../resources/employments.ts';
import { personSerial } from '../resources/persons.ts';
import { contractIn } from './contract.ts';
import type { Write, Writing } from './write.ts';

const PATH = '/v2/persons/{person}/employments/{id}';

export const EMPLOYMENTS: readonly Write[] = [
  {
    method: 'PATCH',
    path: PATH,
    stream: 'employments',
    right: 'persons:write',
    service: 'persons',
    scopes: ['personio:persons:write', 'employees:write'],
    run: change,
  },
];

function change(writing: Writing): Answer {
  const { account, settings } = writing;
  const employment = employmentIn(writing);
  const { written, startDay } = contractIn(writing.members(), employment, writing);
  if (settings.disputed.employmentPatch === 'needs three') {
    if (written.status === undefined || written.type === undefined || startDay === undefined)
      throw writing.refuse(400, 'status, employment_start_date and type are required.');
  }
  // A new start does not change the status.
  const status = startDay === undefined ? {} : { status: employmentStatus(employment, account) };
  const changed = writing.change('employments', employment, employmentRow, {
    written: { ...status, ...employment.written, ...written },
    startDay: startDay ?? employment.startDay,
  });
  employment.modified = employment.updated;
  account.employments.touch();
  const id = employmentId(employment, account);
  return writing.done({ id, key: `employments:${id}`, changed });
}

function employmentIn({ account, sent }: Writing): Employment {
  const person = account.persons.get(personSerial(sent.path.person ?? ''));
  const serial = serialOf('employment', sent.path.id ?? '', account.world.seed);
  const employment = person?.employments.find((one) => one.serial === serial);
  if (employment === undefined) throw objectNotFound();
  return employment;
}
