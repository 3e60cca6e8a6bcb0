// The requests of a first sync, of one right after some changes, and of one a day later, by stream.
import { read } from '../../integration_tests/connector.ts';
import { fixedSchema } from '../../src/account/available.ts';
import { OFFERS } from '../docs/stream_lists.ts';
import type { Report } from './report.ts';
import { Server } from './server.ts';

const PERSONS = 1000;
const CHANGED_PERSONS = PERSONS * 0.01;
/** Twice the share that is due in a day: a hash decides who is in it. */
const MOST_IN_TURN = Math.ceil((2 * PERSONS) / 30);
const DAY_SECONDS = 86_400;
const OLD_DAYS = 4;

export async function requests(report: Report, say: (text: string) => void): Promise<void> {
  const names = (OFFERS.get('always') ?? []).map(({ name }) => name);
  const skew = (days: number) => server.configure({ clockSkewSeconds: days * DAY_SECONDS });
  // The data is older than any overlap of syncs. The clock stays within what anybody would trust.
  const made = new Date(Date.now() - (OLD_DAYS + 0.5) * DAY_SECONDS * 1000).toISOString();
  await using server = await Server.start(['--persons', `${PERSONS}`, '--no-limits', '--now', made]);
  await skew(OLD_DAYS);
  // As of the day on which the data was made.
  await server.configure({ disputed: { holidayRange: 'wide' } });
  const change = (seed: number) =>
    // For 2.5 absences and 8 attendance periods per person.
    server.change({
      seed,
      count: 0,
      counts: { persons: CHANGED_PERSONS, absence_periods: PERSONS * 0.05, attendance_periods: PERSONS * 0.4 },
    });
  const schema = (name: string) => fixedSchema({ name });
  let state: string | undefined;
  const sync = async () => {
    await server.forget();
    const run = await read({ config: server.config, streams: names, schema, ...(state !== undefined && { state }) });
    if (run.exit !== 0) throw new Error(`A sync ended with ${run.exit}: ${JSON.stringify(run.errors)}`);
    state = run.stateFile;
    return Map.groupBy(await server.log(), ({ stream }) => stream ?? '');
  };
  const first = await sync();
  await change(1);
  const second = await sync();
  await skew(OLD_DAYS + 1);
  await change(2);
  const third = await sync();

  const syncs = [first, second, third];
  say(`  ${'of'.padEnd(40)}${['first', 'second', 'a day later'].map((name) => name.padStart(12)).join('')}`);
  const line = (what: string, counts: readonly number[]) =>
    say(`  ${what.padEnd(40)}${counts.map((count) => String(count).padStart(12)).join('')}`);
  for (const name of [...first.keys()].sort())
    line(
      name,
      syncs.map((log) => log.get(name)?.length ?? 0),
    );
  line(
    'all streams',
    syncs.map((log) => [...log.values()].flat().length),
  );

  const count = (log: typeof first, name: string) => log.get(name)?.length ?? 0;
  report('lists of persons, first sync', count(first, 'persons'), 'req', { atMost: PERSONS / 50 });
  report('employments, second sync', count(second, 'employments'), 'req', { atMost: CHANGED_PERSONS });
  report('employments, a day later', count(third, 'employments'), 'req', {
    atMost: 2 * CHANGED_PERSONS + MOST_IN_TURN,
  });
}
