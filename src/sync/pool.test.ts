import { describe, expect, test } from 'vitest';
import { forEachLimit, readAhead } from './pool.ts';

/** A promise that a test resolves. */
function gate(): { opened: Promise<void>; open: () => void; fail: (error: Error) => void } {
  let open: () => void = () => {};
  let fail: (error: Error) => void = () => {};
  const opened = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { opened, open, fail };
}

async function* from<T>(...items: T[]): AsyncGenerator<T> {
  yield* items;
}

async function turns(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a pool', () => {
  test('works on as many items in parallel as allowed, and takes the next when one is done', async () => {
    const events: string[] = [];
    const gates: Record<string, ReturnType<typeof gate>> = { a: gate(), b: gate(), c: gate() };

    const done = forEachLimit(from('a', 'b', 'c'), 2, async (item) => {
      events.push(`START ${item}`);
      await gates[item]?.opened;
      events.push(`END ${item}`);
    });
    for (const item of ['b', 'c', 'a']) {
      await turns();
      gates[item]?.open();
    }
    await done;

    expect(events).toEqual(['START a', 'START b', 'END b', 'START c', 'END c', 'END a']);
  });

  test('with a limit of one works in order', async () => {
    const events: string[] = [];

    await forEachLimit(from('a', 'b'), 1, async (item) => {
      events.push(`START ${item}`);
      await turns();
      events.push(`END ${item}`);
    });

    expect(events).toEqual(['START a', 'END a', 'START b', 'END b']);
  });

  test('ends with a limit above the number of items, and without items', async () => {
    const seen: string[] = [];

    await forEachLimit(from('a'), 10, async (item) => void seen.push(item));
    await forEachLimit(from<string>(), 10, async (item) => void seen.push(item));

    expect(seen).toEqual(['a']);
  });

  test('takes no more from its source than it works on', async () => {
    let taken = 0;
    const source = (async function* () {
      for (;;) yield ++taken;
    })();
    const first = gate();

    const done = forEachLimit(source, 3, async () => {
      await first.opened;
      throw new Error('enough');
    });
    await turns();
    const whileRunning = taken;
    first.open();
    await expect(done).rejects.toThrow('enough');

    expect(whileRunning).toBe(3);
  });

  test('takes nothing more after a failure, and rejects only when the others are done', async () => {
    const events: string[] = [];
    const gates: Record<string, ReturnType<typeof gate>> = { a: gate(), b: gate() };

    const done = forEachLimit(from('a', 'b', 'c', 'd'), 2, async (item) => {
      events.push(`START ${item}`);
      await gates[item]?.opened;
      events.push(`END ${item}`);
    }).catch((error) => events.push(`REJECTED ${error.message}`));
    await turns();
    gates.a?.fail(new Error('a failed'));
    await turns();
    events.push('b may end');
    gates.b?.open();
    await done;

    expect(events).toEqual(['START a', 'START b', 'b may end', 'END b', 'REJECTED a failed']);
  });

  test('rejects with the failure of its source when the others are done', async () => {
    const events: string[] = [];
    const source = (async function* () {
      yield 'a';
      throw new Error('no more');
    })();
    const a = gate();

    const done = forEachLimit(source, 2, async (item) => {
      events.push(`START ${item}`);
      await a.opened;
      events.push(`END ${item}`);
    }).catch((error) => events.push(`REJECTED ${error.message}`));
    await turns();
    a.open();
    await done;

    expect(events).toEqual(['START a', 'END a', 'REJECTED no more']);
  });

  test('closes its source after a failure', async () => {
    let closed = false;
    const source = (async function* () {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        closed = true;
      }
    })();

    await expect(
      forEachLimit(source, 2, async () => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');

    expect(closed).toBe(true);
  });

  test('takes nothing more after a failure, even while others wait for the source', async () => {
    const events: string[] = [];
    const a = gate();
    const more = gate();
    const source = (async function* () {
      yield 'a';
      await more.opened;
      yield 'b';
      yield 'c';
    })();

    const done = forEachLimit(source, 2, async (item) => {
      events.push(`START ${item}`);
      if (item === 'a') await a.opened;
    }).catch(() => {});
    await turns();
    a.fail(new Error('a failed'));
    await turns();
    more.open();
    await done;

    expect(events).toEqual(['START a']);
  });
});

describe('reading ahead', () => {
  test('fetches the next item while the current one is used', async () => {
    const events: string[] = [];
    const source = (async function* () {
      for (const item of ['a', 'b', 'c']) {
        events.push(`FETCH ${item}`);
        yield item;
      }
    })();

    for await (const item of readAhead(source)) {
      await turns();
      events.push(`USE ${item}`);
    }

    expect(events).toEqual(['FETCH a', 'FETCH b', 'USE a', 'FETCH c', 'USE b', 'USE c']);
  });

  test('passes an error to the caller that asks for the item, after all earlier items', async () => {
    const seen: string[] = [];
    const source = (async function* () {
      yield 'a';
      throw new Error('broken');
    })();

    await expect(
      (async () => {
        for await (const item of readAhead(source)) {
          await turns();
          seen.push(item);
        }
      })(),
    ).rejects.toThrow('broken');

    expect(seen).toEqual(['a']);
  });

  test('an error that nobody awaits is not an unhandled rejection', async () => {
    const source = (async function* () {
      yield 'a';
      throw new Error('broken');
    })();

    for await (const item of readAhead(source)) {
      expect(item).toBe('a');
      break;
    }
    await turns();
  });
});
