/**
 * Runs `work` over `items`, at most `limit` at once. The first failure stops the intake; what runs is awaited, so that
 * nothing happens after this has rejected.
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
      // Whether anybody will ask for it is not known yet; who asks gets the error.
      next.catch(() => {});
      yield value;
    }
  } finally {
    // Not awaited: an item that is under way may take its time.
    items.return(undefined).catch(() => {});
  }
}

/** The items in their order, so many at once. */
export function* chunks<T>(items: readonly T[], size: number): Generator<[T, ...T[]]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size) as [T, ...T[]];
}
