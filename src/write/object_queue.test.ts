import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ObjectWriter, Written } from './object.ts';
import { ObjectQueue } from './object_queue.ts';

interface Row {
  readonly name: string;
  readonly target?: string;
}

/** A queue whose rows are written when they are told to. */
function open(lot = { rows: 2, parallel: 2 }) {
  const events: string[] = [];
  const writes = new Map<string, (result: Error | undefined) => void>();
  let lookError: Error | undefined;
  const writer: ObjectWriter<Row, void> = {
    members: {},
    parse: () => ({ name: '' }),
    targetOf: ({ name, target = name }) => target,
    look: async (rows) => {
      events.push(`look ${rows.map(({ name }) => name).join('+')}`);
      if (lookError) throw lookError;
    },
    write: ({ name }) => {
      events.push(`write ${name}`);
      return new Promise<Written>((resolve, reject) => {
        writes.set(name, (error) => (error ? reject(error) : resolve({ outcome: 'changed' })));
      });
    },
  };
  const queue = new ObjectQueue(writer as ObjectWriter<unknown, unknown>, { lot } as never);
  const add = (name: string, target?: string, isDropped = () => false) =>
    queue.add({
      row: { name, ...(target !== undefined && { target }) },
      isDropped,
      written: () => events.push(`done ${name}`),
      failed: (error) => events.push(`failed ${name}: ${(error as Error).message}`),
    });
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
