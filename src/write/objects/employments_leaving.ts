import { type Day, toDay } from '../../times.ts';
import type { ObjectName, Task } from '../object.ts';
import { Reject } from '../reject.ts';
import type { Run } from '../run.ts';

const NOT_WRITTEN =
  'termination_date is not written: Personio has no member for it, and its termination process cannot be started through its API.';

/** The day where the company is. */
export const today = ({ options: { timeZone } }: Run): Day =>
  timeZone === undefined ? toDay(Date.now()) : new Date().toLocaleDateString('sv-SE', { timeZone });

const asksForLeaving = ({ operation, values }: Task): boolean =>
  operation === 'soft_delete' || values.status === 'INACTIVE';

/** Personio makes people inactive at once, so a leaving has to wait for its day. */
export function checkLeaving(task: Task, object: ObjectName, run: Run): void {
  const { termination_date: day } = task.values;
  if (typeof day !== 'string') return;
  if (asksForLeaving(task) && day > today(run))
    throw new Reject('not_due', 'Personio would make this person inactive at once: send the row again on the day.', {
      member: 'termination_date',
    });
  run.warn(object, NOT_WRITTEN);
}
