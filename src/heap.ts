import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** In bytes, for both halves. Enough for a few dozen pages, which live for milliseconds. */
const YOUNG_GENERATION = 16 * 1024 * 1024;
const LOOK_EVERY_MS = 20;

/**
 * Keeps the heap of a long read small. V8 lets the young generation grow to 96 MB, and the old one to a multiple of its
 * live objects, before it collects garbage. That is fine on a server, but it is most of the memory of a small
 * container. Both flags take effect at run time; a smaller young generation from the start would cost a fifth of the
 * time.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=50');
  const timer = setInterval(() => {
    const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space');
    if (young && young.space_size < YOUNG_GENERATION) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    clearInterval(timer);
  }, LOOK_EVERY_MS);
  timer.unref();
}

/**
 * Frees what is no longer used, now. V8 would wait until much more has been allocated, which is fine for rows, but not for
 * files of many megabytes.
 */
export function freeUnused(): void {
  setFlagsFromString('--expose-gc');
  collect ??= runInNewContext('gc') as () => void;
  collect();
}

let collect: (() => void) | undefined;
