// The duration of a first sync of the suggested streams compared with the minimum under the server's limits.
import path from 'node:path';
import type { LoggedRequest } from '../../sandbox/http/request_log.ts';
import { readCursor } from '../../sandbox/resources/cursor.ts';
import { CONNECTOR, file, measure } from './programs.ts';
import type { Report } from './report.ts';
import { Server } from './server.ts';

const CATALOG = path.resolve(import.meta.dirname, '../../integration_tests/configured_catalog.json');
const PERSONS = 1000;
const LATENCY_SECONDS = 0.3;
const BURST = 100;
/** Requests per second, as announced by the server. */
const RATES = { default: 10, persons: 30 };

/** At most `places` parallel requests. */
export async function limits(report: Report, places: number): Promise<void> {
  for (const employments of [10, 30]) {
    const rates = { ...RATES, employments };
    const settings = JSON.stringify({ limits: { burst: BURST, rates } });
    const options = ['--persons', `${PERSONS}`, '--latency', `${1000 * LATENCY_SECONDS}`, '--settings', settings];
    await using server = await Server.start(options);
    const config = file('config.json', { ...server.config, max_concurrency: places });
    const { seconds } = await measure([CONNECTOR, 'read', '--config', config, '--catalog', CATALOG]);
    const log = await server.log();
    const least = leastSeconds(log, rates, places);
    const refused = log.filter(({ status }) => status === 429).length;
    const what = `employments at ${employments}/s`;
    report(`${what}: ${log.length} requests`, seconds, 's');
    report(`${what}: the least possible`, least, 's');
    report(`${what}, times the least`, seconds / least, 'x', { atMost: 1.15 });
    report(`${what}: refused`, (100 * refused) / log.length, '%', { atMost: 1 });
  }
}

/** The time for the busiest endpoint at its rate, all requests in their places, or the longest list page by page. */
function leastSeconds(log: readonly LoggedRequest[], rates: Readonly<Record<string, number>>, places: number): number {
  const granted = log.filter(({ status }) => status !== 429);
  const ofEndpoints = [...Map.groupBy(granted, ({ stream }) => stream ?? '')].map(
    ([stream, { length }]) => (length - BURST) / (rates[stream] ?? RATES.default),
  );
  const ofPlaces = (granted.length * LATENCY_SECONDS) / places;
  const ofPages = [...Map.groupBy(granted.map(pageOf), ({ list }) => list).values()].map(
    (pages) => new Set(pages.map(({ position }) => position)).size * LATENCY_SECONDS,
  );
  return Math.max(...ofEndpoints, ofPlaces, ...ofPages);
}

/** Which list a request belongs to, and which page of it. */
function pageOf({ path, query }: LoggedRequest): { list: string; position: string } {
  const parameters = new URLSearchParams(query);
  const cursor = readCursor(parameters.get('cursor') ?? '');
  if (cursor) return { list: `${path}?${cursor.query}`, position: JSON.stringify(cursor.at) };
  const position = parameters.get('offset') ?? '';
  parameters.delete('offset');
  return { list: `${path}?${parameters}`, position };
}
