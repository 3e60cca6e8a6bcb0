import type { Values } from '../../src/write/members.ts';
import type { Operation, Written, WrittenObject } from '../../src/write/object.ts';
import { Reject } from '../../src/write/reject.ts';
import type { Run } from '../../src/write/run.ts';

/** What became of a row: the outcome, or the code and the member of its reject. */
export const outcomeOf = (written: Written | string): string =>
  typeof written === 'string' ? written : written.outcome;

/** Writes rows as lots: one look for each lot, before any of its rows is written. */
export async function writerOf(object: WrittenObject, run: Run) {
  const writer = await object.open(run);
  return async (operation: Operation, rows: readonly Values[], key = object.keys[0] ?? []) => {
    const parsed: unknown[] = [];
    const results: (Written | string)[] = [];
    const told = (error: unknown): string => {
      if (!(error instanceof Reject)) throw error;
      return [error.code, error.member].filter((each) => each !== undefined).join(' ');
    };
    const rejected = new Map<number, string>();
    for (const [index, values] of rows.entries()) {
      try {
        parsed[index] = writer.parse({ operation, key, values });
      } catch (error) {
        rejected.set(index, told(error));
      }
    }
    const found = await writer.look(parsed.filter((row) => row !== undefined));
    for (const index of rows.keys())
      results[index] = rejected.get(index) ?? (await writer.write(parsed[index], found).catch(told));
    return results;
  };
}
