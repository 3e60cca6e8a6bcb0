import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ObjectWriter, Written } from './object.ts';
import { ObjectQueue } from './object_queue.ts';
import { Awaits } from './reject.ts';

interface Row {
  readonly name: string;
  readonly target?: string;
}

/** A queue whose rows are written when they are told to. */
function open(lot = { rows: 2, parallel: 2 }) {
  const events: string[] = [];
  const writes = new Map<string, (result: Error | undefined) => void>();
  let lookError: Error | undefined;
  let looking: Promise<void> | undefined;
  const writer: ObjectWriter<Row, void> = {
    members: {},
    parse: () => ({ name: '' }),
    targetOf: ({ name, target = name }) => target,
    look: async (rows) => {
      events.push(`look ${rows.map(({ name }) => name).join('+')}`);
      if (lookError) throw lookError;
      await looking;
    },
    write: ({ name }) => {
      events.push(`write ${name}`);
      return new Promise<Written>((resolve, reject) => {
        writes.set(name, (error) => (error ? reject(error) : resolve({ outcome: 'changed' })));
      });
    },
  };
  const queue = new ObjectQueue(writer as ObjectWriter<unknown, unknown>, { lot } as never);
  const add = (name: string, target?: string, isDropped = () => false) => {
    const queued = {
      row: { name, ...(target !== undefined && { target }) },
      isWaiting: false,
      isDropped,
      written: () => events.push(`done ${name}`),
      failed: (error: unknown) => {
        queued.isWaiting = error instanceof Awaits;
        events.push(`failed ${name}: ${(error as Error).message}`);
      },
      waitBehind: () => {
        queued.isWaiting = true;
        events.push(`behind ${name}`);
        return true;
      },
    };
    const again = () => {
      queued.isWaiting = false;
      queue.add(queued);
    };
    again();
    return again;
  };
  const finish = async (name: string, error?: Error) => {
    writes.get(name)?.(error);
    await turn();
  };
  return {
    queue,
    events,
    add,
    finish,
    failLooks: () => {
      lookError = new Error('closed');
    },
    /** The next look takes until this is called. */
    slowLook: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      looking = promise;
      return resolve;
    },
    quickLooks: () => {
      looking = undefined;
    },
  };
}

test('rows are looked up in lots, of which a few are worked on at a time', async () => {
  const { events, add, finish } = open();
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) add(name);
  await turn();
  expect(events.filter((event) => event.startsWith('look'))).toEqual(['look a+b', 'look c+d']);

  await finish('a');
  await finish('b');

  expect(events.filter((event) => event.startsWith('look'))).toEqual(['look a+b', 'look c+d', 'look e+f']);
});

test('a lot that is not full waits for more rows, until the queue is drained', async () => {
  const { queue, events, add, finish } = open();
  add('a');
  await turn();
  expect(events).toEqual([]);

  const drained = queue.drain();
  await turn();
  await finish('a');
  await drained;

  expect(events).toEqual(['look a', 'write a', 'done a']);
  expect(queue.isBusy).toBe(false);
});

test('rows of one target are written in order, across lots; others do not wait for them', async () => {
  const { events, add, finish } = open();
  add('a1', 'a');
  add('a2', 'a');
  add('a3', 'a');
  add('b');
  await turn();
  expect(events.filter((event) => event.startsWith('write'))).toEqual(['write a1', 'write b']);

  await finish('a1', new Error('refused'));
  await finish('a2');

  expect(events).toContain('failed a1: refused');
  expect(events.filter((event) => event.startsWith('write'))).toEqual(['write a1', 'write b', 'write a2', 'write a3']);
});

test('a look-up that fails, fails its rows', async () => {
  const { queue, events, add, failLooks } = open();
  failLooks();
  add('a');
  add('b');
  await queue.drain();
  expect(events).toEqual(['look a+b', 'failed a: closed', 'failed b: closed']);
});

test('rows that are dropped meanwhile are not written', async () => {
  const { queue, events, add, finish } = open();
  let isDropped = false;
  add('a1', 'a');
  add('a2', 'a', () => isDropped);
  await turn();
  isDropped = true;
  await finish('a1');
  await queue.drain();
  expect(events).toEqual(['look a1+a2', 'write a1', 'done a1']);
});

test('rows of one target are written in the order of arrival, although a later lot is looked up faster', async () => {
  const { queue, events, add, finish, slowLook, quickLooks } = open();
  const looked = slowLook();
  add('a1', 'a');
  add('b');
  await turn();
  quickLooks();
  add('a2', 'a');
  add('c');
  await turn();
  expect(events.filter((event) => event.startsWith('write'))).toEqual(['write c']);

  looked();
  await turn();
  for (const name of ['a1', 'b', 'c', 'a2']) await finish(name);
  await queue.drain();

  expect(events.filter((event) => event.startsWith('write'))).toEqual(['write c', 'write a1', 'write b', 'write a2']);
});

test('no row overtakes an earlier one of its target that waits', async () => {
  const { queue, events, add, finish } = open();
  const first = add('a1', 'a');
  const second = add('a2', 'a');
  await turn();
  await finish('a1', new Awaits('person'));
  first();
  second();
  await turn();
  await finish('a1');
  await finish('a2');
  await queue.drain();

  expect(events.filter((event) => !event.startsWith('look'))).toEqual([
    'write a1',
    'failed a1: a person that may still come',
    'behind a2',
    'write a1',
    'done a1',
    'write a2',
    'done a2',
  ]);
});
