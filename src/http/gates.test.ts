import { describe, expect, test } from 'vitest';
import { Timeline } from '../../integration_tests/units/timeline.ts';
import { PaceGate, Places } from './gates.ts';
import { type Permit, RateLimiter } from './limiter.ts';

const forever = new AbortController().signal;
const TOLD = { throttled: false, replenishRate: 10, remaining: 100 };

/** An endpoint that was answered once, so that its burst is allowed, and the permits that it gets from then on. */
async function endpoint(places: Places, replenishRate = 10) {
  const limiter = new RateLimiter({ gates: [places], timer: new Timeline() });
  (await limiter.acquire(forever)).answered({ ...TOLD, replenishRate });
  const permits: Permit[] = [];
  const ask = (count: number, signal = forever) => {
    for (let i = 0; i < count; i++) limiter.acquire(signal).then((permit) => permits.push(permit), settle);
  };
  return { ask, permits, answer: () => permits.pop()?.answered({ ...TOLD, replenishRate }) };
}

const settle = () => {};
const turns = async () => {
  for (let turn = 0; turn < 100; turn++) await Promise.resolve();
};

describe('places', () => {
  test('a free one goes to the endpoint with the fewest requests in flight', async () => {
    const places = new Places(5);
    const many = await endpoint(places);
    const few = await endpoint(places);
    many.ask(20);
    await turns();
    few.ask(20);
    const shares: number[][] = [];

    for (let answered = 0; answered < 4; answered++) {
      many.answer();
      await turns();
      shares.push([many.permits.length, few.permits.length]);
    }

    expect(shares).toEqual([
      [4, 1],
      [3, 2],
      [3, 2],
      [2, 3],
    ]);
  });

  test('an endpoint with a higher rate gets proportionally more', async () => {
    const places = new Places(8);
    const fast = await endpoint(places, 30);
    const slow = await endpoint(places, 10);
    slow.ask(100);
    await turns();
    fast.ask(100);

    for (let answered = 0; answered < 50; answered++) {
      slow.answer();
      fast.answer();
      await turns();
    }

    expect([fast.permits.length, slow.permits.length]).toEqual([6, 2]);
  });

  test('an endpoint with nothing in flight is next, however many wait for others', async () => {
    const places = new Places(2);
    const [many, other] = [await endpoint(places), await endpoint(places)];
    many.ask(20);
    await turns();
    other.ask(1);

    many.answer();
    await turns();

    expect([many.permits.length, other.permits.length]).toEqual([1, 1]);
  });

  test('are not given to an endpoint that no longer waits', async () => {
    const places = new Places(1);
    const [first, gone, last] = [await endpoint(places), await endpoint(places), await endpoint(places)];
    const stop = new AbortController();
    first.ask(1);
    await turns();
    gone.ask(3, stop.signal);
    last.ask(1);
    stop.abort(new Error('stop'));

    first.answer();
    await turns();

    expect([gone.permits.length, last.permits.length]).toEqual([0, 1]);
  });

  test('an endpoint that waits for one does not use up its turn', async () => {
    const time = new Timeline();
    const places = new Places(1);
    const busy = new RateLimiter({ gates: [places], timer: time });
    const limiter = new RateLimiter({ gates: [places], timer: time });
    (await limiter.acquire(forever)).answered({ throttled: false, replenishRate: 1, remaining: 10 });
    const held = await busy.acquire(forever);
    const started: number[] = [];
    for (let i = 0; i < 5; i++)
      void limiter.acquire(forever).then((permit) => {
        started.push(time.now());
        permit.answered({ throttled: false, replenishRate: 1, remaining: 2 });
      });
    await time.runUntil(9000);
    time.after(1000, () => held.answered({ throttled: false }));
    await time.runUntil(60_000);

    // One a second from when there was a place, and no burst because they had waited for so long.
    expect(started.map((at) => Math.round((at - (started[0] ?? 0)) / 1000))).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('a pace', () => {
  /** When requests were sent by endpoints that always have another one. */
  async function starts(pace: { perMinute: number; burst: number }, endpoints: number, minutes: number) {
    const time = new Timeline();
    const gate = new PaceGate(pace, time);
    const all: number[][] = [];
    for (let i = 0; i < endpoints; i++) {
      const limiter = new RateLimiter({ gates: [gate], timer: time });
      const own: number[] = [];
      all.push(own);
      const worker = async () => {
        for (;;) {
          const permit = await limiter.acquire(forever);
          own.push(time.now());
          await new Promise<void>((resolve) => time.after(300, resolve));
          permit.answered({ throttled: false });
        }
      };
      for (let workers = 0; workers < 25; workers++) void worker();
    }
    await time.runUntil(minutes * 60_000);
    return all;
  }

  test('is kept by all endpoints together, in any minute, even by a restarted process', async () => {
    const times = (await starts({ perMinute: 200, burst: 10 }, 4, 3)).flat().sort((a, b) => a - b);
    const busiest = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length));

    expect(busiest).toBeLessThanOrEqual(190);
    expect(busiest).toBeGreaterThan(180);
  });

  test('is shared evenly', async () => {
    const counts = (await starts({ perMinute: 200, burst: 10 }, 4, 3)).map(({ length }) => length);

    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(10);
  });

  test('counts what was sent, even if nobody waited for the response, and nothing else', async () => {
    const time = new Timeline();
    const gate = new PaceGate({ perMinute: 60, burst: 10 }, time);
    const limiter = new RateLimiter({ gates: [gate], timer: time });
    (await limiter.acquire(forever)).answered({ throttled: false });
    for (let unused = 0; unused < 50; unused++) (await limiter.acquire(forever)).withdraw();
    for (let left = 0; left < 8; left++) (await limiter.acquire(forever)).answered();
    const last = await limiter.acquire(forever);
    const waiting = limiter.acquire(forever);
    expect(time.waiting).toBe(1);

    last.withdraw();

    (await waiting).answered();
    expect(time.now()).toBe(0);
  });

  test('does not keep a process alive if nobody waits', async () => {
    const time = new Timeline();
    const gate = new PaceGate({ perMinute: 60, burst: 1 }, time);
    const limiter = new RateLimiter({ gates: [gate], timer: time });
    (await limiter.acquire(forever)).answered({ throttled: false });
    const stop = new AbortController();
    const waiting = limiter.acquire(stop.signal);
    expect(time.waiting).toBe(1);

    stop.abort(new Error('stop'));

    await expect(waiting).rejects.toThrow('stop');
    expect(time.waiting).toBe(0);
  });
});
