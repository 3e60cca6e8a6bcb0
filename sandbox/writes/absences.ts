import type { Absence, AbsenceShape, Entry, Person } from '../data/facts.ts';
import { serialOf } from '../data/ids.ts';
import { DAY, naive, parseNaive } from '../data/time.ts';
import type { Answer } from '../http/answer.ts';
import { objectNotFound, Problem } from '../http/problem.ts';
import type { Json } from '../json.ts';
import { absenceId, absenceRow, absenceTypeId } from '../resources/absences.ts';
import { personId, personSerial } from '../resources/persons.ts';
import { isSkipped } from './approval.ts';
import { type Members, read, text, word } from './members.ts';
import { ownOf } from './own.ts';
import { given, type Write, type Writing } from './write.ts';

const SERVICE = {
  stream: 'absence_periods',
  right: 'absences:write',
  service: 'other',
  scopes: ['personio:absences:write', 'absences:write'],
} as const;

const PATH = '/v2/absence-periods';
const parameters = ['skip_approval'];

export const ABSENCES: readonly Write[] = [
  { ...SERVICE, method: 'POST', path: PATH, parameters, run: create },
  { ...SERVICE, method: 'PATCH', path: `${PATH}/{id}`, parameters, run: change },
  { ...SERVICE, method: 'DELETE', path: `${PATH}/{id}`, run: remove },
];

const FOREVER = 2 ** 40;

/** Time off in lieu is for hours, and has no substitute. */
const WITHOUT_SUBSTITUTE = 'HOUR';

const PARENTAL = 'PARENTAL_LEAVE';

type Values = Pick<Absence, 'type' | 'shape' | 'start' | 'end'> & Pick<Absence, 'written'>;

function create(writing: Writing): Answer {
  const { account } = writing;
  const members = writing.members();
  const person = members.need('person', (value) => personAt(value, members, writing));
  members.need('absence_type', (value) => typeAt(value, members, writing));
  members.need('starts_from', (value) => value);
  const none: Values = { type: -1, shape: 'days', start: 0, end: 0, written: { comment: null, substitute: null } };
  const values = valuesIn(members, none, person, writing);
  const absence: Absence = {
    ...writing.fresh(account.absences.nextSerial),
    ...{ person, ...values },
    approval: approvalIn(values, writing),
  };
  checkFree(absence, writing);
  account.absences.insert([absence]);
  writing.tell('inserted', 'absence_periods', [absence]);
  return writing.created({ id: absenceId(absence, account), key: keyOf(absence, writing), more: { _meta: {} } });
}

function change(writing: Writing): Answer {
  const { account } = writing;
  const absence = absenceIn(writing);
  checkMayChange(absence, writing);
  const values = valuesIn(writing.members(), absence, absence.person, writing);
  checkFree({ ...absence, ...values }, writing);
  const approval = approvalIn(values, writing);
  const changed = writing.change('absence_periods', absence, absenceRow, { ...values, approval });
  account.absences.reorder();
  return writing.done({ id: absenceId(absence, account), key: keyOf(absence, writing), changed });
}

function remove(writing: Writing): Answer {
  const absence = absenceIn(writing);
  checkMayChange(absence, writing);
  writing.remove('absence_periods', [absence]);
  return writing.done({ id: absenceId(absence, writing.account), key: keyOf(absence, writing) });
}

function absenceIn({ account, sent }: Writing): Absence {
  const absence = account.absences.get(serialOf('absence', sent.path.id ?? '', account.world.seed));
  if (absence === undefined) throw objectNotFound();
  return absence;
}

function valuesIn(members: Members, before: Values, person: Person, writing: Writing): Values {
  const { account } = writing;
  const sentType = members.take('absence_type', (value) => typeAt(value, members, writing));
  const type = sentType ?? account.absenceTypes.made(before.type);
  const isHourly = type?.unit === 'HOUR';
  const moment = (isEnd: boolean) => (value: Json) => momentIn(value, members, isHourly, isEnd, writing);
  const start = members.take('starts_from', moment(false)) ?? before.start;
  const sentEnd = members.takeOrNull('ends_at', moment(true));
  const end = sentEnd === undefined ? before.end : (sentEnd ?? 0);
  const written = given({
    comment: members.takeOrNull('comment', text(2000)),
    substitute: members.takeOrNull('substitute', (value) => substituteAt(value, members, person, type, writing)),
  });
  members.close();
  if (end !== 0 && end <= start) throw writing.refuse(422, `The period that starts ${naive(start)} is unprocessable.`);
  const shape = shapeOf(isHourly, start, end);
  return { type: type?.serial ?? before.type, shape, start, end, written: { ...before.written, ...written } };
}

function shapeOf(isHourly: boolean, start: number, end: number): AbsenceShape {
  if (isHourly) return 'hours';
  if (end === 0) return 'open end';
  return end - start === DAY / 2 ? 'half day' : 'days';
}

/** `{ date_time, type? }`. Periods of days start and end with half a day; the end is exclusive here. */
function momentIn(value: Json, members: Members, isHourly: boolean, isEnd: boolean, writing: Writing): number {
  const inner = members.inside(value);
  const seconds = inner.need('date_time', read(parseNaive));
  const half = inner.takeOrNull('type', word('FIRST_HALF', 'SECOND_HALF')) ?? undefined;
  inner.close();
  if (isHourly && half !== undefined) throw writing.refuse(422, 'An absence in hours has no halves of days.');
  if (isHourly) return seconds;
  const midnight = Math.floor(seconds / DAY) * DAY;
  if (isEnd) return midnight + (half === 'FIRST_HALF' ? DAY / 2 : DAY);
  return midnight + (half === 'SECOND_HALF' ? DAY / 2 : 0);
}

function personAt(value: Json, members: Members, { account }: Writing): Person {
  const id = members.inside(value).need('id', text(40));
  return account.persons.get(personSerial(id)) ?? unknown(404, `There is no person with id ${id}.`);
}

function typeAt(value: Json, members: Members, { account }: Writing): Entry {
  const id = members.inside(value).need('id', text(40));
  const type = account.absenceTypes.get(serialOf('absenceType', id, account.world.seed));
  return type ?? unknown(404, `There is no absence type with id ${id}.`);
}

function substituteAt(
  value: Json,
  members: Members,
  person: Person,
  type: Entry | undefined,
  { account }: Writing,
): Person {
  const id = members.inside(value).need('id', text(40));
  if (type?.unit === WITHOUT_SUBSTITUTE) unknown(422, 'A substitute is not allowed for this type.');
  const substitute = account.persons.get(personSerial(id));
  return substitute === undefined || substitute === person
    ? unknown(409, `The substitute ${id} is not valid.`)
    : substitute;
}

function unknown(status: number, detail: string): never {
  throw new Problem({ status, detail });
}

/** Some types need an approval. */
function approvalIn({ type }: Values, writing: Writing): string {
  const isNeeded = writing.settings.approvals && type % 2 === 0;
  return isNeeded && !isSkipped(writing) ? 'PENDING' : 'APPROVED';
}

/** Long leaves that were made in Personio are read-only. */
function checkMayChange({ type, postedAt }: Absence, writing: Writing): void {
  const isLong = writing.account.absenceTypes.made(type)?.category === PARENTAL;
  if (isLong && postedAt === undefined) throw writing.refuse(403, 'This absence period cannot be changed.');
}

function checkFree(absence: Absence, writing: Writing): void {
  const isTaken = ownOf(writing.account.absences.listed, absence.person).some(
    (other) =>
      other.serial !== absence.serial &&
      other.approval !== 'REJECTED' &&
      absence.start < endOf(other) &&
      other.start < endOf(absence),
  );
  if (isTaken) throw writing.refuse(409, `Absence period conflict at ${naive(absence.start)}.`);
}

function endOf({ end }: Absence): number {
  return end === 0 ? FOREVER : end;
}

function keyOf({ person, type, start, shape }: Absence, { account }: Writing): string {
  const at = shape === 'hours' ? naive(start).slice(0, 16) : naive(start).slice(0, 10);
  return `absence_periods:${personId(person)}|${absenceTypeId(type, account)}|${at}`;
}
