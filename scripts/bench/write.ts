// What the destination does with many rows: unchanged people, new attendances, a large document.
import type { Row } from '../../src/row.ts';
import { DESTINATION, file, measure, type Run } from './programs.ts';
import type { Report } from './report.ts';
import { Server } from './server.ts';

const PEOPLE = 2000;
const ATTENDANCES = 5000;
/** Attendances a second: ten times as many as Personio is known to accept, so that the bench does not take all day. */
const RATE = 100;
const BURST = 100;
const DOCUMENT_BYTES = 30 * 1024 * 1024;
const DAY_MS = 86_400_000;

interface Person {
  readonly email?: string;
  readonly first_name: string;
  readonly last_name: string;
}

export async function write(report: Report): Promise<void> {
  await unchangedPeople(report);
  await newAttendances(report);
  await largeDocument(report);
}

async function unchangedPeople(report: Report): Promise<void> {
  await using server = await Server.start(['--no-limits', '--persons', `${PEOPLE}`]);
  const rows = (await peopleOf(server)).map(({ email, first_name, last_name }) => ({ email, first_name, last_name }));
  const { usage } = await written(server, 'persons', rows);
  const log = await server.log();
  report(`requests for ${PEOPLE} unchanged people`, log.length, 'req', { atMost: PEOPLE / 50 + 5 });
  report('  of them writes', log.filter(({ method }) => method !== 'GET').length, 'req', { atMost: 0 });
  report('  peak memory', usage.peakMegabytes, 'MB', { atMost: 160 });
}

async function newAttendances(report: Report): Promise<void> {
  const limits = { rates: { attendance_periods: RATE }, bursts: { attendance_periods: BURST } };
  const options = ['--persons', '200', '--attendances', '0', '--latency', '20'];
  await using server = await Server.start([...options, '--settings', JSON.stringify({ limits })]);
  const people = await peopleOf(server);
  const rows = Array.from({ length: ATTENDANCES }, (_, index) => {
    const day = new Date(Date.UTC(2025, 0, 1) + Math.floor(index / people.length) * DAY_MS).toISOString().slice(0, 10);
    const person_email = people[index % people.length]?.email;
    return { person_email, type: 'WORK', start: `${day}T08:00:00`, end: `${day}T16:00:00` };
  });
  const { usage } = await written(server, 'attendance_periods', rows);
  const own = (await server.log()).filter(({ stream }) => stream === 'attendance_periods');
  const refused = own.filter(({ status }) => status === 429).length;
  const times = own.filter(({ status }) => status !== 429).map(({ at }) => at);
  const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
  report('new attendances: of the allowance used', (100 * (times.length - BURST)) / (RATE * seconds), '%', {
    atLeast: 90,
  });
  report('new attendances: refused', (100 * refused) / own.length, '%', { atMost: 1 });
  report('new attendances: look-ups a row', (own.length - ATTENDANCES) / ATTENDANCES, 'x', { atMost: 0.05 });
  report('new attendances: peak memory', usage.peakMegabytes, 'MB', { atMost: 160 });
}

async function largeDocument(report: Report): Promise<void> {
  await using server = await Server.start(['--no-limits', '--persons', '5']);
  const [person] = await peopleOf(server);
  const [category] = (await server.rows('document_categories')) as readonly { attributes: { name: string } }[];
  const content = Buffer.alloc(DOCUMENT_BYTES, 7).toString('base64');
  const row = { person_email: person?.email, category: category?.attributes.name, title: 'Contract', content };
  const { usage } = await written(server, 'documents', [{ ...row, content_type: 'application/pdf' }]);
  report('peak memory with a document of 30 MB', usage.peakMegabytes, 'MB', { atMost: 300 });
}

const peopleOf = async (server: Server): Promise<Person[]> =>
  ((await server.rows('persons')) as unknown as Person[]).filter(({ email }) => email !== undefined && email !== null);

/** Writes the rows as a stream that has the name of its object. */
async function written(server: Server, object: string, rows: readonly Row[]): Promise<Run> {
  const config = file('write_config.json', { ...server.config, settle_seconds: 0 });
  const streams = [{ stream: { name: object, json_schema: {} }, destination_sync_mode: 'append_dedup' }];
  const args = [DESTINATION, 'write', '--config', config, '--catalog', file('write_catalog.json', { streams })];
  const lines = rows.map(
    (data) => `${JSON.stringify({ type: 'RECORD', record: { stream: object, data, emitted_at: 0 } })}\n`,
  );
  await server.forget();
  return await measure(args, lines);
}
