import { expect, test } from 'vitest';
import { Notices } from './notices.ts';

function open() {
  const said: string[] = [];
  const log = async (level: string, message: string) => void said.push(`${level} ${message}`);
  return { notices: new Notices({ log }), said };
}

test('a notice that applies to several streams is reported once, with all of their names', async () => {
  const { notices, said } = open();
  notices.add('WARN', 'persons', 'a right is missing.');
  notices.add('INFO', 'jobs', 'all is well.');
  notices.add('WARN', 'employees', 'a right is missing.');
  notices.add('WARN', 'persons', 'a right is missing.');
  expect(said).toEqual([]);

  await notices.say();

  expect(said).toEqual(['WARN employees, persons: a right is missing.', 'INFO jobs: all is well.']);
});

test.each([
  [2, 'All 2 streams: a right is missing.'],
  [3, 'jobs, persons: a right is missing.'],
])('of %i streams in all, two are named: %s', async (all, sentence) => {
  const { notices, said } = open();
  notices.add('WARN', 'persons', 'a right is missing.');
  notices.add('WARN', 'jobs', 'a right is missing.');
  await notices.say(all);

  expect(said).toEqual([`WARN ${sentence}`]);
});

test('the only stream is named', async () => {
  const { notices, said } = open();
  notices.add('INFO', 'jobs', 'all is well.');
  await notices.say(1);

  expect(said).toEqual(['INFO jobs: all is well.']);
});

test('levels are kept apart, and nothing is reported twice', async () => {
  const { notices, said } = open();
  notices.add('WARN', 'persons', 'it is late.');
  notices.add('INFO', 'jobs', 'it is late.');
  await notices.say();
  await notices.say();

  expect(said).toEqual(['WARN persons: it is late.', 'INFO jobs: it is late.']);
});
