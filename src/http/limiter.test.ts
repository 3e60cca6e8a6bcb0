import { describe, expect, test, vi } from 'vitest';
import { Timeline } from '../../integration_tests/units/timeline.ts';
import { Places } from './gates.ts';
import { PausedTooLong, RateLimiter } from './limiter.ts';
import type { RateSigns } from './rate.ts';

const forever = new AbortController().signal;

interface Server {
  /** Undefined: accepted. */
  ask(now: number): RateSigns;
}

function bucket(rate: number, capacity: number, { headers = true, stepMs = 0 } = {}): Server {
  let tokens = capacity;
  let filledAt = 0;
  return {
    ask(now) {
      const at = stepMs === 0 ? now : Math.floor(now / stepMs) * stepMs;
      tokens = Math.min(capacity, tokens + ((at - filledAt) / 1000) * rate);
      filledAt = at;
      const throttled = tokens < 1;
      if (!throttled) tokens--;
      return { throttled, ...(headers && { replenishRate: rate, remaining: Math.floor(tokens) }) };
    },
  };
}

function fixedWindow(limit: number, windowMs: number): Server {
  let window = -1;
  let used = 0;
  return {
    ask(now) {
      const current = Math.floor(now / windowMs);
      if (current !== window) used = 0;
      window = current;
      used++;
      return { throttled: used > limit };
    },
  };
}

async function simulate(
  server: Server,
  { workers = 10, places = Number.POSITIVE_INFINITY, latencyMs = 80, seconds = 120, allowed = 10 } = {},
) {
  const time = new Timeline();
  const limiter = new RateLimiter({ timer: time, gates: [new Places(places)] });
  const half = (seconds * 1000) / 2;
  let total = 0;
  let refused = 0;
  let lateAccepted = 0;
  const worker = async () => {
    while (time.now() < seconds * 1000) {
      const permit = await limiter.acquire(forever);
      const signs = await new Promise<RateSigns>((resolve) => {
        time.after(latencyMs / 2, () => {
          const answer = server.ask(time.now());
          time.after(latencyMs / 2, () => resolve(answer));
        });
      });
      total++;
      if (signs.throttled) refused++;
      else if (time.now() > half) lateAccepted++;
      permit.answered(signs);
    }
  };
  for (let i = 0; i < workers; i++) void worker();
  await time.runUntil(seconds * 1000);
  return { refused: refused / total, used: lateAccepted / ((seconds / 2) * allowed), total };
}

describe('with a bucket that the server announces', () => {
  test.each([
    ['30/s, filled steadily', bucket(30, 100), { allowed: 30 }],
    ['10/s, filled steadily', bucket(10, 100), { allowed: 10 }],
    ['10/s, filled once a second', bucket(10, 100, { stepMs: 1000 }), { allowed: 10 }],
    ['30/s, filled once a second', bucket(30, 100, { stepMs: 1000 }), { allowed: 30 }],
    ['10/s, a burst of 10', bucket(10, 10), { allowed: 10 }],
    ['10/s, a burst of 10, filled once a second', bucket(10, 10, { stepMs: 1000 }), { allowed: 10 }],
    ['30/s, slow answers', bucket(30, 100), { allowed: 30, latencyMs: 600, workers: 30 }],
    ['10/s, 50 workers', bucket(10, 100), { allowed: 10, workers: 50 }],
    ['30/s, 25 places', bucket(30, 100), { allowed: 30, workers: 50, places: 25, latencyMs: 300 }],
    ['10/s, 25 places', bucket(10, 100), { allowed: 10, workers: 50, places: 25, latencyMs: 300 }],
  ])('%s: nine tenths are used, one in a hundred refused', async (_, server, options) => {
    const { refused, used } = await simulate(server, options);

    expect(refused).toBeLessThan(0.01);
    expect(used).toBeGreaterThan(0.9);
  });
});

describe('with a server that announces nothing', () => {
  test.each([
    ['10/s', bucket(10, 100, { headers: false }), { allowed: 10 }],
    ['30/s', bucket(30, 100, { headers: false }), { allowed: 30, workers: 20 }],
    ['10/s, a burst of 10', bucket(10, 10, { headers: false }), { allowed: 10 }],
    ['100 in 10 s', fixedWindow(100, 10_000), { allowed: 10 }],
    ['10/s, filled once a second', bucket(10, 20, { headers: false, stepMs: 1000 }), { allowed: 10 }],
    ['200 a minute', fixedWindow(200, 60_000), { allowed: 200 / 60, seconds: 600 }],
    ['30/s, 25 places', bucket(30, 100, { headers: false }), { allowed: 30, workers: 50, places: 25, latencyMs: 300 }],
    ['10/s, 25 places', bucket(10, 100, { headers: false }), { allowed: 10, workers: 50, places: 25, latencyMs: 300 }],
    ['300 a minute, 25 places', fixedWindow(300, 60_000), { allowed: 5, seconds: 600, workers: 50, places: 25 }],
  ])('%s: one in twenty is refused', async (_, server, options) => {
    const { refused, used } = await simulate(server, options);

    expect(refused).toBeLessThan(0.05);
    expect(used).toBeGreaterThan(0.6);
  });
});

test('after a refusal at 25 places nothing is sent until Retry-After is over, and then one request goes alone', async () => {
  const asked: number[] = [];
  const server: Server = {
    ask: (now) => {
      asked.push(now);
      return now > 5000 && now < 6000 ? { throttled: true, retryAfterMs: 20_000 } : { throttled: false };
    },
  };
  await simulate(server, { workers: 50, places: 25, latencyMs: 300, seconds: 40 });

  const refused = asked.filter((at) => at > 5000 && at < 6000);
  const after = asked.filter((at) => at > 6000);
  expect(refused.length).toBeLessThanOrEqual(50);
  expect(after[0]).toBeGreaterThan(25_000);
  expect((after[1] ?? 0) - (after[0] ?? 0)).toBeGreaterThanOrEqual(300);
});

describe('one refusal, and a server that accepts everything after it', () => {
  /** Requests in the minute after the refusal, of ten workers and 80 ms each; undisturbed it is 7,500. */
  async function requestsAfterRefusing(nth: number): Promise<number> {
    let count = 0;
    const server: Server = {
      ask: () => (++count === nth ? { throttled: true, retryAfterMs: 1000 } : { throttled: false }),
    };
    const { total } = await simulate(server, { seconds: 61 });
    return total - nth;
  }

  test('in the middle of a sync slows it down, but does not stop it', async () => {
    expect(await requestsAfterRefusing(50)).toBeGreaterThan(1000);
  });

  test('of the very first request says nothing about the rate', async () => {
    expect(await requestsAfterRefusing(1)).toBeGreaterThan(100);
  });
});

test.each([0, 1, 999])(
  'a server that refuses permanently and asks for %d ms is given more time',
  async (retryAfterMs) => {
    const { total } = await simulate({ ask: () => ({ throttled: true, retryAfterMs }) }, { seconds: 60, workers: 1 });

    expect(total).toBeLessThan(10);
  },
);

describe('a pause that is too long to wait for', () => {
  /** The outcome of three turns requested before the first one was refused, and of one requested after it. */
  async function outcomes(retryAfterMs: number): Promise<string[]> {
    const time = new Timeline();
    const limiter = new RateLimiter({ longestPauseMs: 600_000, timer: time });
    const ended: string[] = [];
    const ask = (name: string) =>
      limiter.acquire(forever).then(
        () => ended.push(`${name} at ${Math.round(time.now() / 1000)}`),
        (error) => ended.push(`${name} gives up: ${error instanceof PausedTooLong}`),
      );
    const first = await limiter.acquire(forever);
    void ask('a');
    void ask('b');

    first.answered({ throttled: true, retryAfterMs, replenishRate: 1, remaining: 0 });
    void ask('c');
    await time.runUntil(700_000);
    return ended;
  }

  test('ends all waits immediately', async () => {
    expect(await outcomes(600_001)).toEqual(['a gives up: true', 'b gives up: true', 'c gives up: true']);
  });

  test('that is just short enough is waited for, and then one goes first', async () => {
    expect(await outcomes(600_000)).toEqual(['a at 600']);
  });
});

describe('a rate that the server announces', () => {
  /** The outcome of three turns after a response announced it, the reported waits, and when the last one ended. */
  async function outcomes(replenishRate: number, { remaining = 0, longestPauseMs = 600_000 } = {}) {
    const time = new Timeline();
    const limiter = new RateLimiter({ longestPauseMs, timer: time });
    const ended: string[] = [];
    const told: number[] = [];
    const ask = async () => {
      try {
        const permit = await limiter.acquire(forever, (ms) => told.push(Math.round(ms / 1000)));
        ended.push(`at ${Math.round(time.now() / 1000)}`);
        permit.answered({ throttled: false, replenishRate, remaining });
      } catch (error) {
        ended.push(error instanceof PausedTooLong ? `gives up ${error.ms}` : String(error));
      }
    };
    const first = await limiter.acquire(forever);
    const others = [ask(), ask(), ask()];
    first.answered({ throttled: false, replenishRate, remaining });
    await time.runUntil(2_000_000);
    await Promise.all(others);
    return { ended, told };
  }

  test.each([0, 1e-9, 1e-300, 0.001])('of %d makes nobody wait longer than allowed', async (rate) => {
    const { ended, told } = await outcomes(rate);

    expect(ended).toHaveLength(3);
    for (const end of ended) expect(Number(/^gives up (.*)$/.exec(end)?.[1])).toBeGreaterThan(600_000);
    expect(told).toEqual([]);
  });

  test('that is slow is waited for, and the wait is reported', async () => {
    const { ended, told } = await outcomes(0.01);

    expect(ended).toEqual(['at 105', 'at 211', 'at 316']);
    expect(new Set(told)).toEqual(new Set([105]));
  });

  test('spaces turns, which is not a pause, even if no pause is allowed', async () => {
    expect((await outcomes(0.6, { longestPauseMs: 0 })).ended).toEqual(['at 2', 'at 4', 'at 5']);
    expect((await outcomes(0.3, { longestPauseMs: 0 })).ended).toHaveLength(3);
    expect((await outcomes(0.3, { longestPauseMs: 0 })).ended[0]).toContain('gives up');
  });

  test.each([1e300, 100])('of 0 is ignored if %d are left', async (remaining) => {
    expect((await outcomes(0, { remaining })).ended).toEqual(['at 0', 'at 0', 'at 0']);
  });

  test('that rises ends a long wait', async () => {
    const time = new Timeline();
    const limiter = new RateLimiter({ longestPauseMs: 600_000, timer: time });
    const [one, other] = [await limiter.acquire(forever), limiter.acquire(forever)];
    one.answered({ throttled: false });
    const late = await other;
    const waiting = [limiter.acquire(forever), limiter.acquire(forever)];
    const slow = await waiting[0];
    slow?.answered({ throttled: false, replenishRate: 0.01, remaining: 0 });
    await time.runUntil(1000);
    late.answered({ throttled: false, replenishRate: 10, remaining: 50 });
    let came = -1;
    void limiter.acquire(forever).then(() => {
      came = time.now();
    });
    await time.runUntil(5000);

    expect(came).toBeGreaterThanOrEqual(0);
    expect(came).toBeLessThan(2000);
  });
});

test('a wait that is longer than timers allow does not end immediately', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  try {
    const limiter = new RateLimiter();
    const first = await limiter.acquire(forever);
    let came = false;
    void limiter.acquire(forever).then(() => {
      came = true;
    });
    first.answered({ throttled: true, retryAfterMs: 2 ** 33 });
    await vi.advanceTimersByTimeAsync(2 ** 33 - 10_000);
    expect(came).toBe(false);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(came).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

test('permits that are returned unused do not use up the burst', async () => {
  const time = new Timeline();
  const limiter = new RateLimiter({ timer: time });
  const first = await limiter.acquire(forever);
  first.answered({ throttled: false, replenishRate: 10, remaining: 50 });
  for (let unused = 0; unused < 60; unused++) (await limiter.acquire(forever)).withdraw();

  const permits: unknown[] = [];
  for (let burst = 0; burst < 30; burst++) void limiter.acquire(forever).then((permit) => permits.push(permit));
  for (let turn = 0; turn < 100; turn++) await Promise.resolve();

  expect(time.now()).toBe(0);
  expect(permits).toHaveLength(30);
});
