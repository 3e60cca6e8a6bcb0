import { expect, test } from 'vitest';
import { Timeline } from '../../integration_tests/units/timeline.ts';
import { RateLimiter } from './limiter.ts';
import { SharedLimits } from './limits.ts';

const EMPLOYEES = '/v1/company/employees';
const BALANCES = '/v1/company/employees/{id}/absences/balance';
const ATTENDANCES = '/v1/company/attendances';

/** When requests to these endpoints were sent, 25 in parallel, 100 ms each; the server refuses the one at `refusedAt`. */
async function starts(routes: readonly string[], minutes: number, refusedAt?: { route: string; ms: number }) {
  const time = new Timeline();
  const limits = new SharedLimits(25, time);
  const all = new Map<string, number[]>();
  for (const route of routes) {
    const limiter = new RateLimiter({ gates: limits.gatesOf(route), timer: time });
    const own: number[] = [];
    all.set(route, own);
    let refused = refusedAt?.route !== route;
    const worker = async () => {
      for (;;) {
        const permit = await limiter.acquire(new AbortController().signal);
        own.push(time.now());
        await new Promise<void>((resolve) => time.after(100, resolve));
        const throttled = !refused && time.now() > (refusedAt?.ms ?? 0);
        refused ||= throttled;
        permit.answered({ throttled, ...(throttled && { retryAfterMs: 20_000 }) });
      }
    };
    for (let workers = 0; workers < 50; workers++) void worker();
  }
  await time.runUntil(minutes * 60_000);
  return all;
}

/** The maximum number in any span of this length. */
function most(times: readonly number[], ms: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  let from = 0;
  return Math.max(
    ...sorted.map((at, index) => {
      while (at - (sorted[from] ?? 0) >= ms) from++;
      return index - from + 1;
    }),
  );
}

test('version 1 as a whole keeps to 2,000 a minute, with room for a restarted process', async () => {
  const all = [...(await starts([EMPLOYEES, BALANCES, ATTENDANCES], 2)).values()].flat();

  expect(most(all, 60_000)).toBeLessThanOrEqual(1980);
  expect(most(all, 60_000)).toBeGreaterThan(1900);
});

test.each([
  [EMPLOYEES, 300],
  ['/v1/company/documents', 60],
  ['/v1/auth', 60],
])('%s keeps to its own %d a minute', async (route, perMinute) => {
  const times = (await starts([route, BALANCES], 3)).get(route) ?? [];

  expect(most(times, 60_000)).toBeLessThanOrEqual(perMinute);
  expect(most(times, 60_000)).toBeGreaterThan(0.85 * perMinute);
  expect(most(times, 1000)).toBeLessThan(15);
});

test('version 2 has none that is not announced', async () => {
  const times = (await starts(['/v2/persons'], 1)).get('/v2/persons') ?? [];

  // 25 in parallel, 100 ms each.
  expect(times.length).toBeGreaterThan(14_000);
});

test('a refusal pauses its endpoint, and the others of version 1 continue', async () => {
  const all = await starts([BALANCES, ATTENDANCES], 1, { route: BALANCES, ms: 10_000 });
  const during = (route: string) => all.get(route)?.filter((at) => at > 11_000 && at < 29_000).length;

  expect(during(BALANCES)).toBe(0);
  expect(during(ATTENDANCES)).toBeGreaterThan(500);
});
