/**
 * Runs `work` over `items`, at most `limit` in parallel. The first failure stops the intake; running work is awaited,
 * so that nothing happens after the rejection.
 */
export async function forEachLimit<T>(
  items: AsyncIterable<T> | Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  // All workers share one generator: when one of them throws, its loop closes it for all.
  const queue = (async function* () {
    yield* items;
  })();
  let failed = false;
  const worker = async () => {
    for await (const item of queue) {
      if (failed) return;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: limit }, worker));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}

/** Fetches one item ahead of its consumer. */
export async function* readAhead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = items.next();
  try {
    for (;;) {
      const { value, done } = await next;
      if (done) return;
      next = items.next();
      // Prevents an unhandled rejection if it is never awaited; the caller that awaits it still gets the error.
      next.catch(() => {});
      yield value;
    }
  } finally {
    // Not awaited: the item in flight may take its time.
    items.return(undefined).catch(() => {});
  }
}

/** The items in order, up to this many fetched ahead in parallel. */
export function* chunks<T>(items: readonly T[], size: number): Generator<[T, ...T[]]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size) as [T, ...T[]];
}
