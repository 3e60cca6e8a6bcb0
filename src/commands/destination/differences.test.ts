import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import type { ReportLine } from '../../write/report.ts';
import { differencesOn } from './differences.ts';

function shownFor(line: Partial<ReportLine>, differences: { member: string; from: unknown; to: unknown }[]): string {
  let text = '';
  const terminal = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  const row = { stream: 'people', row: 3, object: 'persons', operation: 'upsert', outcome: 'changed' } as const;
  differencesOn(terminal)({ ...row, ...line }, { outcome: 'changed', differences });
  return text;
}

test('a row is shown with its old and new values', () => {
  const differences = [
    { member: 'team', from: undefined, to: 'Night' },
    { member: 'tags', from: ['a'], to: ['a', 'b'] },
  ];

  expect(shownFor({}, differences)).toBe('people, row 3: changed\n    team: – → Night\n    tags: ["a"] → ["a","b"]\n');
});

test('a value cannot move the cursor, nor fill the screen', () => {
  const [, line = ''] = shownFor({}, [{ member: 'comment', from: '\x1b[2Jgone\n', to: 'x'.repeat(1000) }]).split('\n');

  expect(line).not.toContain('\x1b');
  expect(line.length).toBeLessThan(120);
});
