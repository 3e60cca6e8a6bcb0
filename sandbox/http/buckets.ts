import type { Limits } from '../options.ts';

interface Draw {
  readonly granted: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** The gateway's token buckets: one per route, full at the start, refilled continuously. */
export class Buckets {
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  draw(stream: string, limits: Limits): Draw {
    if (!limits.on) return { granted: true, headers: {} };
    const rate = limits.rates[stream] ?? limits.rates.default ?? 10;
    const now = performance.now();
    const burst = limits.bursts[stream] ?? limits.burst;
    const bucket = this.#buckets.get(stream) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * rate);
    bucket.at = now;
    this.#buckets.set(stream, bucket);
    const granted = bucket.tokens >= 1;
    if (granted) bucket.tokens -= 1;
    if (!limits.headers) return { granted, headers: {} };
    return {
      granted,
      headers: {
        'x-ratelimit-replenish-rate': String(rate),
        'x-ratelimit-burst-capacity': String(burst),
        'x-ratelimit-requested-tokens': '1',
        'x-ratelimit-remaining': String(Math.floor(bucket.tokens)),
      },
    };
  }
}
